"""Two entries of one person become one; nothing is merged by itself."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tenants import outbox, pairs, register
from tenants.errors import ChangedMeanwhileError
from tenants.household import Person
from tenants.merge_errors import NotTwoError, SharesFirstError
from tenants.models import (
    Event,
    Holder,
    Letter,
    Member,
    Membership,
    MembershipClass,
    MemberTag,
    RegisterEntry,
    Representative,
    ShareEntry,
    TwoPeople,
)
from tenants.services import households, members, merging, tags
from tests import build
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def oak():
    made = office()
    with made.within:
        yield made


def twins(oak, **values):
    """The same person twice, each with a running membership of the same kind."""
    one = oak.joined("Amara Okonkwo", "amara@example.org", postcode="N1 7AA")
    other = oak.joined("Amara Okonkwo", "a.okonkwo@example.net", postcode="n17aa", **values)
    return one.member, other.member


def merge(oak, keep, gone, **taken):
    seen = merging.fingerprint(keep, gone)
    return merging.merge(keep, gone, from_gone=taken, seen=seen, by=oak.steward)


def url(oak, route, *codes):
    return reverse(f"tenants:{route}", args=[oak.coop.slug, *codes])


def test_likely_pairs_share_name_and_postcode_address_or_phone(oak):
    keep, gone = twins(oak, phone="+44 20 7946 0958")
    bea = oak.joined("Bea Lind", "amara@example.org", phone="(020) 7946-0958").member
    oak.joined("Amara Okonkwo", "else@example.org", postcode="LS1 1AA")
    found = {(each.first.pk, each.second.pk): each.reasons for each in pairs.likely()}

    assert found == {
        (keep.pk, gone.pk): ("name",),
        (keep.pk, bea.pk): ("email",),
        (gone.pk, bea.pk): ("phone",),
    }
    assert [each.first.pk for each in pairs.likely(gone)] == [keep.pk, gone.pk]


@pytest.mark.parametrize(("other", "voters"), [(False, ["Eve Cole"]), (True, ["Dan Dorn"])])
def test_who_votes_for_the_one_that_goes_votes_where_nobody_else_does(oak, other, voters):
    keep, gone = twins(oak)
    Representative.objects.create(member=gone, name="Eve Cole", votes=True)
    Representative.objects.create(member=keep, name="Dan Dorn", votes=other)
    merge(oak, keep, gone)

    rows = Representative.objects.filter(member=keep)
    assert rows.count() == 2
    assert list(rows.filter(votes=True).values_list("name", flat=True)) == voters


def test_one_stays_with_what_was_chosen_and_what_both_had(oak):
    keep, gone = twins(oak, phone="020 7946 0958")
    worker = build.membership_class(name="Worker member")
    second = oak.joined("Amara O.", "third@example.org", membership_class=worker)
    Membership.objects.filter(pk=second.pk).update(member=gone)
    word = tags.add_tag("Board", by=oak.steward)
    tags.set_tags(gone, [word], "", by=oak.steward)
    outbox.drain()
    told = Letter.objects.count()
    done = merge(oak, keep, gone, email=True, phone=True)
    outbox.drain()
    keep.refresh_from_db()
    gone.refresh_from_db()
    running = keep.memberships.exclude(standing="ended")

    assert (done.cards, done.ended) == (2, 1)
    assert (keep.email, keep.phone) == ("a.okonkwo@example.net", "020 7946 0958")
    assert {each.membership_class for each in running} == {oak.consumer, worker}
    assert keep.memberships.get(standing="ended").end_reason == "merged"
    assert MemberTag.objects.get().member == keep
    assert (gone.merged_into, gone.name, gone.email, gone.phone) == (keep, gone.number, "", "")
    assert not Letter.objects.filter(kind="membership_ended").exists()
    assert Letter.objects.count() == told
    assert register.strays() == []
    event = Event.objects.get(name="MembersMerged")
    assert event.data == {
        "member": str(keep.code),
        "gone": str(gone.code),
        "number": gone.number,
    }


def test_the_older_membership_of_a_kind_goes_on_whoever_had_it(oak):
    keep, gone = twins(oak)
    older = gone.memberships.get()
    Membership.objects.filter(pk=older.pk).update(starts_on="2015-03-01")
    Member.objects.filter(pk=gone.pk).update(joined_on="2015-03-01")
    gone.refresh_from_db()
    merge(oak, keep, gone)
    keep.refresh_from_db()

    assert keep.memberships.exclude(standing="ended").get() == older
    assert keep.joined_on.isoformat() == "2015-03-01"


def test_the_register_keeps_what_both_numbers_said(oak):
    keep, gone = twins(oak)
    merge(oak, keep, gone)
    said = RegisterEntry.objects.filter(subject=gone.code).order_by("id")
    page = oak.browser().get(url(oak, "member", keep.code)).text

    assert said[0].values["name"] == "Amara Okonkwo"
    assert f"Merged into this entry: {gone.number}" in page
    assert "Another entry was merged into this one" in page


def test_the_old_number_leads_to_the_one_that_stayed(oak):
    keep, gone = twins(oak)
    merge(oak, keep, gone)
    browser = oak.browser()
    listed = browser.get(url(oak, "members"), {"q": gone.number})
    page = browser.get(url(oak, "member", gone.code), follow=True)

    assert [each.pk for each in listed.context["page"]] == [keep.pk]
    assert f"{gone.number} was merged into this entry." in page.text
    assert len(browser.get(url(oak, "members")).context["page"].object_list) == 1


def test_what_cannot_be_merged_is_left_as_it_is(oak):
    keep, gone = twins(oak)
    seen = merging.fingerprint(keep, gone)
    members.suspend_membership(gone.memberships.get(), reason="Owes.", by=oak.steward)
    with pytest.raises(ChangedMeanwhileError):
        merging.merge(keep, gone, from_gone={}, seen=seen, by=oak.steward)
    with pytest.raises(NotTwoError):
        merge(oak, keep, keep)
    ShareEntry.objects.create(
        member=gone, action="subscribed", count=2, price=10, on=gone.joined_on
    )
    with pytest.raises(SharesFirstError):
        merge(oak, keep, gone)
    assert not Member.objects.exclude(merged_into=None).exists()


def test_a_pair_that_is_two_people_is_not_listed_again(oak):
    keep, gone = twins(oak)
    browser = oak.browser()
    assert "Compare the two" in browser.get(url(oak, "duplicates")).text
    for _press in range(2):
        browser.post(url(oak, "two-people", gone.code, keep.code))

    assert TwoPeople.objects.count() == Event.objects.filter(name="SaidToBeTwo").count() == 1
    assert "Nobody seems to be here twice" in browser.get(url(oak, "duplicates")).text


def test_staff_find_compare_choose_and_merge(oak):
    keep, gone = twins(oak)
    browser = oak.browser()
    found = browser.get(url(oak, "merge-find", keep.code))
    unknown = browser.post(url(oak, "merge-find", keep.code), {"number": "OA-999999"})
    there = browser.post(url(oak, "merge-find", keep.code), {"number": gone.number.lower()})
    page = browser.get(there.url)
    stale = browser.post(there.url, {"seen": "long ago"})
    browser.post(there.url, {"seen": page.context["seen"], "email": "gone", "postal": "keep"})
    keep.refresh_from_db()

    assert "Entries that look alike" in found.text
    assert unknown.status_code == stale.status_code == 422
    assert "No other entry has this number." in unknown.text
    assert "has changed since you opened this page" in stale.text
    assert [row["name"] for row in page.context["rows"]] == ["email", "postal"]
    assert (keep.email, keep.postcode) == ("a.okonkwo@example.net", "N1 7AA")
    assert browser.get(there.url).status_code == 404


def test_every_row_that_points_at_a_member_is_thought_of():
    """A table that is new: say in `services/merging.py` what becomes of its rows, then name it here."""
    pointing = {
        f"{each.related_model.__name__}.{each.field.name}"
        for each in Member._meta.get_fields(include_hidden=True)
        if each.auto_created and not each.concrete
    }

    assert pointing == {
        "ChangeRequest.member",
        "ClaimCode.member",
        "Due.member",
        "FieldAnswer.member",
        "ImportLine.member",
        "Letter.member",
        "Member.merged_into",
        "MemberPhoto.member",
        "MemberTag.member",
        "Membership.member",
        "Representative.member",
        "RetentionHold.member",
        "ShareEntry.member",
        "TwoPeople.first",
        "TwoPeople.second",
    }


def test_who_was_made_one_before_is_one_with_who_stays(oak):
    keep, gone = twins(oak)
    first = oak.joined("Amara Okonkwo", "third@example.org").member
    merge(oak, gone, first)
    keep.refresh_from_db()
    gone.refresh_from_db()
    merge(oak, keep, gone)

    assert {row.number for row in keep.merged.all()} == {first.number, gone.number}


def test_a_household_goes_along_with_the_membership_that_stays(oak):
    keep, gone = twins(oak)
    MembershipClass.objects.update(holders_most=1)
    older, younger = keep.memberships.get(), gone.memberships.get()
    households.add(younger, Person("Ben Okonkwo"), by=oak.steward)
    gone.refresh_from_db()
    merge(oak, keep, gone)

    assert Holder.objects.get().membership_id == older.pk
