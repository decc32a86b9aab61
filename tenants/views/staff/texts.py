"""Rules and privacy notice of a co-op: what stands, the draft of what comes, what would change, and publishing it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tenants.access import staff_required
from tenants.errors import NothingNewError
from tenants.forms.settings import TextForm
from tenants.http import CooperativeRequest
from tenants.models import Staff, TextDraft
from tenants.privacy_words import suggested
from tenants.rewording import changed
from tenants.services import texts as service
from tenants.settings_page import settings_tabs

owner_required = staff_required(Staff.Role.OWNER)


@owner_required
@require_safe
def texts(request: CooperativeRequest) -> HttpResponse:
    """Both texts: the newest version, the draft if there is one, all versions."""
    drafts = {row.of: row for row in TextDraft.objects.select_related("by__user")}
    listed = [
        {
            "of": of.value,
            "label": of.label,
            "versions": list(service.VERSIONS[of].objects.all()),
            "draft": drafts.get(of.value),
            "why": _why(of),
        }
        for of in TextDraft.Of
    ]
    context = {"listed": listed, "tabs": settings_tabs(request.cooperative, "tenants:texts")}
    return render(request, "tenants/staff/texts.html", context)


@owner_required
@require_http_methods(["GET", "POST"])
def edit(request: CooperativeRequest, of: str) -> HttpResponse:
    """The draft: begun from the newest version, kept until it is published or thrown away."""
    draft, newest = _found(of)
    initial = _begun(request, of, draft or newest)
    initial["changes"] = draft.changes if draft else ""
    form = TextForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        service.save_draft(of, **form.cleaned_data, by=request.staff)
        return redirect("tenants:text-preview", request.cooperative.slug, of)
    context = {
        "form": form,
        "of": of,
        "label": TextDraft.Of(of).label,
        "draft": draft,
        "suggested": not draft and not newest and "text" in initial,
    }
    status = 422 if form.errors else 200
    return render(request, "tenants/staff/text_edit.html", context, status=status)


@owner_required
@require_safe
def preview(request: CooperativeRequest, of: str) -> HttpResponse:
    """The draft as people will read it, and what it changes."""
    draft, newest = _found(of)
    if draft is None:
        return redirect("tenants:text-edit", request.cooperative.slug, of)
    return render(request, "tenants/staff/text_preview.html", _previewed(of, draft, newest))


@owner_required
@require_POST
def publish(request: CooperativeRequest, of: str) -> HttpResponse:
    """What was read in the preview becomes the newest version."""
    _found(of)
    try:
        row = service.publish_draft(of, seen=request.POST.get("seen", ""), by=request.staff)
    except NothingNewError as refused:
        messages.error(request, str(refused))
        return redirect("tenants:text-preview", request.cooperative.slug, of)
    said = (
        _("Version {number} is published. Applicants accept this version from now on.")
        if of == TextDraft.Of.BYLAWS
        else _("Version {number} is published. Applicants are shown this version from now on.")
    )
    messages.success(request, said.format(number=row.version))
    return redirect("tenants:texts", request.cooperative.slug)


@owner_required
@require_POST
def discard(request: CooperativeRequest, of: str) -> HttpResponse:
    """The draft goes; what is published stays."""
    _found(of)
    if service.discard_draft(of):
        messages.success(request, _("The draft was thrown away. What is published stays."))
    return redirect("tenants:texts", request.cooperative.slug)


def _found(of: str) -> tuple[TextDraft | None, service.Version | None]:
    if of not in service.VERSIONS:
        raise Http404
    return TextDraft.objects.filter(of=of).first(), service.VERSIONS[of].objects.first()


def _begun(
    request: CooperativeRequest, of: str, known: TextDraft | service.Version | None
) -> dict[str, str]:
    if known is not None:
        return {"title": known.title, "text": known.text}
    return suggested(request.cooperative) if of == TextDraft.Of.PRIVACY else {}


def _previewed(of: str, draft: TextDraft, newest: service.Version | None) -> dict[str, Any]:
    pieces = changed(newest.text, draft.text) if newest else []
    return {
        "of": of,
        "label": draft.get_of_display(),
        "draft": draft,
        "newest": newest,
        "number": newest.version + 1 if newest else 1,
        "paragraphs": pieces,
        "same": newest is not None and (newest.title, newest.text) == (draft.title, draft.text),
        "seen": draft.saved_at.isoformat(),
    }


def _why(of: TextDraft.Of) -> str:
    if of == TextDraft.Of.BYLAWS:
        return _("Applicants read them before they apply and accept the version that counts then.")
    return _(
        "What you keep of people, why and for how long. Applicants are shown it; it needs no consent."
    )
