"""Staff: propose an agreement, or other terms for one, in short steps. What was typed stays in the session
until it is sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from benefits import queries, summaries
from benefits.drafting.gifts import GET, GIVE
from benefits.eligibility import Benefit
from benefits.ruling import KIND_NAMES
from benefits.services import agreements, networks
from benefits.views.wizard import CHECK, Wizard
from tenants.access import partnerships_required
from tenants.http import CooperativeRequest


@partnerships_required
@require_http_methods(["GET", "POST"])
def propose(request: CooperativeRequest, step: str = "partner") -> HttpResponse:
    """One page per step; a later step is reached only through the ones before it."""
    wizard = Wizard(request)
    return check_proposal(wizard) if wizard.may_check(step) else step_of(wizard, step)


@partnerships_required
@require_GET
def begin_change(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """Fill the pages with what stands, and begin with who counts."""
    wizard = changing(request, code, network=True)
    wizard.begin()
    return wizard.go(wizard.order[0])


@partnerships_required
@require_http_methods(["GET", "POST"])
def change(request: CooperativeRequest, code: UUID, step: str) -> HttpResponse:
    wizard = changing(request, code, network=True)
    return _check_change(wizard) if wizard.may_check(step) else step_of(wizard, step)


def changing(request: CooperativeRequest, code: UUID, *, network: bool = False) -> Wizard:
    """What we may ask to be different; the terms of a network only where the page is made for them."""
    sides = queries.sides_of(code)
    if sides is None or not sides.may_change or (sides.agreement.network and not network):
        raise Http404
    return Wizard(request, sides)


def step_of(wizard: Wizard, step: str) -> HttpResponse:
    request = wizard.request
    if step not in {*wizard.order, CHECK}:
        raise Http404
    if wizard.is_early(step) and (late := overtaken(wizard)):
        return late
    if wizard.is_early(step):
        return wizard.go(wizard.missing)
    form = wizard.form(step, request.POST if request.method == "POST" else wizard.typed(step))
    if request.method == "POST" and form.is_valid():
        wizard.keep(step)
        return wizard.go(wizard.after(step))
    status = 422 if request.method == "POST" else 200
    context: dict[str, Any] = {"form": form, "wizard": wizard, **wizard.place(step)}
    return render(request, "benefits/agreements/propose.html", context, status=status)


def overtaken(wizard: Wizard) -> HttpResponse | None:
    """Where a second window is sent: what it shows was sent already, or is not what would be signed now."""
    request = wizard.request
    whole = wizard.missing == CHECK
    if request.method != "POST" or (whole and not wizard.shows_others):
        return None
    if wizard.sent:
        messages.info(request, _("This was sent already, from another window. Here it stands."))
        return redirect("benefits:agreement", request.cooperative.slug, wizard.sent)
    if whole:
        messages.warning(
            request, _("It was changed in another window meanwhile. Read it again before you sign.")
        )
        return wizard.go(CHECK)
    return None


def check_proposal(wizard: Wizard) -> HttpResponse:
    request, draft = wizard.request, wizard.draft()
    late = overtaken(wizard)
    if late is not None:
        return late
    if request.method == "POST":
        made = agreements.propose_agreement(
            partners=wizard.partners, abroad=wizard.abroad, draft=draft, by=request.staff
        )
        wizard.forget(made.code)
        sent = (
            _("Your side has signed. Send {partner} the address on this page.")
            if wizard.abroad
            else _("The proposal is on its way to {partner}. You hear from us when they answer.")
        )
        messages.success(request, sent.format(partner=wizard.names))
        return redirect("benefits:agreement", request.cooperative.slug, made.code)
    summary = summaries.of_draft(draft, wizard.parties)
    context = {
        "summary": summary.values(),
        "wizard": wizard,
        "rules": rules_of(wizard),
        **wizard.place(CHECK),
    }
    return render(request, "benefits/agreements/check.html", context)


def _check_change(wizard: Wizard) -> HttpResponse:
    request, draft, sides = wizard.request, wizard.draft(), wizard.changes
    if sides is None:
        raise Http404
    late = overtaken(wizard)
    if late is not None:
        return late
    summary = summaries.of_draft(draft, sides.parties)
    before = summaries.of_version(sides.newest, sides.parties)
    changes = summaries.compare(before, summary)
    if request.method == "POST" and changes:
        act = networks.publish_terms if wizard.network else agreements.suggest_change
        act(sides.agreement, number=wizard.number, draft=draft, by=request.staff)
        wizard.forget(sides.agreement.code)
        messages.success(
            request,
            _("The new terms are published. They hold after the notice.")
            if wizard.network
            else _("Your terms are on their way. Nothing changes until everybody has signed."),
        )
        return redirect("benefits:agreement", request.cooperative.slug, sides.agreement.code)
    context = {
        "summary": summary.values(),
        "changes": changes,
        "wizard": wizard,
        "rules": rules_of(wizard),
        **wizard.place(CHECK),
    }
    return render(request, "benefits/agreements/check.html", context)


def rules_of(wizard: Wizard) -> list[dict[str, Any]]:
    """Where every rule of what each side gives can be written, and what else can be added."""
    if wizard.network or wizard.abroad:
        return []  # rule by rule is written for what stands
    titles = {GIVE: _("What you give, rule by rule"), GET: _("What you get, rule by rule")}
    return [
        {
            "title": titles[side],
            "gifts": [
                {"title": each.title, "href": wizard.rules_url(side, each.id)}
                for each in wizard.gifts(side)
            ],
            "kinds": [
                {"name": name, "href": wizard.rules_url(side, _free_id(kind, wizard.gifts(side)))}
                for kind, name in KIND_NAMES.items()
                if kind != "visiting_membership"
            ],
        }
        for side in (GIVE, GET)
    ]


def kind_of(code: str) -> str:
    """The kind that a new benefit's id tells: fee-waiver-2 is a fee waiver."""
    word, _dash, number = code.rpartition("-")
    return (word if number.isdecimal() else code).replace("-", "_")


def _free_id(kind: str, given: tuple[Benefit, ...]) -> str:
    """A new benefit is known by its kind, and by a number where there are more of them."""
    code, taken = kind.replace("_", "-"), {each.id for each in given}
    names = (code, *(f"{code}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)
