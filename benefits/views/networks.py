"""Staff: networks to publish, to read and to join, and what is different between two co-ops of one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benefits import networks as reads
from benefits import queries, summaries
from benefits.forms import ExceptionForm
from benefits.models import PairException
from benefits.services import exceptions, networks
from benefits.sides import Sides
from benefits.views.proposing import overtaken, step_of
from benefits.views.wizard import CHECK, Wizard
from tenants.access import partnerships_required
from tenants.http import CooperativeRequest

DIGITS = 4


@partnerships_required
@require_http_methods(["GET", "POST"])
def publish(request: CooperativeRequest, step: str = "network") -> HttpResponse:
    """The same short steps as for a proposal; at the end it is open to every co-op."""
    wizard = Wizard(request, network=True)
    if not wizard.may_check(step):
        return step_of(wizard, step)
    draft, named = wizard.draft(), wizard.filled["network"].cleaned_data
    late = overtaken(wizard)
    if late is not None:
        return late
    if request.method == "POST":
        made = networks.publish_network(
            title=named["title"], draft=draft, member=named["member"], by=request.staff
        )
        wizard.forget(made.code)
        messages.success(request, _("The network is open. Other co-ops can join it now."))
        return redirect("benefits:agreement", request.cooperative.slug, made.code)
    summary = summaries.of_draft(draft, [])
    context = {"summary": summary.values(), "wizard": wizard, **wizard.place(CHECK)}
    return render(request, "benefits/agreements/check.html", context)


@partnerships_required
@require_GET
def network(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """What a network's terms are and who is in it, before one joins."""
    found = reads.network(code)
    if found is None:
        raise Http404
    context = {"network": found, "summary": summaries.sentences(found.version, [])}
    return render(request, "benefits/networks/network.html", context)


@partnerships_required
@require_POST
def join(request: CooperativeRequest, code: UUID) -> HttpResponse:
    found = reads.network(code)
    if found is None:
        raise Http404
    number = request.POST.get("version", "")
    read = int(number) if number.isdecimal() and len(number) <= DIGITS else 0
    networks.join_network(found.agreement, number=read, by=request.staff)
    messages.success(request, _("You are in. The co-ops in it recognise your members from now on."))
    return redirect("benefits:agreement", request.cooperative.slug, code)


@partnerships_required
@require_http_methods(["GET", "POST"])
def exceptions_of(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """What is different between us and single co-ops; asking for more of it."""
    sides = _network(code)
    form = ExceptionForm(
        request.POST if request.method == "POST" else None,
        others=[each for each in sides.members if not each.left_at],
    )
    if request.method == "POST" and form.is_valid():
        exceptions.except_pair(
            sides.agreement,
            other=form.chosen,
            kind=form.cleaned_data["kind"],
            reason=form.cleaned_data["reason"],
            by=request.staff,
        )
        messages.success(request, _("It is written down. The other co-op hears of it by email."))
        return _back(request, code)
    context = {"sides": sides, "name": summaries.title(sides), "form": form, "rows": _rows(sides)}
    status = 422 if form.errors else 200
    return render(request, "benefits/networks/exceptions.html", context, status=status)


@partnerships_required
@require_POST
def agree_exception(request: CooperativeRequest, code: UUID, exception: UUID) -> HttpResponse:
    exceptions.agree_exception(_exception(code, exception), by=request.staff)
    messages.success(request, _("You have agreed. It holds from now on."))
    return _back(request, code)


@partnerships_required
@require_POST
def end_exception(request: CooperativeRequest, code: UUID, exception: UUID) -> HttpResponse:
    exceptions.end_exception(_exception(code, exception), by=request.staff)
    messages.success(request, _("The exception is over. The terms of the network hold."))
    return _back(request, code)


def _network(code: UUID) -> Sides:
    sides = queries.sides_of(code)
    if sides is None or not sides.agreement.network or sides.ours.left_at:
        raise Http404
    return sides


def _exception(code: UUID, exception: UUID) -> PairException:
    """One that concerns us, in a network of ours."""
    ours = (each for each in _network(code).our_exceptions if each.code == exception)
    found = next(ours, None)
    if found is None:
        raise Http404
    return found


def _rows(sides: Sides) -> list[dict[str, object]]:
    names = {each.pk: each.name for each in sides.parties}
    ours = sides.ours.pk
    return [
        {
            "exception": each,
            "other": names[each.other_id if each.asked_by_id == ours else each.asked_by_id],
            "asked_by": names[each.asked_by_id],
            "to_answer": each.agreed_at is None and each.other_id == ours,
            "may_end": each.asked_by_id == ours or each.kind != each.Kind.EXCLUDED,
        }
        for each in sides.our_exceptions
    ]


def _back(request: CooperativeRequest, code: UUID) -> HttpResponse:
    return redirect("benefits:network-exceptions", request.cooperative.slug, code)
