"""Members: where their cards were checked and used, and a word to the co-op where that was not them."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from benefits import activity, mine
from benefits.activity import Line
from benefits.desk.panel import headline
from benefits.desk.reasons import Reason
from benefits.models import DeskCheck, Incident
from benefits.queries import choices
from benefits.services import incidents
from benefits.services.incidents import Told
from benefits.views.mine import TOLD
from credentials import held
from tenants import scope
from tenants.errors import ChangedMeanwhileError
from tenants.services import members

ROWS: Final = 25


class NotMeForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("What should your co-op know?"),
        help_text=gettext_lazy("Where you were, or who has your card. Up to 500 letters."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": gettext_lazy("Write a sentence, so that your co-op knows what to look for.")
        },
    )
    replace = forms.BooleanField(
        label=gettext_lazy("Replace my card now"),
        help_text=gettext_lazy(
            "The old one is called old from then on. The new one comes by email."
        ),
        required=False,
        initial=True,
    )


@login_required
@never_cache
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The newest first; at the times of the co-op whose card it was."""
    lines = activity.lines(_cards(request))
    page = Paginator(lines, ROWS).get_page(request.GET.get("page"))
    zones = sorted({each.zone for each in lines})
    context = {"page": page, "lines": [_shown(each) for each in page], "zones": zones}
    return render(request, "benefits/mine/activity.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def not_me(request: HttpRequest, code: UUID) -> HttpResponse:
    """Tells the co-op, which sees this one line, and offers a new card at once."""
    line = next((each for each in activity.lines(_cards(request)) if each.code == code), None)
    if line is None:
        raise Http404
    if line.disputed is not None:
        return redirect("benefits:activity")
    card = held.card_of(request.user, line.choice.credential.code)  # type: ignore[arg-type]  # -- signed in, as above
    can_be_replaced = card is not None and card.can_be_replaced
    form = NotMeForm(request.POST if request.method == "POST" else None)
    if not can_be_replaced:
        del form.fields["replace"]
    if form.is_bound and form.is_valid():
        return _tell(request, line, form.cleaned_data)
    context = {"line": _shown(line), "home": line.choice.home, "form": form}
    status = 422 if form.errors else 200
    return render(request, "benefits/mine/not_me.html", context, status=status)


def _tell(request: HttpRequest, line: Line, said: dict[str, Any]) -> HttpResponse:
    """First the word, then the card: either may be repeated."""
    home, credential = line.choice.home, line.choice.credential
    told = Told(
        shared=line.shared,
        other_did=line.did,
        other_name=line.who,
        kind=Incident.Kind.NOT_THEIRS,
        what=_what(line),
        happened_at=line.at,
        text=said["text"],
    )
    with scope.within(home.pk):
        incidents.dispute(told, membership=credential.membership)
        replace = bool(said.get("replace"))
        if replace and not ratelimit.consume(request, action="card_replace"):
            messages.warning(
                request,
                _("Your card was not replaced: you asked too often. Try again in an hour."),
            )
        elif replace:
            try:
                members.replace_own_card(
                    credential.membership,
                    user=request.user,  # type: ignore[arg-type]  # -- signed in, as the views say
                    key=credential.code,
                )
            except ChangedMeanwhileError:
                messages.info(request, _("Your card was not replaced: it is not good any more."))
            else:
                messages.success(request, _("Your co-op was told. Your new card is being made."))
                return redirect("credentials:card-replace", credential.code)
    messages.success(request, _("Your co-op was told. Its answer will stand here."))
    return redirect("benefits:activity")


def _cards(request: HttpRequest) -> list[Any]:
    user = request.user
    return choices(user, mine.homes_of(user))  # type: ignore[arg-type]  # -- signed in, as the views say


def _what(line: Line) -> str:
    if line.use is not None:
        return line.use.title
    if line.told is not None and line.check is None:
        return str(line.told.get_purpose_display())
    return _("Card checked at a desk")


def _how(line: Line) -> str:
    if line.use is not None:
        return str(dict(DeskCheck.Evidence.choices).get(line.use.evidence_level, ""))
    shown = line.check or line.told
    return str(shown.get_evidence_display()) if shown else ""


def _shown(line: Line) -> dict[str, Any]:
    told = line.told
    return {
        "code": line.code,
        "at": line.at,
        "zone": line.zone,
        "what": _what(line),
        "who": line.who,
        "place": line.check.desk.place if line.check else line.use.site if line.use else "",
        "home": line.choice.home.name,
        "how": _how(line),
        "answer": headline(Reason(line.check.reason)) if line.check else "",
        "told": [str(TOLD[each]) for each in told.told if each in TOLD] if told else [],
        "is_use": line.use is not None,
        "off": line.use is not None and not line.use.counts,
        "disputed": line.disputed,
    }
