"""A co-op's public face: its page, the same for machines, and its bylaws."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tenants import offers, profile
from tenants.http import CooperativeRequest
from tenants.models import Bylaws, Cooperative, MembershipClass


@require_safe
def cooperative(request: CooperativeRequest) -> HttpResponse:
    """Who they are, what a membership costs and gives, how to join."""
    here = request.cooperative
    classes = open_classes()
    context = {
        "classes": [offered(each, here) for each in classes],
        "joinable": here.takes_applications and bool(classes),
        "bylaws": Bylaws.objects.first(),
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
    versions = list(Bylaws.objects.all())
    shown = next((each for each in versions if version in {None, each.version}), None)
    if shown is None and version is not None:
        raise Http404
    context = {"shown": shown, "versions": versions, "newest": versions[0] if versions else None}
    return render(request, "tenants/cooperative/bylaws.html", context)


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
