"""A desk asks the co-op on a card what its code stands for: by one statement, on this portal or another.

What comes back is the home's signed word. Nothing else of another co-op's member is read at a desk; what
the home does with a question is `credentials/answering.py`.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from benefits.cards import days_of
from benefits.eligibility import Benefit, Claims
from benefits.eligibility.partners import NotNear
from benefits.eligibility.party import Covers, Party
from benefits.eligibility.who import Tenure, Vouched
from credentials import answering
from credentials.core import desk, jws
from credentials.core.desk import CardAnswer, CardFacts, CardQuestion
from credentials.core.errors import CoreError, UnreachableError
from credentials.errors import CardUnknownError, NoSigningKeyError
from credentials.resolving import DESK
from credentials.services.presenting import sign_statement
from tenants import outbound
from tenants.models import Cooperative
from tenants.outbound import OutboundError
from tenants.secrets import new_token

PATH: Final = "/credentials/answer"
# Somebody stands there and waits.
SECONDS: Final = 3.0


class NotAskedError(Exception):
    """The home did not answer, or not in time. It makes the card neither good nor bad."""


@dataclass(frozen=True)
class Held:
    """A code as it was held out, and what stood in the QR code besides. No portal: it is of this one."""

    code: str
    signed: str = ""
    live: str = ""
    portal: str = ""


def ask_home(
    here: Cooperative, held: Held, homes: Iterable[str], benefits: Iterable[Benefit]
) -> tuple[CardAnswer, str] | None:
    """The home's answer and the question's nonce; None where none of them knows the code. Raises NotAskedError.

    Of very many homes some are asked after the others, all within the time of one question.
    Asks another portal, so never within a transaction.
    """
    wants, since = wanted_by(benefits), time.monotonic()
    for named in desk.by_question(homes):
        left = SECONDS - (time.monotonic() - since)
        question = CardQuestion(
            here.did, here.name, named, new_token(), held.code, held.signed, held.live, wants
        )
        answer = _asked(held.portal, question, seconds=left)
        if answer is not None:
            return answer, question.nonce
    return None


def _asked(portal: str, question: CardQuestion, *, seconds: float) -> CardAnswer | None:
    if seconds <= 0:
        raise NotAskedError
    try:
        text = sign_statement(question.to_json(now=timezone.now()), typ=desk.QUESTION_TYPE)
        told = _posted(portal, text, seconds) if portal else answering.answer_desk(text)
        return _read(told, question)
    except CardUnknownError:
        return None
    except OutboundError as error:
        if error.missing:
            return None
        raise NotAskedError from error
    except (CoreError, NoSigningKeyError) as error:
        raise NotAskedError from error


def wanted_by(benefits: Iterable[Benefit]) -> frozenset[str]:
    """What a card may say besides, as far as these benefits turn on it."""
    rules = [rule for benefit in benefits for rule in benefit.rules]
    turns_on = {
        desk.SINCE: any(isinstance(rule, Tenure) for rule in rules),
        desk.COVERS: any(
            isinstance(rule, Party) and rule.covers is Covers.AS_OWN for rule in rules
        ),
        desk.AREA: any(isinstance(rule, NotNear) and rule.areas for rule in rules),
        desk.PROGRAMMES: any(isinstance(rule, Vouched) and rule.programme for rule in rules),
    }
    return frozenset(name for name, wanted in turns_on.items() if wanted)


def claims_of(facts: CardFacts, *, home: str, time_zone: str) -> Claims:
    """As a card is read: days are those of `time_zone`."""
    first, last = days_of(facts.valid_from, facts.valid_until, time_zone)
    adults, children = facts.covers or (1, 0)
    return Claims(
        home=home,
        membership_class=facts.membership_class,
        eligible=facts.eligible,
        valid_from=first,
        valid_until=last,
        genuine=True,
        name=facts.initials,
        member_since=facts.member_since,
        adults=adults,
        children=children,
        home_area=facts.home_area,
        programmes=facts.programmes,
    )


def _posted(portal: str, text: str, seconds: float) -> str:
    got = outbound.post(
        f"https://{portal}{PATH}",
        text.encode(),
        content_type=desk.MEDIA_TYPE,
        types=frozenset({desk.MEDIA_TYPE}),
        total=seconds,
    )
    return got.body.decode("ascii", "replace")


def _read(text: str, question: CardQuestion) -> CardAnswer:
    """Whoever signed it must be one of the co-ops that were asked, by the key it publishes."""
    home = jws.signer_in(text)
    if home not in question.homes:
        raise UnreachableError("other_signer", "Somebody else answered.")
    now = timezone.now()
    payload = jws.verify(text, typ=desk.ANSWER_TYPE, signer=home, resolve=DESK.resolve, now=now)
    if payload.get("iss") != home:
        raise UnreachableError("other_signer", "Somebody else answered.")
    return desk.read_answer(payload, question, now=now)
