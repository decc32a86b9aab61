"""A host reports what went wrong, without knowing who it was; the home knows, answers, and the member reads both."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from benefits.models import Incident, Redemption
from benefits.tasks import daily
from credentials.models import Disclosure
from tenants.models import Staff
from tests.benefits import desks, scene, visiting
from tests.benefits.desks import TITLE, gives
from tests.benefits.test_desk_giving import press
from tests.credentials import holdout
from tests.support.kept import kept

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "The drill came back without its battery."
ANSWER = "She has brought the battery back."


@pytest.fixture
def bea(oak):
    return signed_in(oak)


@kept
def signed_in(oak):
    user, card = visiting.member(oak, "bea@example.org")
    browser = Client()
    browser.force_login(user)
    browser.card = card
    return browser


@pytest.fixture
def use(oak, elm, bea):
    """Bea had something at Elm's desk."""
    gives(oak, elm)
    return had(elm, holdout.qr_text(bea.card))


def had(elm, text):
    cache.clear()
    device = desks.paired(elm)
    press(device, desks.hold_out(device, text))
    with elm.within:
        return Redemption.objects.first()


def steward(side):
    """Somebody who looks after members."""
    user = scene.person(f"members@{side.coop.slug}.example.org")
    with side.within:
        Staff.objects.create(user=user, roles=[Staff.Role.MEMBERSHIP])
    browser = Client()
    browser.force_login(user)
    return browser


def report(side, use, *, of="uses", **changed):
    """About a use, or a visit (`of` the grants)."""
    office = side.browser()
    address = f"/c/{side.coop.slug}/staff/{of}/{use.code}/report/"
    page = office.get(address).content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)
    values = {"kind": "damage", "text": WORDS, "key": key[1] if key else "", **changed}
    return office.post(address, values, follow=True), values


def rows(side):
    with side.within:
        return list(Incident.objects.select_related("membership"))


def test_what_is_reported_finds_the_member_whom_the_host_does_not_know(oak, elm, bea, use):
    page, _values = report(elm, use)
    [ours], [theirs] = rows(elm), rows(oak)

    assert "Their co-op has not answered yet." in page.content.decode()
    assert (ours.side, theirs.side) == ("reported", "received")
    assert (ours.membership, theirs.membership) == (None, bea.card.membership)
    assert (theirs.text, theirs.kind, theirs.what) == (WORDS, "damage", TITLE)
    assert theirs.use is None
    identifying = (bea.card.membership.identifier, bea.card.card_code, use.pseudonym, "Bea")
    assert not [each for each in identifying if each in str(vars(ours))]
    assert use.pseudonym not in str(vars(theirs))


def test_the_home_answers_and_both_sides_and_the_member_read_it(oak, elm, bea, use):
    report(elm, use)
    office = steward(oak)
    [theirs] = rows(oak)
    address = f"/c/oak/staff/incidents/{theirs.code}/"
    assert "Bea Ashe" in office.get(address).content.decode()
    assert "Open" in office.get("/c/oak/staff/incidents/").content.decode()
    assert "Your co-op has not answered yet." in bea.get("/me/benefits/").content.decode()

    done = office.post(address, {"text": ANSWER}, follow=True).content.decode()

    assert "Answered. The report is closed." in done
    assert ANSWER in done
    [ours] = rows(elm)
    assert ANSWER in elm.browser().get(f"/c/elm/staff/incidents/{ours.code}/").content.decode()
    mine = bea.get("/me/benefits/").content.decode()
    assert WORDS in mine
    assert ANSWER in mine


def test_an_answer_is_given_once(oak, elm, use):
    report(elm, use)
    office = steward(oak)
    address = f"/c/oak/staff/incidents/{rows(oak)[0].code}/"
    office.post(address, {"text": ANSWER})
    office.post(address, {"text": "Another one."})

    assert [row.answer for row in (*rows(oak), *rows(elm))] == [ANSWER, ANSWER]


def test_partnerships_at_home_read_the_report_and_not_the_name(oak, elm, use):
    report(elm, use)
    office = oak.browser()
    address = f"/c/oak/staff/incidents/{rows(oak)[0].code}/"
    page = office.get(address).content.decode()

    assert WORDS in page
    assert "Bea Ashe" not in page
    office.post(address, {"text": ANSWER})
    assert rows(oak)[0].answer == ""


def test_the_same_form_sent_twice_is_one_report(oak, elm, use):
    _page, values = report(elm, use)
    report(elm, use, **values)

    assert (len(rows(oak)), len(rows(elm))) == (1, 1)


def test_what_is_not_filled_in_is_said_and_nothing_typed_is_lost(oak, elm, use):
    page, _values = report(elm, use, kind="")

    assert page.status_code == 422
    assert WORDS in page.content.decode()
    assert rows(elm) == rows(oak) == []


def test_what_was_given_on_a_file_cannot_be_reported_from_here(oak, elm, bea):
    gives(oak, elm)
    use = had(elm, bea.card.document)
    page, _values = report(elm, use)
    said = page.content.decode()

    assert "Oak Street was not asked, as it is with a card file" in said
    assert "Scan or type the code on the card next time" in said
    assert 'href="/c/oak/"' in said
    assert rows(elm) == rows(oak) == []


def test_after_ninety_days_nobody_can_be_found(oak, elm, use):
    with oak.within:
        Disclosure.objects.all().delete()
    page, _values = report(elm, use)

    assert page.status_code == 422
    assert "does not find whom this is about any more" in page.content.decode()
    assert rows(elm) == rows(oak) == []
    with elm.within:
        Redemption.objects.update(at=timezone.now() - timedelta(days=91))
    said = report(elm, use)[0].content.decode()
    assert "remembers for 90 days whom it told you of, and this was longer ago" in said
    daily()
    with elm.within:
        assert Redemption.objects.get().question is None


def test_nobody_reads_what_was_reported_about_somebody_else(oak, elm, use):
    report(elm, use)
    user, _card = visiting.member(oak, "cleo@example.org")
    cleo = Client()
    cleo.force_login(user)

    assert "What was reported" not in cleo.get("/me/benefits/").content.decode()


def test_after_a_year_it_is_forgotten_on_both_sides(oak, elm, use):
    report(elm, use)
    for side in (oak, elm):
        with side.within:
            Incident.objects.update(at=timezone.now() - timedelta(days=366))
    daily()

    assert rows(elm) == rows(oak) == []
