"""The cards of a co-op, and printing many of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from credentials import held, queries
from credentials.forms.printing import ChoiceForm, PrintForm
from credentials.models import PrintRun
from credentials.queries import ISSUED, MISSING, Choice
from credentials.services import printing
from tenants.access import steward_required
from tenants.errors import ChangedMeanwhileError
from tenants.http import CooperativeRequest
from tenants.models import Membership

ROWS = 50
FIRST = {"shape": PrintRun.Shape.SHEET, "sides": PrintRun.Sides.BOTH, "further": True}


@steward_required
@require_safe
def cards(request: CooperativeRequest) -> HttpResponse:
    """How many there are of each, and the list that is asked for."""
    form = ChoiceForm(request.GET)
    choice = form.choice()
    counts = queries.counts(choice)
    page = Paginator(queries.chosen(choice), ROWS).get_page(request.GET.get("page"))
    total = counts[choice.show]
    context = {
        "form": form,
        "choice": choice,
        "tabs": _tabs(request.path, choice, counts),
        "page": page,
        "rows": [_row(each) for each in page],
        "asked": choice.kind or choice.no_email,
        "lead": ngettext("{n} card is good now.", "{n} cards are good now.", counts[ISSUED]).format(
            n=counts[ISSUED]
        ),
        "print_all": ngettext("Print {n} card", "Print {n} cards", total).format(n=total),
        "print_href": f"{_print_address(request)}?{choice.as_query()}",
        "printable": total and choice.show != MISSING,
        "ticked": [
            {"name": "ticked", "value": "1", "label": _("Print {n}"), "plain": _("Print these")}
        ],
    }
    return render(request, "credentials/printing/cards.html", context)


@steward_required
@require_http_methods(["GET", "HEAD", "POST"])
def print_cards(request: CooperativeRequest) -> HttpResponse:
    """Who, on which paper, which side; POST begins. The key of the page begins once."""
    choice = ChoiceForm(request.POST if request.method == "POST" else request.GET).choice()
    form = PrintForm(request.POST if request.method == "POST" else None, initial=_first(choice))
    if form.is_bound and form.is_valid():
        paper = printing.Paper(**form.cleaned_data)
        rows = printing.fitting(queries.chosen(choice), paper)
        run = printing.begin(rows, key=_key(request), paper=paper, by=request.staff)
        if run.job is None:
            raise ChangedMeanwhileError
        return redirect("tenants:job", request.cooperative.slug, run.job.code)
    return _asked(request, choice, form)


def _asked(request: CooperativeRequest, choice: Choice, form: PrintForm) -> HttpResponse:
    rows = queries.chosen(choice)
    total = rows.count()
    now = min(total, printing.MOST)
    further = printing.further_cards(rows)
    context = {
        "form": form,
        "hidden": _hidden(choice),
        "back": f"{reverse('credentials:cards', args=[request.cooperative.slug])}?{choice.as_query()}",
        "total": total,
        "now": now,
        "cards": min(total + further, printing.MOST),
        "letters": min(total + further, printing.MOST_LETTERS),
        "over": total + further > printing.MOST_LETTERS,
        "key": request.POST.get("key") or uuid4(),
        "facts": [
            {"label": _("Cards"), "value": str(now), "number": True},
            {"label": _("Further cards"), "value": str(further), "number": True},
            {
                "label": _("Without a postal address"),
                "value": str(rows.filter(member__postcode="", member__town="").count()),
                "number": True,
            },
            {
                "label": _("Signed in already"),
                "value": str(rows.filter(member__user__isnull=False).count()),
                "number": True,
            },
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "credentials/printing/print.html", context, status=status)


@steward_required
@require_POST
def test_page(request: CooperativeRequest) -> HttpResponse:
    """The first of those chosen, on the paper that is chosen: to see whether the printer does it well."""
    from credentials.card import batch, typesetting  # noqa: PLC0415 -- brings a typesetter along, seldom needed here
    from credentials.card.letter import lines_of, undrawable  # noqa: PLC0415 -- as above

    choice = ChoiceForm(request.POST).choice()
    form = PrintForm(request.POST, initial=FIRST)
    if not form.is_valid():
        return _asked(request, choice, form)
    home = request.cooperative
    run = PrintRun(shape=form.cleaned_data["shape"], sides=form.cleaned_data["sides"])
    for membership in queries.chosen(choice)[:ROWS]:
        card = next(iter(membership.current), None)
        if card is None or card.checked_at is None:
            continue
        card.membership = membership
        with translation.override(membership.member.language):
            face, lines = held.face_of(card, home), lines_of(membership.member, home)
        if undrawable(face, lines):
            continue
        if run.shape == PrintRun.Shape.LETTER:
            template, values = batch.LETTERS, batch.letters([(face, lines, "")], home)
        else:
            template, values = batch.SHEET, batch.cards([face], run, home, note=_note())
        content = typesetting.set_type(
            typesetting.source_of(template), values, int(timezone.now().timestamp())
        )
        return _pdf(content, f"{home.slug}-test.pdf")
    messages.warning(request, _("None of these has a card that can be printed."))
    return redirect(f"{_print_address(request)}?{choice.as_query()}")


def _first(choice: Choice) -> dict[str, object]:
    """Whoever a wave leaves over is reached by letter."""
    return {**FIRST, "shape": PrintRun.Shape.LETTER} if choice.wave else dict(FIRST)


def _note() -> list[str]:
    return [
        _("Test page. Print it at its real size, 100 %: the line below is 10 cm long."),
        _(
            "Point a phone at the code and open the address: it must say that the card is good. "
            "Then print the other side on the back and hold the sheet against the light."
        ),
    ]


def _pdf(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(True, name)  # noqa: FBT003 -- Django's own signature
    answer["Cache-Control"] = "no-store"
    return answer


def _key(request: CooperativeRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        raise ChangedMeanwhileError from None


def _print_address(request: CooperativeRequest) -> str:
    return reverse("credentials:cards-print", args=[request.cooperative.slug])


def _hidden(choice: Choice) -> list[tuple[str, object]]:
    """The choice, to be sent along."""
    hidden: list[tuple[str, object]] = [("show", choice.show), ("kind", choice.kind)]
    hidden += [("no_email", choice.no_email), ("wave", choice.wave)]
    return [each for each in hidden if each[1]] + [("these", code) for code in choice.these]


def _row(membership: Any) -> dict[str, Any]:
    card = next(iter(membership.current), None)
    return {"membership": membership, "card": card, "suspended": _suspended(membership)}


def _suspended(membership: Membership) -> bool:
    return membership.standing == Membership.Standing.SUSPENDED


def _tabs(path: str, choice: Choice, counts: dict[str, int]) -> list[dict[str, object]]:
    words = {
        "": _("Issued"),
        "opened": _("Opened"),
        "unopened": _("Not opened"),
        "expiring": _("Run out within 30 days"),
        "unprinted": _("Never printed"),
        "missing": _("No card yet"),
    }
    tabs = []
    for show, label in words.items():
        query = Choice(show, choice.kind, choice.no_email).as_query()
        tabs.append(
            {
                "label": label,
                "url": f"{path}?{query}" if query else path,
                "count": counts[show],
                "current": show == choice.show,
            }
        )
    return tabs
