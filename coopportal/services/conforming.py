"""Publish what the issuers for suites publish. Only where their routes are."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone

from coopportal.conform.issuers import LIFE, Issuer, issuers
from credentials import publishing
from credentials.models import PublishedDocument


@transaction.atomic(durable=True)
def publish_conform_issuers() -> list[Issuer]:
    """Raises ImproperlyConfigured in any other portal."""
    if settings.ROOT_URLCONF != "coopportal.conform.urls":
        raise ImproperlyConfigured("These issuers are for `make conform-serve` alone.")
    now, found = timezone.now(), list(issuers().values())
    for issuer in found:
        for url, (media_type, document) in issuer.documents(now).items():
            columns = publishing.published(document, media_type, now=now, valid_until=now + LIFE)
            PublishedDocument.objects.update_or_create(url=url, defaults=columns)
    return found
