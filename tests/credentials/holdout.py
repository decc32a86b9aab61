"""Everything that may be held out to be checked, as real as it comes: issued, ended, changed, forged, not ours."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from credentials.card.addresses import hybrid
from credentials.core.compact import CompactCard, sign_compact, to_digits
from credentials.core.keys import Ed25519Signer
from credentials.models import Credential
from tenants.models import Cooperative
from tests.core import scene as core
from tests.credentials import members

NAME = "Amara Quokka-Lindqvist"


@dataclass
class Case:
    """`text`: what is pasted. `verdict` and the codes that the report must name."""

    text: str
    verdict: str
    codes: set[str] = field(default_factory=set)
    verified: bool = False


def qr_text(card: Credential) -> str:
    return hybrid(card.card_code, to_digits(bytes(card.compact)))


def _carded(coop):
    membership, _card = members.carded(coop)
    member = membership.member
    with members.scope.within(coop.pk):
        type(member).objects.filter(pk=member.pk).update(name=NAME)
    return membership, members.card_of(membership)


def _good(coop):
    return _carded(coop)[1]


def good_file(coop):
    return Case(_good(coop).document, "good", verified=True)


def good_qr(coop):
    return Case(qr_text(_good(coop)), "good", verified=True)


def good_code(coop):
    code = _good(coop).card_code
    return Case(f"{code[:4].lower()} {code[4:].lower()}", "good", {"not_given"})


def tampered_file(coop):
    document = json.loads(_good(coop).document)
    document["credentialSubject"]["memberSince"] = "1999-01-01"
    return Case(json.dumps(document), "not_genuine", {"bad_signature", "not_reached"})


def unsigned_file(coop):
    document = json.loads(_good(coop).document)
    del document["proof"]
    return Case(json.dumps(document), "unknown", {"no_proof", "not_reached"})


def tampered_qr(coop):
    card = _good(coop)
    changed = bytearray(card.compact)
    changed[-1] ^= 1
    return Case(hybrid(card.card_code, to_digits(bytes(changed))), "not_genuine", {"bad_signature"})


def borrowed_qr(coop):
    """The signature of one card behind the code of another."""
    first, second = _good(coop), _good(coop)
    text = hybrid(second.card_code, to_digits(bytes(first.compact)))
    return Case(text, "not_genuine", {"bad_signature"})


def garbled_qr(coop):
    return Case(hybrid(_good(coop).card_code, "12345"), "not_genuine", {"bad_compact"})


def stranger_signed_qr(coop):
    """Says that it is of the co-op; signed with a key that is not the co-op's."""
    card = _good(coop)
    address = hybrid(card.card_code, "").rstrip("#")
    said = CompactCard(coop.did, "X-1", "A.", "consumer", card.valid_until, card.position)
    forged = sign_compact(said, Ed25519Signer(b"f" * 32, ""), address=address)
    return Case(hybrid(card.card_code, to_digits(forged)), "not_genuine", {"bad_signature"})


def ended_file(coop):
    membership, card = _carded(coop)
    members.end(membership)
    return Case(card.document, "ended", {"ended"})


def ended_qr(coop):
    membership, card = _carded(coop)
    members.end(membership)
    return Case(qr_text(card), "ended", {"ended"})


def suspended_file(coop):
    membership, card = _carded(coop)
    members.suspend(membership)
    return Case(card.document, "suspended", {"suspended"})


def suspended_qr(coop):
    membership, card = _carded(coop)
    members.suspend(membership)
    return Case(qr_text(card), "suspended", {"suspended"})


def restored_file(coop):
    membership, card = _carded(coop)
    members.suspend(membership)
    members.restore(membership)
    return Case(card.document, "good", verified=True)


def replaced_qr(coop):
    membership, card = _carded(coop)
    members.changed(membership, "lost")
    members.outbox.drain()
    return Case(qr_text(card), "replaced", {"replaced"})


def replaced_file(coop):
    """The membership is good, and the file says nothing else: ADR 35."""
    membership, card = _carded(coop)
    members.changed(membership, "lost")
    members.outbox.drain()
    return Case(card.document, "good", verified=True)


def expired_qr(coop):
    card = _good(coop)
    then = timezone.now() - timedelta(days=1)
    with members.scope.within(coop.pk):
        Credential.objects.filter(pk=card.pk).update(valid_until=then)
    return Case(qr_text(card), "expired", {"expired"})


def coop_suspended_qr(coop):
    card = _good(coop)
    Cooperative.objects.filter(pk=coop.pk).update(state="suspended")
    return Case(qr_text(card), "cooperative_suspended", {"cooperative_suspended"})


def coop_suspended_file(coop):
    card = _good(coop)
    Cooperative.objects.filter(pk=coop.pk).update(state="suspended")
    return Case(card.document, "cooperative_suspended", {"cooperative_suspended"})


def foreign_file(_coop):
    """Another portal's card: nobody was asked, so it is neither good nor bad."""
    document = core.green_valley().card()
    return Case(json.dumps(document), "not_checked", {"issuer_not_checked", "not_reached"})


def moved_words(coop):
    """The same signed bytes under words with another meaning."""
    document = json.loads(_good(coop).document)
    document["@context"][-1]["name"] = "https://elsewhere.example/title"
    return Case(json.dumps(document), "not_genuine")


def unknown_code(_coop):
    return Case("ZZZZ ZZZZ", "unknown")


def another_address(_coop):
    return Case("https://evil.example/v/K7Q2M9XD#123", "unknown")


def no_credential(_coop):
    return Case('{"hello": "world"}', "unknown")


CASES = {
    each.__name__: each
    for each in (
        good_file,
        good_qr,
        good_code,
        tampered_file,
        unsigned_file,
        tampered_qr,
        borrowed_qr,
        garbled_qr,
        stranger_signed_qr,
        ended_file,
        ended_qr,
        suspended_file,
        suspended_qr,
        restored_file,
        replaced_qr,
        replaced_file,
        expired_qr,
        coop_suspended_qr,
        coop_suspended_file,
        foreign_file,
        moved_words,
        unknown_code,
        another_address,
        no_credential,
    )
}
HOSTILE = {
    "empty": "",
    "blank": "  \n ",
    "huge": "{" + '"a":"' + "x" * 300_000 + '"}',
    "deep": '{"a":' * 5000 + "1" + "}" * 5000,
    "not a number": '{"a": NaN}',
    "twice": '{"a": 1, "a": 2}',
    "half a character": '{"a": "\\ud800"}',
    "list": "[1, 2]",
    "cut": '{"@context": [',
    "prose": "Please accept my card <script>alert(1)</script>",
    "long number": "9" * 10_000,
}
