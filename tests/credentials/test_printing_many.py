"""Cards of ticked members on paper, from the list of members; further cards of the household behind the member's own."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from credentials.models import CardPrint
from credentials.services import printing
from tenants import outbox
from tenants.models import Job, JobFile, Membership, MembershipClass
from tests.credentials import holding
from tests.credentials.papers import CODE, members, outcomes, pages, printed
from tests.credentials.together import allow, amara_of, theirs, with_bea

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def valley():
    made = holding.opened()
    with made.within:
        allow(made, holders_most=2)
        yield made


def chosen(valley, rows, **said):
    """As the two pages do: choose on the list, say on which paper."""
    browser = valley.browser()
    at = reverse("tenants:members-many", args=[valley.coop.slug])
    data = {"action": "print", "row": [str(each.code) for each in rows]}
    asked = browser.post(at, data)
    assert asked.status_code == 200, asked.text
    sent = {"step": "confirmed", "key": asked.context["key"], "expected": asked.context["total"]}
    everything = data | sent | said
    # As a browser says it: the page with the question stands at this address.
    answer = browser.post(at, everything, headers={"referer": f"http://testserver{at}"})
    return asked, answer, (browser, at, everything)


def test_ticked_members_are_printed_with_their_household_once(valley):
    _user, card, _bea = with_bea(valley)
    member = card.membership.member
    said = {"shape": "sheet", "sides": "front", "further": "on"}
    asked, answer, (browser, at, data) = chosen(valley, [member], **said)
    again = browser.post(at, data)
    outbox.drain()

    assert "Print the card of 1 member?" in asked.text
    assert "The page that follows says of each what became of them" in asked.text
    assert answer.status_code == 302
    assert again["Location"] == answer["Location"]
    job = Job.objects.get(code=answer["Location"].split("/")[-2])
    assert set(outcomes(valley, job)) == {member.name, "Bea Lind"}
    assert set(outcomes(valley, job).values()) == {("printed", "")}
    [(_size, words, codes)] = pages(bytes(JobFile.objects.get(job=job).content))
    assert len(codes) == 2
    assert "Bea Lind" in words
    assert CardPrint.objects.count() == 2


def test_nothing_chosen_is_asked_again_and_too_many_are_refused(valley, monkeypatch):
    _user, card = amara_of(valley)
    outbox.drain()
    member = card.membership.member
    _asked, unsaid, _again = chosen(valley, [member], shape="", sides="front")
    monkeypatch.setattr(printing, "MOST", 0)
    _asked, refused, _again = chosen(valley, [member], shape="sheet", sides="front")

    assert unsaid.status_code == 422
    assert refused.status_code == 422
    assert "Nothing was printed." in refused.text
    assert refused.context["ticked"] == [str(member.code)]
    assert refused.context["form"]["shape"].value() == "sheet"
    assert "Print the card of 1 member?" in refused.text
    assert not Job.objects.filter(kind=printing.PRINT).exists()


def test_only_the_kind_that_the_list_was_narrowed_to(valley):
    _user, card = amara_of(valley)
    outbox.drain()
    other = MembershipClass.objects.create(kind="worker", name="Worker")
    browser = valley.browser()
    at = reverse("tenants:members-many", args=[valley.coop.slug])
    data = {"action": "print", "query": f"kind={other.code}", "everything": "1"}
    assert "Tick at least one" in browser.post(at, data, follow=True).text
    held = card.membership
    Membership.objects.create(
        member=held.member,
        membership_class=other,
        starts_on=held.starts_on,
        ends_on=held.ends_on,
    )
    data["query"] = f"kind={held.membership_class.code}"
    asked = browser.post(at, data)
    assert asked.status_code == 200
    sent = {"step": "confirmed", "key": asked.context["key"], "expected": asked.context["total"]}
    answer = browser.post(at, data | sent | {"shape": "sheet", "sides": "front"})
    assert answer.status_code == 302
    outbox.drain()
    job = Job.objects.get(code=answer["Location"].split("/")[-2])
    assert [(each.key, each.outcome) for each in job.items.all()] == [(str(held.code), "printed")]


def test_letters_of_a_wave_bring_the_household_along_and_its_cards_have_no_code(valley):
    _user, card, bea = with_bea(valley)
    job, content = printed(valley, shape="letter", further="on", key=str(uuid4()))
    _first, second = pages(content)

    assert set(outcomes(valley, job).values()) == {("printed", "")}
    assert not CODE.search(second[1]), "a further card is the member's to hand over"
    assert theirs(bea).get().card_code in "".join(second[2])
    alone, content = printed(valley, shape="letter")
    assert set(outcomes(valley, alone)) == {card.membership.member.name}
    assert len(pages(content)) == 1


def test_who_was_removed_meanwhile_is_left_out_with_the_reason(valley):
    from tenants.services import households  # noqa: PLC0415 -- only here

    _user, card, bea = with_bea(valley)
    answer = chosen(valley, [card.membership.member], shape="single", sides="front", further="on")[
        1
    ]
    households.remove(bea, by=valley.steward)
    outbox.drain()
    job = Job.objects.get(code=answer["Location"].split("/")[-2])
    assert outcomes(valley, job)["Bea Lind"][0] == "failed"
    assert outcomes(valley, job)[card.membership.member.name] == ("printed", "")


def test_further_cards_count_where_they_are_printed(valley, monkeypatch):
    _user, card, _bea = with_bea(valley)
    member = card.membership.member
    monkeypatch.setattr(printing, "MOST", 1)
    said = {"shape": "sheet", "sides": "front"}
    _asked, refused, _again = chosen(valley, [member], **said, further="on")
    assert refused.status_code == 422
    assert "Nothing was printed." in refused.text
    _asked, alone, _again = chosen(valley, [member], **said)
    assert alone.status_code == 302


def test_a_file_from_the_list_of_cards_holds_only_households_that_fit_whole(valley, monkeypatch):
    _user, card, _bea = with_bea(valley)
    members(valley, "Cy Cole", "Di Dot")
    monkeypatch.setattr(printing, "MOST", 3)
    page = valley.browser().get(valley.url("cards/print/")).context
    assert (page["total"], page["cards"]) == (3, 3)
    names = [card.membership.member.name, "Bea Lind", "Cy Cole"]
    job, _paper = printed(valley, further="on")
    assert sorted(outcomes(valley, job)) == sorted(names)
    monkeypatch.setattr(printing, "MOST", 2)
    job, _paper = printed(valley)
    assert len(outcomes(valley, job)) == 2
