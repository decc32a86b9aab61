"""Acts of the drill, within the portal's own process: many members, a visit, and what stands afterwards."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.utils import timezone

from benefits.eligibility import Evidence, Standing
from benefits.models import Grant
from benefits.services.visits import Seen, Visitor, recognise_visitor
from benefits.tasks import recheck_grants
from benefits.views.visits import PURPOSE
from credentials import keystore, resolving
from credentials.core.verification import RECOGNITION, verify_credential
from credentials.custody.folder import FolderKeys
from credentials.models import (
    AccreditationCredential,
    CooperativeKey,
    Credential,
    PublishedDocument,
    SigningKey,
)
from credentials.services import keys, presenting
from tenants import scope
from tenants.models import Cooperative, Job, OutboxEntry, User


def within(slug: str) -> Any:
    return scope.within(Cooperative.objects.get(slug=slug).pk)


def enter(slug: str, first: int, count: int) -> dict[str, int]:
    """Members who came on paper, so many at once."""
    from tests.support.acts import join  # noqa: PLC0415 -- which reads this module

    for number in range(first, first + count):
        join(slug, f"Given{number} Family{number}", f"m{number}@{slug}.example.org")
    return {"members": count}


def visit(slug: str, host: str, email: str) -> dict[str, str]:
    """As the consent page does it: a question by the host, the home's live answer, the host's decision."""
    home, there = (Cooperative.objects.get(slug=each) for each in (slug, host))
    with scope.within(there.pk):
        asked = presenting.request_presentation(audience=there.did, purpose=PURPOSE)
    with scope.within(home.pk):
        rows = Credential.objects.select_related("membership__member__user")
        card = rows.get(membership__member__email=email, superseded_at=None)
        answer = presenting.present_card(card, nonce=asked.nonce, audience=asked.audience)
        user = User.objects.get(email=email)
        visitor = Visitor(user.pk, user.name, user.email, "en")
    with scope.within(there.pk):
        checked = presenting.check_answer(asked, answer)

        def receive() -> Seen:
            received = presenting.receive_presentation(asked, checked)
            standing = Standing(received.standing)
            return Seen(
                received.card, received.genuine, Evidence.LIVE, standing, received.presentation
            )

        decision = recognise_visitor(receive, visitor, request=asked.code)
    return {"outcome": decision.outcome, "reason": decision.reason}


def grants(host: str, *, look: bool) -> list[str]:
    """How the visits stand at the host, once it has looked at their homes again."""
    with scope.within(Cooperative.objects.get(slug=host).pk):
        if look:
            Grant.objects.update(looked_at=timezone.now() - timedelta(days=1))
    if look:
        recheck_grants()
    with scope.within(Cooperative.objects.get(slug=host).pk):
        return list(Grant.objects.order_by("pk").values_list("state", flat=True))


def signed(slug: str) -> dict[str, Any]:
    """The key in use, and how much of what is good was signed by it."""
    with scope.within(Cooperative.objects.get(slug=slug).pk):
        key = SigningKey.objects.filter(state=SigningKey.State.ACTIVE).first()
        cards = Credential.objects.filter(superseded_at=None)
        words = AccreditationCredential.objects.order_by("accreditation", "-generation")
        newest = {each.accreditation_id: each.signing_key_id for each in reversed(words)}
        return {
            "kid": key.kid if key else "",
            "cards": cards.count(),
            "by_it": cards.filter(signing_key=key, checked_at__isnull=False).count() if key else 0,
            "words": len(newest),
            "words_by_it": sum(pk == key.pk for pk in newest.values()) if key else 0,
            "states": list(SigningKey.objects.order_by("pk").values_list("state", flat=True)),
            "jobs": list(Job.objects.order_by("pk").values_list("state", "counts")),
        }


def documents(slug: str) -> list[dict[str, Any]]:
    """The cards that count, as they were given out."""
    with scope.within(Cooperative.objects.get(slug=slug).pk):
        rows = Credential.objects.filter(superseded_at=None).order_by("pk")
        return [json.loads(document) for document in rows.values_list("document", flat=True)]


def check(document: dict[str, Any]) -> dict[str, bool]:
    """Whether the check that anybody can have made takes it."""
    report = verify_credential(
        document,
        now=timezone.now(),
        resolve=resolving.resolve,
        fetch_status=resolving.fetch_status,
        fetch_linked=resolving.fetch_linked,
        policy=RECOGNITION,
    )
    return {"ok": report.ok}


def published(slug: str) -> dict[str, str]:
    """Every signed document of a co-op that anybody can fetch, and which key has signed it."""
    found = {}
    for url, body in PublishedDocument.objects.values_list("url", "body"):
        proof = json.loads(body).get("proof") if f"/c/{slug}/" in url else None
        if isinstance(proof, dict):
            found[url] = proof["verificationMethod"]
    return found


def secrets() -> list[str]:
    """Every private half, every co-op's key and the portal's own, in hex: what must stand nowhere else."""
    found = set(FolderKeys()._contents().values())
    for here in Cooperative.objects.all():
        with scope.within(here.pk):
            for row in SigningKey.objects.defer(None).exclude(wrapped=None):
                found.add(keystore._open_signing_key(row))
            for row in CooperativeKey.objects.defer(None):
                found.add(keystore._open_cooperative_key(row))
    return sorted(each.hex() for each in found)


def spoil(slug: str) -> dict[str, str]:
    """The key in use does not open for a moment, so that processes have something to complain of."""
    with scope.within(Cooperative.objects.get(slug=slug).pk):
        key = SigningKey.objects.defer(None).get(state=SigningKey.State.ACTIVE)
        whole = bytes(key.wrapped or b"")
        SigningKey.objects.filter(pk=key.pk).update(wrapped=whole[:-1] + bytes([whole[-1] ^ 1]))
        return {"wrapped": whole.hex()}


def mend(slug: str, wrapped: str) -> dict[str, str]:
    with scope.within(Cooperative.objects.get(slug=slug).pk):
        rows = SigningKey.objects.filter(state=SigningKey.State.ACTIVE)
        rows.update(wrapped=bytes.fromhex(wrapped))
        OutboxEntry.objects.filter(done_at=None, dead_at=None).update(due_at=timezone.now())
    return {}


def announce(slug: str) -> dict[str, str]:
    """A key that will take over, published beside the one in use."""
    with scope.within(Cooperative.objects.get(slug=slug).pk):
        return {"kid": keys.rotate_signing_key().kid}


VERBS = {
    "enter": enter,
    "visit": visit,
    "grants": grants,
    "signed": signed,
    "documents": documents,
    "check": check,
    "published": published,
    "secrets": secrets,
    "spoil": spoil,
    "mend": mend,
    "announce": announce,
}
