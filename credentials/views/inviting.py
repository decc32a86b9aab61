"""Waves of invitations: who is invited, how, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from credentials import waves
from credentials.errors import WaveOpenError
from credentials.forms.inviting import AN_HOUR, AT_ONCE, WaveForm
from credentials.models import Invitation, Wave
from credentials.services import inviting
from tenants.access import steward_required
from tenants.errors import ChangedMeanwhileError
from tenants.http import CooperativeRequest
from tenants.models import Letter
from tenants.services import letters

ROWS: Final = 50
Way = Invitation.Way
ACTS: Final[dict[str, tuple[Callable[..., None], Any]]] = {
    "pause": (inviting.pause, gettext_lazy("Paused. What was written before still leaves.")),
    "resume": (inviting.resume, gettext_lazy("It goes on.")),
    "stop": (inviting.stop, gettext_lazy("Stopped. Who was not written to is not.")),
    "remind": (inviting.remind, gettext_lazy("Who has not opened the card is written to again.")),
}


@steward_required
@require_safe
def invitations(request: CooperativeRequest) -> HttpResponse:
    rows = Wave.objects.select_related("by__user", "membership_class")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    told = waves.sums(list(page))
    context = {
        "page": page,
        "rows": [{"wave": each, **told[each.pk]} for each in page],
        "open": waves.is_any_open(),
    }
    return render(request, "credentials/inviting/waves.html", context)


@steward_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: CooperativeRequest) -> HttpResponse:
    """Who would get a mail, who a letter, who is left out and why. POST begins exactly that, once."""
    posted = request.method == "POST"
    asked = request.POST if posted else request.GET
    form = WaveForm({"at_once": AT_ONCE, "an_hour": AN_HOUR, **asked.dict()})
    if not form.is_valid():
        return _shown(request, form, [])
    kind = form.cleaned_data["kind"]
    planned = waves.plan(kind.code if kind else None, again=form.cleaned_data["again"])
    if not posted:
        return _shown(request, form, planned)
    key = _key(request)
    if Wave.objects.filter(code=key).exists():
        return redirect("credentials:invitation", request.cooperative.slug, key)
    if request.POST.get("seen") != waves.fingerprint(planned):
        return _shown(request, form, planned, changed=True)
    try:
        wave = inviting.begin(
            planned,
            key=key,
            kind=kind,
            at_once=form.cleaned_data["at_once"],
            an_hour=form.cleaned_data["an_hour"],
            by=request.staff,
        )
    except WaveOpenError as error:
        messages.warning(request, str(error.message))
        return redirect("credentials:invitations", request.cooperative.slug)
    return redirect("credentials:invitation", request.cooperative.slug, wave.code)


def _shown(
    request: CooperativeRequest,
    form: WaveForm,
    planned: list[waves.Planned],
    *,
    changed: bool = False,
) -> HttpResponse:
    way = request.GET.get("way", "")
    if way not in {"", *Way.values}:
        raise Http404
    by_way = {each: [one for one in planned if one.way == each] for each in Way.values}
    listed = by_way[way] if way else planned
    told = len(by_way[Way.MAIL]) + len(by_way[Way.LETTER])
    context = {
        "form": form,
        "valid": form.is_valid(),
        "hidden": [(name, form.data[name]) for name in form.fields if form.data.get(name)],
        "page": Paginator(listed, ROWS).get_page(request.GET.get("page")),
        "tabs": _tabs(request, way, {"": planned, **by_way}),
        "total": len(planned),
        "told": told,
        "by_mail": len(by_way[Way.MAIL]),
        "reasons": _reasons(planned),
        "seen": waves.fingerprint(planned),
        "key": uuid4(),
        "changed": changed,
        "open": waves.is_any_open(),
        "email": request.staff.user.email,
    }
    status = 422 if form.errors else 409 if changed else 200
    return render(request, "credentials/inviting/new.html", context, status=status)


def _reasons(planned: list[waves.Planned]) -> list[dict[str, Any]]:
    """How many get what, and why; they add up to all."""
    sums: dict[tuple[str, str], int] = {}
    for each in planned:
        label = f"{each.way_label}: {each.reason_label}" if each.reason else each.way_label
        sums[each.way, label] = sums.get((each.way, label), 0) + 1
    order = list(Way.values)
    found = sorted(sums.items(), key=lambda one: (order.index(one[0][0]), one[0][1]))
    return [{"label": label, "value": str(n), "number": True} for (_way, label), n in found]


def _tabs(request: CooperativeRequest, current: str, by_way: dict[str, Any]) -> list[Any]:
    labels = {"": _("All"), **{each.value: str(each.label) for each in Way}}
    tabs = []
    for name, label in labels.items():
        query = request.GET.copy()
        query.pop("page", None)
        query["way"] = name
        rows = by_way[name]
        tabs.append(
            {
                "label": label,
                "url": f"{request.path}?{query.urlencode()}",
                "count": rows if isinstance(rows, int) else len(rows),
                "current": name == current,
            }
        )
    return tabs


@steward_required
@require_POST
def test_mail(request: CooperativeRequest) -> HttpResponse:
    """The invitation as a member gets it, with an invented card, to whoever asks; once for each page."""
    user = request.staff.user
    letters.write_letter(
        waves.TEST,
        to=user.email,
        about=request.staff.code,
        key=str(_key(request)),
        language=user.language,
    )
    messages.success(request, _("A test is on its way to {email}.").format(email=user.email))
    return redirect("credentials:invitation-new", request.cooperative.slug)


@steward_required
@require_safe
def invitation(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """One wave: how far it is, and each member once."""
    wave = _found(code)
    way = request.GET.get("way", "")
    if way not in {"", *Way.values}:
        raise Http404
    counts = waves.counts(wave)
    total = counts["mail"] + counts["letter"] + counts["none"]
    rows = waves.invitations(wave).order_by("membership__member__number", "pk")
    page = Paginator(rows.filter(way=way) if way else rows, ROWS).get_page(request.GET.get("page"))
    mails = waves.letters_of(list(page))
    context = {
        "wave": wave,
        "counts": counts,
        "total": total,
        "tabs": _tabs(request, way, {"": total, **counts}),
        "page": page,
        "rows": [_row(each, mails.get(str(each.code))) for each in page],
        "facts": _facts(counts),
        "may_remind": wave.state == Wave.State.DONE
        and wave.reminded_at is None
        and counts["to_remind"],
        "print": f"{reverse('credentials:cards-print', args=[request.cooperative.slug])}?wave={wave.code}",
    }
    template = "credentials/inviting/wave.html"
    return render(request, f"{template}#progress" if request.htmx else template, context)  # type: ignore[attr-defined]  # -- django-htmx sets it


def _facts(counts: dict[str, int]) -> list[dict[str, Any]]:
    labels = {
        "written": _("Written to by email"),
        "left": _("Still to be written to"),
        "opened": _("Opened the card"),
        "came_in": _("Came in"),
        "bounced": _("Mail came back"),
        "letter": _("Reached by letter only"),
        "lettered": _("Letter printed"),
        "none": _("Left out"),
    }
    return [
        {"label": label, "value": str(counts[name]), "number": True}
        for name, label in labels.items()
    ]


def _row(each: Any, mail: Letter | None) -> dict[str, Any]:
    if each.came_in and each.way != Way.NONE:
        state, word = "complete", _("Came in")
    elif each.opened and each.way != Way.NONE:
        state, word = "given", _("Opened")
    elif mail is not None and mail.state in waves.BACK:
        state, word = "failed", _("Mail came back")
    elif mail is not None and mail.state == Letter.State.SENT:
        state, word = "sent", _("Sent")
    elif each.written_at:
        state, word = "waiting", _("On its way")
    elif each.lettered:
        state, word = "sent", _("Letter printed")
    elif each.way == Way.MAIL:
        state, word = "planned", _("Not yet")
    else:
        state, word = "", ""
    return {"one": each, "state": state, "word": word}


@steward_required
@require_POST
def act(request: CooperativeRequest, code: UUID, act: str) -> HttpResponse:
    """Pause, resume, stop, remind: each once, whoever clicks twice."""
    wave = _found(code)
    if act not in ACTS:
        raise Http404
    do, said = ACTS[act]
    try:
        do(wave, by=request.staff)
    except WaveOpenError as error:
        messages.warning(request, str(error.message))
    except ChangedMeanwhileError:
        messages.info(request, _("That was done already, or is not possible now."))
    else:
        messages.success(request, str(said))
    return redirect("credentials:invitation", request.cooperative.slug, wave.code)


def _found(code: UUID) -> Wave:
    return get_object_or_404(Wave.objects.select_related("by__user", "membership_class"), code=code)


def _key(request: CooperativeRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        raise ChangedMeanwhileError from None
