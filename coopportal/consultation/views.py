"""The consultation for everybody: read it, write a comment, confirm it from the mailbox, have it deleted."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from coopportal.consultation import reading, subjects
from coopportal.consultation.forms import CommentForm
from coopportal.network.access import who_looks_after_the_network
from coopportal.services import consultation as service
from coopportal.tasks import COMMENT_LETTERS
from tenants import nudging
from tenants.models import Comment

ROWS = 20
UNPROCESSABLE = 422
GONE = 410


@require_safe
def consultation(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("state", "")
    state = asked if asked in reading.TABS else ""
    counts = reading.counts()
    page = Paginator(reading.comments(state), ROWS).get_page(request.GET.get("page"))
    context = {
        "state": state,
        "page": page,
        "comments": [reading.shown(row) for row in page],
        "proposals": reading.proposals(),
        "tabs": [
            {
                "label": Comment.State(each).label if each else _("All"),
                "url": f"?state={each}#comments",
                "count": counts.get(each, 0),
                "current": each == state,
            }
            for each in reading.TABS
        ],
    }
    return render(request, "portal/consultation/consultation.html", context)


@require_safe
def one(request: HttpRequest, number: int) -> HttpResponse:  # noqa: ARG001 -- the number says it all
    """The address of one comment, for ever: leads to the page of the list that it stands on."""
    found = get_object_or_404(reading.comments(), number=number)
    before = reading.comments().filter(number__gt=found.number).count()
    page = before // ROWS + 1
    return redirect(f"{reverse('consultation')}?page={page}#comment-{found.number}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """One page. What was typed stays on it until it is sent."""
    wanted = {"about": request.GET.get("about", subjects.WHOLE)}
    form = CommentForm(request.POST if request.method == "POST" else None, initial=wanted)
    if request.method == "POST" and form.is_valid():
        too_many: HttpResponse | None = ratelimit.consume_or_429(request, action="comment_send")
        if too_many is not None:
            return too_many
        service.write_comment(**form.told())
        nudging.nudge(COMMENT_LETTERS)
        return redirect("comment-sent")
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "portal/consultation/write.html", {"form": form}, status=status)


@never_cache
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """The same for everybody."""
    context = {"days": service.CONFIRM_WITHIN.days}
    return render(request, "portal/consultation/sent.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def kept(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the link of each letter. Opening it changes nothing, for mail programs open links too."""
    found = service.find(token)
    if found is None:
        return _gone(request)
    if request.method == "POST":
        service.confirm_comment(found, told=who_looks_after_the_network())
        nudging.nudge(COMMENT_LETTERS)
        return redirect("comment-kept", token)
    context = {
        "comment": found,
        "token": token,
        "rows": _rows(found),
        "hidden_days": service.HIDDEN_FOR.days,
    }
    return render(request, "portal/consultation/kept.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, token: str) -> HttpResponse:
    found = service.find(token)
    if found is None:
        return _gone(request)
    if request.method == "POST":
        service.delete_comment(found)
        return render(request, "portal/consultation/deleted.html")
    return render(request, "portal/consultation/delete.html", {"token": token})


def _rows(comment: Comment) -> list[dict[str, Any]]:
    """All that is kept, for the one who told it."""
    rows = [
        (_("About"), subjects.word(comment)),
        (_("Comment"), comment.text),
        (_("Name shown"), comment.name or _("None")),
        (_("Organisation shown"), comment.organisation or _("None")),
        (_("Email address, shown to nobody"), comment.email),
        (_("Written on"), date_format(localtime(comment.created_at), "DATE_FORMAT")),
        (_("Answer"), comment.answer if comment.state in Comment.ANSWERED else ""),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def _gone(request: HttpRequest) -> HttpResponse:
    reason = _("There is nothing behind this link any more. What you told us is deleted.")
    return render(request, "410.html", {"reason": reason}, status=GONE)
