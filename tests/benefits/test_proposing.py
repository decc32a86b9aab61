"""From the first page of a proposal to what both sides sign, and to other terms for it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from benefits.models import Agreement
from tests.benefits import scene

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "/c/oak/staff/agreements/new/"


def typed(oak, *others, **changed):
    today = timezone.localdate()
    pages = {
        "partner": {"partners": [str(each.coop.pk) for each in others]},
        "who": {"their_classes": ["consumer"], "our_classes": ["consumer"], "tenure": ""},
        "gifts": {
            "give_presets": ["visiting"],
            "give_days": "60",
            "give_visiting_class": str(oak.visiting.code),
            "get_presets": ["discount"],
            "get_percent": "5",
            "get_excludes": "alcohol, bread",
        },
        "limits": {"times": "", "per": "day", "evidence": "SHOWN"},
        "term": {"starts_on": today, "ends_on": today + timedelta(300), "notice_days": "14"},
    }
    return {step: {**page, **changed.get(step, {})} for step, page in pages.items()}


def fill(browser, pages, new=NEW):
    for step, page in pages.items():
        assert browser.get(f"{new}{step}/").status_code == 200
        answer = browser.post(f"{new}{step}/", page)
        assert answer.status_code == 302, answer.content.decode()
    return browser.get(f"{new}check/").content.decode()


def test_the_pages_lead_from_a_proposal_to_an_agreement():
    oak, elm = scene.side("oak", "Oak Street"), scene.side("elm", "Elm Lane")
    here = oak.browser()

    assert "No agreements yet" in here.get("/c/oak/staff/partners/").content.decode()
    check = fill(here, typed(oak, elm))
    sent = here.post(f"{NEW}check/", follow=True).content.decode()

    visiting = "Members of Elm Lane (consumer) may be visiting members of Oak Street for 60 days"
    off = "Members of Oak Street (consumer) get 5 % off, but not on alcohol, bread at Elm Lane."
    assert visiting in check
    assert off in check
    assert "You have signed. Elm Lane has not answered yet." in sent
    with elm.within:
        made = Agreement.objects.get()
    there = elm.browser()
    page = f"/c/elm/staff/agreements/{made.code}/"
    assert "They wait for your answer." in there.get("/c/elm/staff/partners/").content.decode()
    assert "Accept the agreement" in there.get(page).content.decode()
    there.post(f"{page}accept/", {"version": "1"})
    shown = there.get(page).content.decode()
    assert "In force" in shown
    assert off in there.get(f"{page}signed/").content.decode()
    again = there.post(
        f"{page}accept/", {"version": "1"}, headers={"referer": f"http://testserver{page}"}
    )
    assert again.status_code in {302, 409}


def words_on(page):
    return re.search(r'name="words" value="([0-9a-f]{64})"', page)[1]


def test_a_second_window_hears_that_it_was_sent_already():
    oak, elm = scene.side("oak", "Oak Street"), scene.side("elm", "Elm Lane")
    here = oak.browser()
    both = {"words": words_on(fill(here, typed(oak, elm)))}
    sent = here.post(f"{NEW}check/", both)
    again = here.post(f"{NEW}check/", both, follow=True)
    earlier = here.post(f"{NEW}term/", typed(oak, elm)["term"], follow=True)

    for each in (again, earlier):
        assert each.redirect_chain == [(sent["Location"], 302)]
        assert "This was sent already, from another window." in each.content.decode()
    assert here.get(f"{NEW}check/")["Location"] == f"{NEW}partner/", "who comes anew begins anew"
    with oak.within:
        assert Agreement.objects.count() == 1


def test_nobody_signs_what_another_window_has_changed_meanwhile():
    oak, elm = scene.side("oak", "Oak Street"), scene.side("elm", "Elm Lane")
    here = oak.browser()
    pages = typed(oak, elm)
    first = {"words": words_on(fill(here, pages))}
    here.post(f"{NEW}term/", {**pages["term"], "notice_days": "90"})
    late = here.post(f"{NEW}check/", first, follow=True)
    page = late.content.decode()

    assert late.redirect_chain == [(f"{NEW}check/", 302)]
    assert "Read it again before you sign." in page
    with oak.within:
        assert not Agreement.objects.exists()
    sent = here.post(f"{NEW}check/", {"words": words_on(page)})
    assert sent["Location"].startswith("/c/oak/staff/agreements/")


def test_the_same_words_can_be_sent_again_once_they_were_declined():
    oak, elm = scene.side("oak", "Oak Street"), scene.side("elm", "Elm Lane")
    here = oak.browser()
    for _time in range(2):
        page = fill(here, typed(oak, elm))
        made = here.post(f"{NEW}check/", {"words": words_on(page)})["Location"]
        elm.browser().post(
            made.replace("/c/oak/", "/c/elm/") + "decline/", {"version": "1", "reason": "Not now."}
        )

    with oak.within:
        assert Agreement.objects.count() == 2


def test_every_preset_and_limit_becomes_a_sentence():
    oak, elm = scene.side("oak", "Oak Street"), scene.side("elm", "Elm Lane")
    today = timezone.localdate()
    gifts = {
        "give_presets": ["same-price", "discount", "free-visits", "day-guest"],
        "give_called": "hire",
        "give_percent": "10",
        "give_units": "2",
        "give_unit": "days",
        "give_free_per": "year",
        "give_then": "12.50",
        "give_guest_of": "the house for a day",
    }
    limits = {
        "times": "1",
        "per": "day",
        "together": "200",
        "adults": "2",
        "children": "4",
        "km": "145",
        "closed_from": today + timedelta(30),
        "closed_to": today + timedelta(32),
        "mutual": "on",
        "evidence": "LIVE",
    }

    check = fill(oak.browser(), typed(oak, elm, gifts=gifts, limits=limits, who={"tenure": "90"}))

    for words in (
        "Members of Elm Lane (consumer) pay at Oak Street what its own members pay: hire.",
        "get 10 % off at Oak Street.",
        "2 days free a year, then €12.50 each.",
        "Free entry to the house for a day.",
        "For people who have been members for at least 90 days.",
        "For up to 2 adults and 4 children.",
        "Not for members of a co-op within 145 km",
        "Each member may have it once a day.",
        "All members together may have it 200 times a month.",
        "Only while both co-ops give something to each other",
        "Not on",
    ):
        assert words in check


def test_three_co_ops_are_asked_at_once():
    oak, elm = scene.side("oak", "Oak Street"), scene.side("elm", "Elm Lane")
    ash = scene.side("ash", "Ash Grove")

    check = fill(oak.browser(), typed(oak, elm, ash))

    assert "Members of Ash Grove and Elm Lane (consumer) may be visiting members" in check
    assert "Members of Oak Street and Elm Lane (consumer) get 5 % off" in check


def test_a_step_with_a_mistake_says_so_and_keeps_what_was_typed():
    oak, elm = scene.side("oak"), scene.side("elm")
    here = oak.browser()
    pages = typed(oak, elm)
    for step in ("partner", "who"):
        here.post(f"{NEW}{step}/", pages[step])

    wrong = here.post(f"{NEW}gifts/", {"give_presets": ["discount"], "get_days": "77"})

    assert wrong.status_code == 422
    assert "Enter how many per cent are taken off." in wrong.content.decode()
    assert 'value="77"' in wrong.content.decode()
    nothing = here.post(f"{NEW}gifts/", {})
    assert "Choose at least one thing that one side gives." in nothing.content.decode()
    assert here.get(f"{NEW}check/").headers["location"].endswith("/gifts/")
    assert here.get(f"{NEW}elsewhere/").status_code == 404


def test_a_second_proposal_to_the_same_co_op_is_refused_on_the_first_page():
    oak, elm = scene.side("oak"), scene.side("elm")
    scene.agreed(oak, elm)

    answer = oak.browser().post(f"{NEW}partner/", {"partners": [str(elm.coop.pk)]})

    assert answer.status_code == 422
    assert "between you already" in answer.content.decode()


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        ({"closed_from": "2030-01-01"}, "Enter both days, or neither."),
        ({"closed_from": "2030-01-02", "closed_to": "2030-01-01"}, "must not be before the first"),
        ({"children": "2"}, "Say how many adults, if children count."),
    ],
)
def test_limits_that_say_half_of_something_are_refused(limits, sentence):
    oak, elm = scene.side("oak"), scene.side("elm")
    here, pages = oak.browser(), typed(oak, elm)
    for step in ("partner", "who", "gifts"):
        here.post(f"{NEW}{step}/", pages[step])

    answer = here.post(f"{NEW}limits/", {**pages["limits"], **limits})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_an_agreement_is_paused_and_resumed_from_its_page():
    oak, elm = scene.side("oak", "Oak Street"), scene.side("elm", "Elm Lane")
    made = scene.agreed(oak, elm)
    here, page = oak.browser(), f"/c/oak/staff/agreements/{made.code}/"

    assert here.post(f"{page}pause/", {"reason": " "}).status_code == 422
    paused = here.post(f"{page}pause/", {"reason": "We move."}, follow=True).content.decode()
    other = elm.browser().get(f"/c/elm/staff/agreements/{made.code}/").content.decode()

    assert "Oak Street has paused this agreement" in paused
    assert "Lift your pause" in paused
    assert "We move." in other
    assert "Lift your pause" not in other
    resumed = here.post(f"{page}resume/", follow=True).content.decode()
    assert "Oak Street lifted its pause." in resumed
    assert "Lift your pause" not in resumed


def test_the_page_of_partners_warns_before_the_end_and_suggests_who_was_turned_away():
    oak, elm = scene.side("oak", "Oak Street"), scene.side("elm", "Elm Lane")
    ash = scene.side("ash", "Ash Grove")
    scene.agreed(oak, elm, ends_on=timezone.localdate() + timedelta(10))
    type(ash.coop).objects.update(sector="food")

    shown = oak.browser().get("/c/oak/staff/partners/").content.decode()

    assert "Ends in 10 days" in shown
    assert "Ash Grove" in shown
    assert "Works in the same field as you." in shown


def test_the_first_page_says_what_waits_for_an_answer_and_what_ends_soon():
    oak, elm = scene.side("oak", "Oak Street"), scene.side("elm", "Elm Lane")
    scene.proposal(oak, elm, ends_on=timezone.localdate() + timedelta(10))
    first = "A proposal waits for your answer."

    assert first in elm.browser().get("/c/elm/staff/").content.decode()
    assert first not in oak.browser().get("/c/oak/staff/").content.decode()
    with elm.within:
        scene.sign(Agreement.objects.get(), elm)
    assert "It ends in 10 days." in oak.browser().get("/c/oak/staff/").content.decode()


def test_a_third_co_op_reaches_none_of_it():
    oak, elm, ash = scene.side("oak"), scene.side("elm"), scene.side("ash")
    made = scene.agreed(oak, elm)
    there = ash.browser()

    for act in ("change/", "change/who/", "pause/", "signed/"):
        assert there.get(f"/c/ash/staff/agreements/{made.code}/{act}").status_code == 404
    assert there.post(f"/c/ash/staff/agreements/{made.code}/resume/").status_code == 404
