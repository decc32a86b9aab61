"""What the co-ops of a person keep of them, who was told, until when it is kept; and all of it to take along."""

from __future__ import annotations

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from credentials import own_data
from credentials.own_data import Kept
from tenants.templatetags.portal import breakable

LABELS = {
    "number": _("Membership number"),
    "name": _("Full name"),
    "name_on_card": _("Name on the card"),
    "email": _("Email address"),
    "phone": _("Phone number"),
    "address": _("Street"),
    "postcode": _("Postcode"),
    "town": _("Town"),
    "joined_on": _("On the register since"),
}


@login_required
@never_cache
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    kept = own_data.kept_of(request.user)  # type: ignore[arg-type]  # -- signed in, as above
    homes = [{"kept": each, "rows": _rows(each), "card": _card(each)} for each in kept]
    further = list(own_data.further_cards_of(request.user))  # type: ignore[arg-type]  # -- as above
    context = {"homes": homes, "further": further}
    return render(request, "credentials/me/privacy.html", context)


@login_required
@never_cache
@require_POST
def download(request: HttpRequest) -> HttpResponse:
    """Made at once: it is one person's, and small. Nothing of it is kept here."""
    too_many: HttpResponse | None = ratelimit.consume_or_429(request, action="own_data")
    if too_many is not None:
        return too_many
    content = own_data.as_zip(request.user)  # type: ignore[arg-type]  # -- signed in, as above
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = 'attachment; filename="my-data.zip"'
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _rows(kept: Kept) -> list[dict[str, object]]:
    known = [(name, label, kept.member.get(name)) for name, label in LABELS.items()]
    return [
        {"label": label, "value": breakable(str(value)) if name == "email" else value}
        for name, label, value in known
        if value
    ]


def _card(kept: Kept) -> object:
    """Where renewing and leaving stand: with the card that counts."""
    return next((card.code for card in kept.cards if card.superseded_at is None), None)
