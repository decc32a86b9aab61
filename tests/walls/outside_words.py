"""What a federation elsewhere says of Elm."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from credentials.models import Accreditation, OutsideWord
from tests.walls.page import BROUGHT


def brought() -> OutsideWord:
    return OutsideWord.objects.create(
        issuer="did:web:federation.example",
        issuer_name=BROUGHT,
        legal_name="Elm",
        assurance=Accreditation.Assurance.VOUCHED,
        valid_from=timezone.now(),
        valid_until=timezone.now() + timedelta(200),
        document="{}",
        added_by="Owner",
    )
