"""Oak and Elm recognise one another; a member of Oak visits Elm, another one was refused at Ash."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.utils import timezone

from benefits.models import Redemption
from tenants import outbox
from tests.benefits import scene, visiting
from tests.benefits.scene import Side
from tests.credentials.members import carded

VISITOR = "Numbat Canary"


def visited() -> tuple[Side, Side, Side]:
    oak, elm, ash = (scene.side(slug, slug.title()) for slug in ("oak", "elm", "ash"))
    scene.agreed(oak, elm)
    carded(oak.coop)
    home = visiting.Home(oak)
    visiting.visit(elm, home.card(), scene.person("v@example.net", VISITOR))
    visiting.visit(ash, home.card(), scene.person("w@example.net", VISITOR))
    outbox.drain()
    return oak, elm, ash


def used(key: str, **values: Any) -> Redemption:
    """Within the host: somebody was given something."""
    told = {"issuer_did": "did:web:home.example", "issuer_name": "Home", **values}
    return Redemption.objects.create(
        key=key,
        pseudonym="p",
        agreement=uuid4(),
        agreement_version=1,
        benefit="week",
        kind=Redemption.Kind.CODE,
        title="15 % off",
        sentence="Given.",
        evidence_level="live",
        day=timezone.localdate(),
        **told,
    )
