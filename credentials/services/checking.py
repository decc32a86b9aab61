"""Before a card leaves, somebody else looks at it: verified as a stranger would, from what is published.

Issuing compares what it signed with what it planned; this does not trust it. The stored document goes
through the same checks as any card from anywhere, over the published keys and lists, and must then be the
card of this membership, in this place, with a short half that says the same.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Collection, Sequence
from typing import Final

from django.db import transaction
from django.utils import timezone

from credentials import publishing, resolving
from credentials.core.compact import verify_compact
from credentials.core.encoding import parse_json
from credentials.core.errors import CoreError
from credentials.core.lists import careful
from credentials.core.status import StatusEntry
from credentials.core.types import Document
from credentials.core.verification import FAILED, PASSED, RECOGNITION, ListReader, verify_credential
from credentials.errors import CardFaultyError
from credentials.facts import CredentialChecked
from credentials.models import Credential, StatusList
from tenants import outbox, scope
from tenants.models import Cooperative
from tenants.secrets import digest

log = logging.getLogger(__name__)

# Verifying costs three signatures. So many cards of a batch are looked at, all of them where there are no
# more; a batch of 500 costs a sixth more for it.
SAMPLE: Final = 25
# Standings and dates are told, not refused: a member may be suspended while the card is on its way.
BEARABLE: Final = {"ended", "suspended", "not_yet_valid", "expired"}


@transaction.atomic
def check_cards(codes: Collection[str]) -> None:
    """Check these cards, or a sample of many, and say so. Nothing is mailed that did not pass.

    Raises CardFaultyError for the first that fails; the outbox halves the batch until that one stands
    alone, and it stays unchecked.
    """
    now = timezone.now()
    here = Cooperative.objects.get(pk=scope.current().cooperative_id)
    unchecked = Credential.objects.filter(code__in=codes, checked_at=None)
    cards = list(unchecked.select_related("membership__member").order_by("pk"))
    chosen = _sample(cards)
    wall = _Wall(here, chosen)
    for card in chosen:
        wall.check(card)
    Credential.objects.filter(pk__in=[card.pk for card in cards]).update(checked_at=now)
    outbox.record_many(
        [
            CredentialChecked(str(card.code))
            for card in cards
            if card.superseded_at is None and card.valid_until > now
        ]
    )


def _sample(cards: Sequence[Credential]) -> list[Credential]:
    """The same card is chosen from a half of the batch if it was from the whole: a fault stays found."""
    return sorted(cards, key=lambda card: digest("sample", str(card.code)))[:SAMPLE]


class _Wall:
    """What is asked of the world is asked once for all cards."""

    def __init__(self, here: Cooperative, cards: Sequence[Credential]) -> None:
        self._here = here
        self._now = timezone.now()
        self._resolve = careful(resolving.resolve)
        self._reader = ListReader(
            now=self._now, resolve=self._resolve, fetch_status=resolving.fetch_status
        )
        series = {card.series_id for card in cards if card.series_id is not None}
        lists = StatusList.objects.filter(series__in=series)
        self._lists: dict[tuple[int | None, str], str] = {
            (row.series_id, row.url): row.purpose for row in lists
        }

    def check(self, card: Credential) -> None:
        """Raises CardFaultyError."""
        fault = self._fault(card)
        if fault:
            log.error("Card %s failed its check (%s). It is not sent.", card.code, fault)
            raise CardFaultyError(fault)

    def _fault(self, card: Credential) -> str:
        """The code of what is wrong; empty where nothing is."""
        if hashlib.sha256(card.document.encode()).hexdigest() != card.digest:
            return "wrong_digest"
        try:
            document = parse_json(card.document)
            if not isinstance(document, dict):
                return "no_document"
            return (
                self._signed_wrongly(document)
                or self._says_else(card, document)
                or self._is_short_of_else(card)
            )
        except CoreError as error:
            return error.code

    def _signed_wrongly(self, document: Document) -> str:
        report = verify_credential(
            document,
            now=self._now,
            resolve=self._resolve,
            fetch_status=resolving.fetch_status,
            fetch_linked=resolving.fetch_linked,
            policy=RECOGNITION,
            lists=self._reader,
        )
        wrong = [
            check
            for check in report.checks
            if check.outcome is not PASSED and check.code not in BEARABLE
        ]
        wrong.sort(key=lambda check: check.outcome is not FAILED)  # the cause before what it hides
        return wrong[0].code if wrong else ""

    def _says_else(self, card: Credential, document: Document) -> str:
        """It was verified, so it has the form of a card."""
        subject = document["credentialSubject"]
        entries = [StatusEntry.from_json(entry) for entry in document["credentialStatus"]]
        facts = {
            "wrong_urn": document["id"] == card.urn,
            "wrong_issuer": document["issuer"]["id"] == self._signer(card),
            "wrong_membership": subject["membershipId"] == card.membership.identifier,
            "wrong_place": all(self._is_in_place(card, entry) for entry in entries),
        }
        return next((fault for fault, holds in facts.items() if not holds), "")

    def _signer(self, card: Credential) -> str:
        return card.signer or self._here.did

    def _is_in_place(self, card: Credential, entry: StatusEntry) -> bool:
        """In one of our lists; or in one of whoever signed for us, whose lists were read just now."""
        if card.signer:
            folder = resolving.place_of(card.signer)
            return entry.index == card.position and entry.url.startswith(f"{folder}status/")
        listed = self._lists.get((card.series_id, entry.url))
        return entry.index == card.position and listed == entry.purpose

    def _is_short_of_else(self, card: Credential) -> str:
        address = publishing.card_address(card.card_code)
        short = verify_compact(
            bytes(card.compact), address=address, resolve=self._resolve, now=self._now
        )
        told = (short.issuer, short.number, short.position)
        expected = (self._signer(card), card.membership.member.number, card.position)
        return "" if told == expected else "wrong_short_half"
