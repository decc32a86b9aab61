"""Where each step of the tour is done, by whom, and whether one can go there yet."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coopportal import mailbox
from coopportal.demo import names, personas, session
from coopportal.demo.tour import HOME, HOST, Run, Step
from tenants import scope
from tenants.http import CooperativeRequest
from tenants.models import Application, Bylaws, Cooperative, Member, MembershipClass, User
from tenants.secrets import application_token, name_key
from tenants.services import applying
from tenants.views import join

SOMEBODY: Final = _("Somebody new")
LATELY: Final = 40  # mails: the one that was just written is among them


@dataclass(frozen=True)
class Place:
    """Whether a step can be gone to, and what to say meanwhile."""

    open: bool
    note: str | Promise = ""


def place(step: Step, run: Run | None, done: list[str]) -> Place:
    if step.key == "join":
        if run is not None and not run.is_sent:
            return Place(open=True, note=_("Confirm with the code: it is in the mail."))
        return Place(open=True)
    if run is None or not set(BEFORE[step.key]) <= set(done):
        return Place(open=False)
    if address(step, run) is None:
        waiting = _("The card is being signed. The mail follows in a few seconds.")
        return Place(open=False, note=waiting if step.key == "mail" else "")
    if step.key == "end" and run.ended_at_home and not run.ended_at_host:
        return Place(open=True, note=_("Hillside looks at the list that Green Valley publishes…"))
    return Place(open=True)


# What must have happened before a step makes sense.
BEFORE: Final = {
    "approve": ("join",),
    "mail": ("approve",),
    "card": ("mail",),
    "verify": ("card",),
    "present": ("verify",),
    "end": ("present",),
}


def actor(step: Step, run: Run) -> User | None:
    """Who does it: the applicant of this walk, or somebody of the cast."""
    if step.persona == "applicant":
        return run.person
    one = personas.persona(step.persona)
    return personas.login_of(one) if one else None


def address(step: Step, run: Run) -> str | None:
    """The page of a step; nothing while what it shows is not there."""
    try:
        return WHERE[step.key](run)
    except NoReverseMatch:
        return None


def _join(run: Run) -> str | None:
    return reverse("tenants:application", args=[application_token(run.code)])


def _review(run: Run) -> str | None:
    return reverse("tenants:application-review", args=[HOME, run.code])


def _mail(run: Run) -> str | None:
    letter = run.letter
    if letter is None:
        return None
    folder = settings.DEV_MAIL_FOLDER
    for name in mailbox.names(folder)[:LATELY]:
        mail = mailbox.read(folder, name)
        if mail is not None and mail.message_id == letter.message_id:
            return reverse("dev-mail", args=[name])
    return None


def _card(run: Run) -> str | None:
    return reverse("credentials:card", args=[run.credential.code]) if run.credential else None


def _verdict(run: Run) -> str | None:
    if run.credential is None:
        return None
    return reverse("credentials:verdict", args=[run.credential.card_code])


def _visit(_run: Run) -> str | None:
    return reverse("benefits:visit", args=[HOST])


def _end(run: Run) -> str | None:
    if run.membership is None:
        return None
    return reverse("tenants:member", args=[HOME, run.membership.member.code])


WHERE: Final[dict[str, Callable[[Run], str | None]]] = {
    "join": _join,
    "approve": _review,
    "mail": _mail,
    "card": _card,
    "verify": _verdict,
    "present": _visit,
    "end": _end,
}


def begin(request: HttpRequest, run: Run | None) -> HttpResponse:
    """A form that is filled in, in the hands of somebody new: to be read, sent and confirmed."""
    session.become(request, None)
    home = Cooperative.objects.filter(slug=HOME).first()
    if home is None:
        return redirect("demo")
    with scope.within(home.pk):
        draft = run.application if run is not None else None
        if draft is None:
            draft = _draft()
        there = cast("CooperativeRequest", request)
        there.cooperative = home
        join.remember(there, draft)
    page = "join-verify" if draft.confirm_sent_at else "join-check"
    answer = redirect(f"tenants:{page}", HOME)
    session.keep_run(answer, draft.code)
    return answer


def _draft() -> Application:
    """Somebody nobody here has met: another name and another mailbox each time."""
    while True:
        mark = secrets.token_hex(3)
        somebody = next(names.people(f"tour-{mark}", "british", 1))
        if not Member.objects.filter(name_key=name_key(somebody.name)).exists():
            break
    plain = names.plain(somebody.name, "somebody")
    draft, _token = applying.start_application(language="en")
    return applying.save_answers(
        draft,
        membership_class=MembershipClass.objects.filter(open_to_applicants=True).first(),
        bylaws=Bylaws.objects.first(),
        name=somebody.name,
        name_on_card=somebody.name[:60],
        email=f"{plain}.{mark}@example.org",
        postcode=somebody.postcode,
        message="I met your apples at the Saturday market.",
    )
