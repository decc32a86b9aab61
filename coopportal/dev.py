"""Pages for trying the portal out: the mails it wrote, and every component on one page.

Never routed in production.
"""

from __future__ import annotations

from csp.constants import SELF
from csp.decorators import csp_exempt, csp_update
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from coopportal import mailbox
from coopportal.showroom import showroom

# A mail is a stranger's page: no script, nothing loaded from elsewhere, an origin of its own.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)


@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip().casefold()[:100]
    page = Paginator(mailbox.names(settings.DEV_MAIL_FOLDER), 25).get_page(request.GET.get("page"))
    found = [mail for name in page if (mail := mailbox.read(settings.DEV_MAIL_FOLDER, name))]
    if query:
        everything = (
            mailbox.read(settings.DEV_MAIL_FOLDER, name)
            for name in mailbox.names(settings.DEV_MAIL_FOLDER)
        )
        found = [
            mail for mail in everything if mail and query in f"{mail.to} {mail.subject}".casefold()
        ][:100]
    return render(request, "portal/mails.html", {"mails": found, "page": page, "query": query})


@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]  # -- its types forget views with arguments
@require_safe
def mail(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "portal/mail.html", {"mail": _mail(name)})


@csp_exempt()  # type: ignore[arg-type]  # -- its types forget views with arguments
@xframe_options_sameorigin
@require_safe
def mail_html(_request: HttpRequest, name: str) -> HttpResponse:
    found = _mail(name)
    html = found.html
    for attachment in found.attachments:
        if attachment.cid:
            address = reverse("dev-mail-part", args=[name, attachment.index])
            html = html.replace(f"cid:{attachment.cid}", address)
    answer = HttpResponse(html.replace("<head>", '<head><base target="_blank">', 1))
    answer["Content-Security-Policy"] = MAIL_POLICY
    return answer


@require_safe
def mail_part(_request: HttpRequest, name: str, index: int) -> HttpResponse:
    found = next((part for part in _mail(name).attachments if part.index == index), None)
    if found is None:
        raise Http404
    raster = found.content_type in {"image/png", "image/jpeg"}
    answer = HttpResponse(
        found.content, content_type=found.content_type if raster else "application/octet-stream"
    )
    kind = "inline" if raster else "attachment"
    plain = "".join(c for c in found.name if c.isascii() and (c.isalnum() or c in "._- "))
    answer["Content-Disposition"] = f'{kind}; filename="{plain or "part"}"'
    return answer


def _mail(name: str) -> mailbox.Mail:
    found = mailbox.read(settings.DEV_MAIL_FOLDER, name)
    if found is None:
        raise Http404
    return found


urlpatterns = [
    path("dev/mail/", mails, name="dev-mails"),
    path("dev/mail/<slug:name>/", mail, name="dev-mail"),
    path("dev/mail/<slug:name>/html/", mail_html, name="dev-mail-html"),
    path("dev/mail/<slug:name>/<int:index>/", mail_part, name="dev-mail-part"),
    path("dev/look/", showroom, name="dev-look"),
]
