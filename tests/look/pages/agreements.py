"""Agreements between co-ops: proposed, answered, changed, paused and ended."""

from __future__ import annotations

from benefits.models import Agreement
from benefits.services import agreements, pausing
from tests.benefits import scene
from tests.look.registry import EMPTY, ERROR, no_page, shows
from tests.look.sides import go, partnerships

CARDS = "main article.card"

no_page(
    "POST only, leads to the agreement", "benefits:agreement-accept", "benefits:agreement-resume"
)
no_page("for other portals, signed", "benefits:agreement-statement")
no_page("fills in the pages and leads to the first", "benefits:agreement-change")


@shows("benefits:partners", heading="Partners", rows=2, row=CARDS)
def partners(visit):
    partnerships(visit)
    go(visit, "partners")


@shows("benefits:partners", EMPTY, heading="Partners", rows=0, row=CARDS)
def no_partners(visit):
    partnerships(visit, "ash")
    go(visit, "partners", "ash")


@shows("benefits:agreement", heading="Agreement with Oak")
def agreement(visit):
    partnerships(visit)
    go(visit, "agreement", code=visit.world.agreement)


@shows("benefits:agreement", "proposed", heading="Agreement with Elm")
def agreement_to_answer(visit):
    world = visit.world
    made = scene.proposal(world.elm, world.ash)
    partnerships(visit, "ash")
    go(visit, "agreement", "ash", code=made.code)


@shows("benefits:agreement-decline", heading="Close the proposal with Elm?")
def decline(visit):
    world = visit.world
    made = scene.proposal(world.elm, world.ash)
    partnerships(visit, "ash")
    go(visit, "agreement-decline", "ash", code=made.code)


@shows("benefits:agreement-decline", ERROR, heading="Close the proposal with Elm?")
def decline_without_a_reason(visit):
    decline(visit)
    visit.send_nothing()


@shows("benefits:agreement-end", heading="End the agreement with Oak?")
def end(visit):
    partnerships(visit)
    go(visit, "agreement-end", code=visit.world.agreement)


@shows("benefits:agreement-end", ERROR, heading="End the agreement with Oak?")
def end_without_a_reason(visit):
    end(visit)
    visit.send_nothing()


@shows("benefits:agreement-propose", heading="Which co-op do you want to agree with?")
def propose(visit):
    partnerships(visit, "ash")
    go(visit, "agreement-propose", "ash")


@shows("benefits:agreement-propose", ERROR, heading="Which co-op do you want to agree with?")
def propose_to_nobody(visit):
    propose(visit)
    visit.send_nothing()


def propose_to_elm(visit):
    propose(visit)
    visit.page.get_by_label("Elm").check()
    visit.press("Continue")


def say_who(visit):
    propose_to_elm(visit)
    for box in visit.page.get_by_label("Consumer").all():
        box.check()
    visit.press("Continue")


def choose_gifts(visit):
    say_who(visit)
    both = visit.page.locator("main fieldset:has(.preset)")
    both.nth(0).get_by_label("A visiting membership").check()
    both.nth(1).get_by_label("A discount").check()
    both.nth(1).get_by_label("Per cent off").fill("5")


@shows("benefits:agreement-new", heading="Whose membership counts?")
def propose_who(visit):
    propose_to_elm(visit)


@shows("benefits:agreement-new", ERROR, heading="Whose membership counts?")
def propose_for_nobody(visit):
    propose_to_elm(visit)
    for box in visit.page.locator("main input[type=checkbox]").all():
        box.uncheck()
    visit.send_nothing()


@shows("benefits:agreement-new", "gifts", heading="What you give, and what you get")
def propose_gifts(visit):
    choose_gifts(visit)


@shows(
    "benefits:agreement-new",
    "gifts with a mistake",
    heading="What you give, and what you get",
    status=422,
)
def propose_half_a_gift(visit):
    say_who(visit)
    visit.page.locator("main fieldset").nth(0).get_by_label("A discount").check()
    visit.send_nothing()


@shows("benefits:agreement-new", "limits", heading="Limits")
def propose_limits(visit):
    choose_gifts(visit)
    visit.press("Continue")


@shows("benefits:agreement-new", "term", heading="From when until when?")
def propose_term(visit):
    propose_limits(visit)
    visit.press("Continue")


@shows("benefits:agreement-new", "check", heading="Check the agreement")
def propose_check(visit):
    propose_term(visit)
    visit.press("Continue")


@shows("benefits:agreement-change-step", heading="Whose membership counts?")
def change(visit):
    partnerships(visit)
    visit.go("benefits:agreement-change", cooperative="elm", code=visit.world.agreement)


@shows("benefits:agreement-change-step", ERROR, heading="Whose membership counts?")
def change_for_nobody(visit):
    change(visit)
    for box in visit.page.locator("main input[type=checkbox]").all():
        box.uncheck()
    visit.send_nothing()


@shows(
    "benefits:agreement-change-step",
    "check",
    heading="Check the agreement",
    rows=2,
    row=".changes > li",
)
def change_check(visit):
    change(visit)
    visit.press("Continue")
    visit.page.get_by_label("A discount").first.check()
    visit.page.get_by_label("Per cent off").first.fill("10")
    visit.press("Continue")
    visit.page.get_by_label("How often each member").fill("1")
    visit.press("Continue")
    visit.page.get_by_label("Notice").fill("14")
    visit.press("Continue")


@shows(
    "benefits:agreement",
    "change asked for",
    heading="Agreement with Oak",
    rows=2,
    row=".changes > li",
)
def agreement_with_a_change(visit):
    world = visit.world
    ask_for_shorter_visits(world)
    partnerships(visit)
    go(visit, "agreement", code=world.agreement)


@shows(
    "benefits:agreement", "change agreed", heading="Agreement with Oak", rows=2, row=".changes > li"
)
def agreement_with_a_change_to_come(visit):
    world = visit.world
    scene.sign(ask_for_shorter_visits(world), world.elm, 2)
    partnerships(visit)
    go(visit, "agreement", code=world.agreement)


def ask_for_shorter_visits(world):
    with world.oak.within:
        made = Agreement.objects.get(code=world.agreement)
        wanted = scene.draft(
            world.oak,
            world.elm,
            terms=scene.terms(world.oak, world.elm, days=30),
            note="Nobody ever stayed longer than a month.",
        )
        agreements.suggest_change(made, number=1, draft=wanted, by=world.oak.staff)
    return made


@shows("benefits:agreement", "paused", heading="Agreement with Oak")
def agreement_paused(visit):
    world = visit.world
    with world.elm.within:
        made = Agreement.objects.get(code=world.agreement)
        pausing.pause_agreement(
            made, reason="The shop is being rebuilt.", visits_too=True, by=world.elm.staff
        )
    partnerships(visit)
    go(visit, "agreement", code=world.agreement)


@shows("benefits:agreement-pause", heading="Pause the agreement with Oak?")
def pause(visit):
    partnerships(visit)
    go(visit, "agreement-pause", code=visit.world.agreement)


@shows("benefits:agreement-pause", ERROR, heading="Pause the agreement with Oak?")
def pause_without_a_reason(visit):
    pause(visit)
    visit.send_nothing()


@shows(
    "benefits:agreement-signed",
    heading="Oak · Elm",
    rows=2,
    without={"empty": "what is signed has signatures"},
)
def signed(visit):
    partnerships(visit)
    go(visit, "agreement-signed", code=visit.world.agreement)
