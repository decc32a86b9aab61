"""Letters of the co-op: what went to whom, what became of it, and once more where that makes sense."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tenants import mail, mail_log, outbound, queries, sender_check
from tenants.access import staff_required, steward_required
from tenants.errors import ChangedMeanwhileError
from tenants.forms.mail import MailRulesForm
from tenants.http import CooperativeRequest
from tenants.mail_layout import sender_address
from tenants.models import Letter, Member, Staff
from tenants.services import letters as service
from tenants.services import sending
from tenants.settings_page import settings_tabs
from tenants.views.staff.steps import posted

ROWS = 50


@steward_required
@require_safe
def outbox(request: CooperativeRequest) -> HttpResponse:
    """By state, kind, and by a part of the address or a member's name or number."""
    tab, query = request.GET.get("state", ""), request.GET.get("q", "").strip()[:100]
    if tab and tab not in mail_log.TABS:
        raise Http404
    sorts = mail.sorts()
    kind = request.GET.get("kind", "")
    alike = next((kinds for kinds in sorts.values() if kinds[0] == kind), None)
    page = Paginator(mail_log.letters(tab, alike, query), ROWS).get_page(request.GET.get("page"))
    context = {
        "tabs": _tabs(request, tab, query, kind),
        "state": tab,
        "query": query,
        "kind": kind,
        "kinds": [(kinds[0], title) for title, kinds in sorts.items()],
        "page": page,
        "rows": drawn(page.object_list),
        "asked": bool(query or kind),
        "to_mend": mail_log.to_mend(),
    }
    return render(request, "tenants/staff/messages.html", context)


@steward_required
@require_safe
def letter(request: CooperativeRequest, code: UUID) -> HttpResponse:
    row = get_object_or_404(Letter.objects.select_related("member"), code=code)
    sort = mail.sort_of(row.kind)
    context = {
        "letter": row,
        "title": sort.title,
        "note": mail_log.note_of(row),
        "facts": mail_log.facts_of(row, str(sort.title)),
        "again": may_go_again(row),
        "to": address_now(row),
    }
    return render(request, "tenants/staff/letter.html", context)


@steward_required
@require_POST
def again(request: CooperativeRequest, code: UUID) -> HttpResponse:
    row = get_object_or_404(Letter.objects.select_related("member"), code=code)
    to = address_now(row) if may_go_again(row) else ""
    try:
        sent = service.send_again(row, to=to, by=request.staff)
    except ChangedMeanwhileError:
        messages.info(request, _("This letter is on its way, or cannot be sent again."))
        return redirect("tenants:letter", request.cooperative.slug, row.code)
    messages.success(request, _("It leaves now, to {address}.").format(address=sent.to))
    return redirect("tenants:letter", request.cooperative.slug, sent.code)


@staff_required(Staff.Role.OWNER)
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: CooperativeRequest) -> HttpResponse:
    known = mail_log.rules()
    names = tuple(MailRulesForm.base_fields)
    form = MailRulesForm(posted(request), initial={name: getattr(known, name) for name in names})
    if form.is_valid():
        sending.set_rules(by=request.staff, **{name: form.cleaned_data[name] for name in names})
        messages.success(request, _("Saved."))
        return redirect("tenants:mail-rules", request.cooperative.slug)
    context = {
        "form": form,
        "tabs": settings_tabs(request.cooperative, "tenants:mail-rules"),
        "sender": sender_address(),
        "findings": _findings(request) if "check" in request.GET else [],
    }
    status = 422 if form.errors else 200
    return render(request, "tenants/staff/mail_rules.html", context, status=status)


def _findings(request: CooperativeRequest) -> list[sender_check.Finding]:
    """Asked now, each time: whoever looks again after mending it sees what is there."""
    if not ratelimit.consume(request, action="sender_check"):
        return []
    sender = sender_address()
    sending_as = sender_check.Sending(
        domain=sender.rpartition("@")[2].lower(),
        spf=settings.SPF_MECHANISM,
        selector=settings.DKIM_SELECTOR,
        dkim_key="".join(settings.DKIM_PUBLIC_KEY.split()),
        reports_to=sender,
    )
    return sender_check.check(sending_as, outbound.texts)


def drawn(rows: Any) -> list[dict[str, Any]]:
    """As a table shows them: the letter, what it is called, one line on what became of it."""
    return [
        {"letter": each, "title": mail.sort_of(each.kind).title, "note": mail_log.note_of(each)}
        for each in rows
    ]


def own_letters(member: Member) -> dict[str, Any] | None:
    """The section of a member's page."""
    rows = mail_log.of_member(member)
    slug = queries.here().slug
    every = f"{reverse('tenants:messages', args=[slug])}?{urlencode({'q': member.number})}"
    found = {"rows": drawn(rows), "slug": slug, "every": every, "off": member.mailings_off_at}
    return found if rows or member.mailings_off_at else None


def may_go_again(row: Letter) -> bool:
    """Only what is as true a second time; never a code, and nothing to somebody who was forgotten."""
    over = row.state not in {Letter.State.WAITING, Letter.State.HELD}
    return over and mail.sort_of(row.kind).again and bool(row.to and address_now(row))


def address_now(row: Letter) -> str:
    """A member's address may have been mended since."""
    return row.member.email if row.member else row.to


def _tabs(request: CooperativeRequest, current: str, query: str, kind: str) -> list[dict[str, Any]]:
    url = reverse("tenants:messages", args=[request.cooperative.slug])
    counts = mail_log.counts()
    labels = {
        "": _("All"),
        "waiting": _("Waiting"),
        "sent": _("Sent"),
        "failed": _("Not delivered"),
        "held": _("Held back"),
    }
    kept = {name: value for name, value in (("q", query), ("kind", kind)) if value}
    return [
        {
            "label": label,
            "url": f"{url}?{urlencode({'state': tab, **kept} if tab else kept)}",
            "count": counts[tab],
            "current": tab == current,
        }
        for tab, label in labels.items()
    ]
