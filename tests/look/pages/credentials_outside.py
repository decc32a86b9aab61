"""Accreditations by bodies of other portals, as an owner brings them and takes them down."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from credentials.models import OutsideWord
from tests.credentials.accrediting import Scene
from tests.look.pages.credentials_accreditation import arranged, go, sit
from tests.look.registry import ERROR, shows

BRING = "Bring an accreditation from elsewhere"
TAKE_DOWN = "Show the accreditation by Northern Federation of Co-operatives no longer?"


@shows("credentials:accreditation-bring", heading=BRING)
def bring(visit):
    made = arranged()
    sit(visit, made.oak)
    go(visit, "accreditation-bring", made.oak)


@shows("credentials:accreditation-bring", ERROR, heading=BRING)
def bring_nothing(visit):
    bring(visit)
    visit.send_nothing()


@shows("credentials:accreditation-bring", "no-file", heading=BRING, status=422)
def bring_a_letter(visit):
    bring(visit)
    visit.page.get_by_label("The accreditation").fill("Dear Oak Street, we confirm you.")
    visit.press("Check and show it")


def brought(visit, **changed) -> tuple[Scene, OutsideWord]:
    made = arranged()
    with made.oak.within:
        row = OutsideWord.objects.create(
            issuer="did:web:federation.example:c:northern",
            issuer_name="Northern Federation of Co-operatives",
            legal_name="Oak Street Consumers' Co-operative Limited",
            assurance="registryVerified",
            valid_from=timezone.now() - timedelta(20),
            valid_until=timezone.now() + timedelta(200),
            document="{}",
            added_by="Olive Owner",
            **changed,
        )
    sit(visit, made.oak)
    return made, row


@shows("credentials:accreditation", "from elsewhere", heading="Accreditation")
def own_from_elsewhere(visit):
    made, _row = brought(visit)
    go(visit, "accreditation", made.oak)


@shows("credentials:accreditation", "from elsewhere, revoked", heading="Accreditation")
def own_from_elsewhere_revoked(visit):
    made, _row = brought(visit, fault="accreditation_ended")
    go(visit, "accreditation", made.oak)


@shows("credentials:accreditation-take-down", heading=TAKE_DOWN)
def take_down(visit):
    made, row = brought(visit)
    go(visit, "accreditation-take-down", made.oak, row)
