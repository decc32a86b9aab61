"""What is due, overdue and received: the list, one amount, and what is done about it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse as address_of
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from tenants import money, sheets
from tenants.access import steward_required
from tenants.dates import today_in
from tenants.errors import ChangedMeanwhileError
from tenants.forms.money import AskForm, LetGoForm, MoneyFilterForm, ReceiveForm
from tenants.forms.shares import ReverseForm
from tenants.holding import NOTHING
from tenants.http import CooperativeRequest
from tenants.models import Application, Due, Member, MoneyEntry
from tenants.offers import money as drawn_money
from tenants.services.money import dues
from tenants.services.money.dues import Asked
from tenants.views.staff.steps import posted

ROWS = 50
METHODS = ["GET", "HEAD", "POST"]


@steward_required
@require_safe
def listing(request: CooperativeRequest) -> HttpResponse:
    """Overdue, due, or what came in; filtered as the address says."""
    here, form, shown = request.cooperative, MoneyFilterForm(request.GET), _shown(request)
    today = today_in(here.time_zone)
    rows = money.listed(shown, today, **_asked(form))
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    count = page.paginator.count
    kept = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
    url = address_of("tenants:money", args=[here.slug])
    labels = {money.OVERDUE: _("Overdue"), money.DUE: _("Due"), money.RECEIVED: _("Received")}
    context = {
        "form": form,
        "shown": shown,
        "page": page,
        "lines": [_line(row, shown, today) for row in page],
        "lead": ngettext("{amount} in {n} line.", "{amount} in {n} lines.", count).format(
            amount=drawn_money(money.total(rows, shown), here.currency), n=count
        ),
        "asked": bool(kept),
        "query": urlencode({"show": shown, **kept}),
        "rules": money.rules(),
        "tabs": [
            {
                "label": label,
                "url": f"{url}?{urlencode({'show': each, **kept})}",
                "current": each == shown,
            }
            for each, label in labels.items()
        ],
    }
    return render(request, "tenants/staff/money.html", context)


@steward_required
@require_safe
def export(request: CooperativeRequest) -> HttpResponse:
    """The list as it is filtered, for a spreadsheet."""
    here, shown = request.cooperative, _shown(request)
    today = today_in(here.time_zone)
    rows = money.listed(shown, today, **_asked(MoneyFilterForm(request.GET)))
    heads = [
        *(
            _("Payment reference"),
            _("Member no."),
            _("Name"),
            _("What for"),
            _("Kind of membership"),
        ),
        *(_("To be paid by"), _("Amount"), _("Open"), _("Currency")),
        *(_("It came on"), _("Received"), _("How"), _("Note")),
    ]
    name = f"money-{shown}-{here.slug}-{today.isoformat()}"
    return sheets.csv_answer(name, heads, (_cells(row, shown) for row in rows))


@steward_required
@require_safe
def due(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """One amount with all that was booked on it."""
    rows = Due.objects.select_related("member", "application", "membership_class", "by__user")
    found = get_object_or_404(rows, code=code)
    entries = found.entries.select_related("reverses", "by__user").order_by("-id")
    told = list(entries)
    gone = {row.reverses_id for row in told}
    context = {
        "one": money.line(found, today_in(request.cooperative.time_zone)),
        "entries": [
            {
                "entry": row,
                "amount": drawn_money(row.amount, found.currency),
                "may_reverse": row.pk not in gone and row.action != MoneyEntry.Kind.REVERSED,
            }
            for row in told
        ],
    }
    return render(request, "tenants/staff/money_due.html", context)


@steward_required
@require_http_methods(METHODS)
def receive(request: CooperativeRequest, code: UUID) -> HttpResponse:
    found = get_object_or_404(Due, code=code)
    today = today_in(request.cooperative.time_zone)
    usual = {
        "amount": found.open if found.open > 0 else None,
        "on": today,
        "method": MoneyEntry.Method.BANK,
    }
    form = ReceiveForm(posted(request), initial=usual, currency=found.currency, today=today)
    if form.is_valid():
        entry = dues.receive(found, **form.cleaned_data, by=request.staff)
        entry.due.refresh_from_db()
        return _done(request, found, _after(entry.due))
    said = {
        "title": _("What came for {reference}?").format(reference=found.spelt),
        "text": _("{what}. Open: {amount}").format(
            what=found.what, amount=drawn_money(max(found.open, NOTHING), found.currency)
        ),
        "yes": _("Write down the payment"),
    }
    return _drawn(request, form, said, _due_url(request, found))


@steward_required
@require_http_methods(METHODS)
def let_go(request: CooperativeRequest, code: UUID) -> HttpResponse:
    found = get_object_or_404(Due, code=code)
    if found.open <= 0:
        messages.info(request, _("Nothing of this is open any more."))
        return redirect("tenants:money-due", request.cooperative.slug, found.code)
    form = LetGoForm(posted(request))
    if form.is_valid():
        try:
            dues.let_go(found, **form.cleaned_data, by=request.staff)
        except ChangedMeanwhileError as error:
            messages.info(request, str(error.message))
            return redirect("tenants:money-due", request.cooperative.slug, found.code)
        return _done(request, found, _("Written down. Nothing is open any more."))
    said = {
        "title": _("Ask no more for {amount}?").format(
            amount=drawn_money(found.open, found.currency)
        ),
        "text": _("It stays in the list of what was due, with your reason, and can be reversed."),
        "yes": _("Ask for it no more"),
    }
    return _drawn(request, form, said, _due_url(request, found))


@steward_required
@require_http_methods(METHODS)
def reverse(request: CooperativeRequest, code: UUID) -> HttpResponse:
    found = get_object_or_404(MoneyEntry.objects.select_related("due"), code=code)
    form = ReverseForm(posted(request))
    if form.is_valid():
        try:
            dues.reverse(found, reason=form.cleaned_data["reason"], by=request.staff)
        except ChangedMeanwhileError as error:
            messages.info(request, str(error.message))
            return redirect("tenants:money-due", request.cooperative.slug, found.due.code)
        return _done(request, found.due, _("Reversed."))
    said = {
        "title": _("Reverse {amount} of {day}?").format(
            amount=drawn_money(found.amount, found.due.currency),
            day=date_format(found.on, "DATE_FORMAT"),
        ),
        "text": _(
            "The entry stays, and a second one takes it back. A membership that went on because of "
            "it keeps its last day: suspend or end it where that is right."
        ),
        "yes": _("Reverse"),
    }
    return _drawn(request, form, said, _due_url(request, found.due))


@steward_required
@require_http_methods(METHODS)
def ask_member(request: CooperativeRequest, code: UUID) -> HttpResponse:
    found = get_object_or_404(Member, code=code)
    url = address_of("tenants:member", args=[request.cooperative.slug, found.code])
    return _ask(request, found, found.name, url)


@steward_required
@require_http_methods(METHODS)
def ask_applicant(request: CooperativeRequest, code: UUID) -> HttpResponse:
    found = get_object_or_404(Application.objects.exclude(state="draft"), code=code)
    url = address_of("tenants:application-review", args=[request.cooperative.slug, found.code])
    return _ask(request, found, found.name, url)


def _ask(
    request: CooperativeRequest, of: Member | Application, name: str, url: str
) -> HttpResponse:
    here = request.cooperative
    form = AskForm(posted(request), initial=_usual(here.time_zone), currency=here.currency)
    if form.is_valid():
        made = dues.ask(of, Asked(**form.cleaned_data), by=request.staff)
        told = _("Written down. The reference is {reference}.").format(reference=made.spelt)
        messages.success(request, told)
        return redirect(url)
    said = {
        "title": _("What does {name} have to pay?").format(name=name),
        "text": _("It gets a reference of its own, by which a bank transfer finds it."),
        "yes": _("Write it down"),
    }
    return _drawn(request, form, said, url)


def _usual(time_zone: str) -> dict[str, Any]:
    return {"due_on": today_in(time_zone), "kind": Due.Kind.FEE}


def _after(found: Due) -> str:
    if found.open < 0:
        more = drawn_money(-found.open, found.currency)
        return _("Written down. {amount} is more than was due.").format(amount=more)
    if found.open:
        rest = drawn_money(found.open, found.currency)
        return _("Written down. {amount} is still open.").format(amount=rest)
    return _("Written down. Nothing is open any more.")


def _done(request: CooperativeRequest, found: Due, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("tenants:money-due", request.cooperative.slug, found.code)


def _due_url(request: CooperativeRequest, found: Due) -> str:
    return address_of("tenants:money-due", args=[request.cooperative.slug, found.code])


def _drawn(request: CooperativeRequest, form: Any, said: dict[str, str], back: str) -> HttpResponse:
    context = {**said, "form": form, "back": back}
    status = 422 if form.errors else 200
    return render(request, "tenants/staff/money_step.html", context, status=status)


def _shown(request: CooperativeRequest) -> str:
    shown = request.GET.get("show", money.OVERDUE)
    if shown not in money.SHOWN:
        raise Http404
    return shown


def _asked(form: MoneyFilterForm) -> dict[str, Any]:
    if not form.is_valid():
        return {}
    given = form.cleaned_data
    return {
        "kind": given["kind"],
        "class_code": given["of"].code if given["of"] else None,
        "query": given["q"],
    }


def _line(row: Any, shown: str, today: Any) -> dict[str, Any]:
    if shown != money.RECEIVED:
        return money.line(row, today)
    return {
        "due": row.due,
        "entry": row,
        "who": row.due.member or row.due.application,
        "amount": drawn_money(row.amount, row.due.currency),
    }


def _cells(row: Any, shown: str) -> list[Any]:
    entry = row if shown == money.RECEIVED else None
    of: Due = row.due if entry else row
    who = of.member or of.application
    cells = [
        *(of.spelt, of.member.number if of.member else "", who and who.name, of.what),
        *(of.membership_class, of.due_on, of.amount, of.open, of.currency),
    ]
    if entry:
        return [*cells, entry.on, entry.amount, entry.get_method_display(), entry.reason]
    return [*cells, "", "", "", ""]
