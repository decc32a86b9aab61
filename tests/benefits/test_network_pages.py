"""Networks, page by page: published, joined, changed, left, and with exceptions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from benefits import queries
from benefits.models import Agreement, PairException
from tenants import outbox
from tests.benefits import scene
from tests.benefits.networking import published

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def fed():
    return scene.side("fed", "Federation")


def test_the_pages_lead_from_publishing_to_joining_and_leaving(fed, elm, mailoutbox):
    here, new = fed.browser(), "/c/fed/staff/networks/new/"
    today = timezone.localdate()
    pages = {
        "network": {"title": "Commonlands"},
        "who": {"their_classes": ["consumer"]},
        "gifts": {"give_presets": ["discount"], "give_percent": "5"},
        "limits": {"times": "1", "per": "day", "evidence": "SHOWN", "mutual": "on"},
        "term": {"starts_on": today, "ends_on": today + timedelta(300), "notice_days": "14"},
    }
    for step, typed in pages.items():
        assert here.get(f"{new}{step}/").status_code == 200
        assert here.post(f"{new}{step}/", typed).status_code == 302
    check = here.get(f"{new}check/").content.decode()
    opened = here.post(f"{new}check/", follow=True).content.decode()

    words = "Members of every co-op in it (consumer) get 5 % off at each other co-op."
    assert words in check
    assert "Close the network" in opened
    made = Agreement.networks.get()
    closing = here.get(f"/c/fed/staff/agreements/{made.code}/end/").content.decode()
    assert "Close the network Commonlands?" in closing
    there = elm.browser()
    assert "Commonlands" in there.get("/c/elm/staff/partners/").content.decode()
    page = f"/c/elm/staff/networks/{made.code}/"
    assert words in there.get(page).content.decode()
    joined = there.post(f"{page}join/", {"version": "1"}, follow=True).content.decode()
    assert "Leave the network" in joined
    assert "Federation published version 1 of the terms." in joined
    assert "Elm Lane joined by version 1." in joined
    outbox.drain()
    assert [mail.subject for mail in mailoutbox] == ["Federation: A co-op has joined Commonlands"]
    asked = there.get(f"/c/elm/staff/agreements/{made.code}/end/").content.decode()
    assert "Leave the network Commonlands?" in asked
    assert "End the agreement" not in asked
    left = there.post(
        f"/c/elm/staff/agreements/{made.code}/end/", {"reason": "No."}, follow=True
    ).content.decode()
    assert "Elm Lane left" in left


def test_the_publisher_writes_new_terms_by_the_same_pages(fed, oak, elm, mailoutbox):
    made = published(fed, oak, elm)
    outbox.drain()
    mailoutbox.clear()
    here, page = fed.browser(), f"/c/fed/staff/agreements/{made.code}/change/"

    here.get(page)
    kept = here.session[f"agreement:{fed.coop.pk}:{made.code}"]["gifts"]
    assert here.post(f"{page}gifts/", {**kept, "give_percent": "8"}).status_code == 302
    check = here.get(f"{page}check/").content.decode()
    here.post(f"{page}check/")
    outbox.drain()

    assert "8 % off" in check
    assert sorted(mail.to[0] for mail in mailoutbox) == [
        "partnerships@elm.example.org",
        "partnerships@oak.example.org",
    ]
    assert "Whoever does not want them leaves before." in mailoutbox[0].body
    refused = oak.browser().get(f"/c/oak/staff/agreements/{made.code}/change/")
    assert refused.status_code == 404


def test_exceptions_are_asked_for_and_answered_on_their_page(fed, oak, elm):
    made = published(fed, oak, elm)
    here, there = oak.browser(), elm.browser()
    page = f"staff/networks/{made.code}/exceptions/"
    with oak.within:
        theirs = queries.sides_of(made.code).members[0]

    assert here.post(f"/c/oak/{page}", {"reason": " "}).status_code == 422
    typed = {"other": str(theirs.pk), "kind": "near", "reason": "We share a street."}
    assert "Asked for" in here.post(f"/c/oak/{page}", typed, follow=True).content.decode()
    shown = there.get(f"/c/elm/{page}").content.decode()
    exception = PairException.objects.get()
    assert "We share a street." in shown
    agreed = there.post(f"/c/elm/{page}{exception.code}/agree/", follow=True).content.decode()
    assert "Holds" in agreed
    over = here.post(f"/c/oak/{page}{exception.code}/end/", follow=True).content.decode()
    assert "the terms of the network hold" in over
    assert fed.browser().get(f"/c/fed/{page}").status_code == 200
    assert scene.side("ash").browser().get(f"/c/ash/{page}").status_code == 404
