"""Am I a member here? Asked by a mailbox, answered in the mailbox; the page says the same to everybody."""

from __future__ import annotations

from allauth.core import ratelimit
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tenants.forms.claiming import MailboxForm
from tenants.http import CooperativeRequest
from tenants.services import finding


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: CooperativeRequest) -> HttpResponse:
    hint = _("The one that the co-op may have of you.")
    form = MailboxForm(request.POST if request.method == "POST" else None, hint=hint)
    if request.method == "POST" and form.is_valid():
        too_many: HttpResponse | None = ratelimit.consume_or_429(request, action="find_membership")
        if too_many is not None:
            return too_many
        language = get_language() or request.cooperative.language
        finding.ask_by_mail(form.cleaned_data["email"], language=language)
        return redirect("tenants:find-sent", request.cooperative.slug)
    status = 422 if form.errors else 200
    return render(request, "tenants/find/find.html", {"form": form}, status=status)


@never_cache
@require_safe
def sent(request: CooperativeRequest) -> HttpResponse:
    return render(request, "tenants/find/sent.html")
