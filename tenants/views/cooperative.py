"""A co-op's public face: its page, the same for machines, its bylaws and its word on privacy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tenants import offers, profile
from tenants.http import CooperativeRequest
from tenants.models import Bylaws, Cooperative, MembershipClass, PrivacyNotice, TextDraft


@require_safe
def cooperative(request: CooperativeRequest) -> HttpResponse:
    """Who they are, what a membership costs and gives, how to join."""
    here = request.cooperative
    classes = open_classes()
    context = {
        "classes": [offered(each, here) for each in classes],
        "joinable": here.takes_applications and bool(classes),
        "bylaws": Bylaws.objects.first(),
        "notice": PrivacyNotice.objects.first(),
        "sections": list(profile.sections()),
        "linked_data": described(here, classes),
    }
    return render(request, "tenants/cooperative/profile.html", context)


@require_safe
def profile_json(request: CooperativeRequest) -> HttpResponse:
    """The same for search engines and neighbours; anybody may read it from anywhere."""
    answer = JsonResponse(
        described(request.cooperative, open_classes()),
        content_type="application/ld+json",
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@require_safe
def bylaws(request: CooperativeRequest, version: int | None = None) -> HttpResponse:
    """The rules to read before joining: the newest version, and each that somebody has accepted."""
    said = {
        "label": TextDraft.Of.BYLAWS.label,
        "earlier": _(
            "People who joined then have accepted this text. For who joins now, the newest version counts."
        ),
        "none_title": _("No bylaws here yet"),
        "none_text": _("Ask the co-op for them before you join."),
        "newest_route": "tenants:bylaws",
        "version_route": "tenants:bylaws-version",
    }
    return _versions(request, list(Bylaws.objects.all()), version, said)


@require_safe
def privacy_notice(request: CooperativeRequest, version: int | None = None) -> HttpResponse:
    """What the co-op keeps of people: the newest version, and each that somebody was shown."""
    said = {
        "label": TextDraft.Of.PRIVACY.label,
        "earlier": _("Who applied then was shown this text. The newest version counts today."),
        "none_title": _("No privacy notice of its own yet"),
        "none_text": _("What the portal itself promises stands under Privacy, below."),
        "newest_route": "tenants:privacy-notice",
        "version_route": "tenants:privacy-notice-version",
    }
    return _versions(request, list(PrivacyNotice.objects.all()), version, said)


def _versions(
    request: CooperativeRequest,
    versions: Sequence[Bylaws | PrivacyNotice],
    version: int | None,
    said: dict[str, Any],
) -> HttpResponse:
    shown = next((each for each in versions if version in {None, each.version}), None)
    if shown is None and version is not None:
        raise Http404
    context = {"shown": shown, "versions": versions, "newest": versions[0] if versions else None}
    return render(request, "tenants/cooperative/text.html", {**context, **said})


def open_classes() -> list[MembershipClass]:
    return list(
        MembershipClass.objects.filter(open_to_applicants=True, visiting=False, closed_at=None)
    )


def offered(each: MembershipClass, here: Cooperative) -> dict[str, Any]:
    """One kind of membership as a visitor reads it, in their language where the co-op has it."""
    said = {name: each.said(name) for name in ("name", "price", "description")}
    return {**said, "code": each.code, "sentences": offers.sentences(each, here)}


def described(here: Cooperative, classes: list[MembershipClass]) -> dict[str, Any]:
    """The co-op in the words of schema.org. What is not known is left out."""
    address = {
        "@type": "PostalAddress",
        "addressLocality": here.place,
        "addressCountry": here.country,
    }
    told = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": here.did,
        "name": here.name,
        "description": here.about,
        "url": here.website or _page(here),
        "mainEntityOfPage": _page(here),
        "email": here.email,
        "telephone": here.phone,
        "address": {key: value for key, value in address.items() if value} if here.place else None,
        "makesOffer": [_offered(each) for each in classes] if here.takes_applications else None,
        **profile.described(),
    }
    return {key: value for key, value in told.items() if value}


def _offered(each: MembershipClass) -> dict[str, Any]:
    offer = {
        "@type": "Offer",
        "category": each.kind,
        "name": each.name,
        "description": each.description,
        "priceSpecification": {"@type": "PriceSpecification", "description": each.price}
        if each.price
        else None,
    }
    return {key: value for key, value in offer.items() if value}


def _page(here: Cooperative) -> str:
    return f"{settings.CANONICAL_ORIGIN}{reverse('tenants:cooperative', args=[here.slug])}"
