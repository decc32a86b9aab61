"""The home tells another co-op about a member, and notes for the member what it told to whom.

A desk asks by a statement and is told no more than it asked: the one way by which it learns of another co-op's
member, on this portal or any other. What goes in and comes out is text, as it crosses the wire.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.utils import timezone

from credentials import keystore, live, publishing, resolving
from credentials.core import desk, jws
from credentials.core.desk import CardAnswer, CardQuestion
from credentials.errors import CardUnknownError, TooManyQuestionsError
from credentials.models import Credential, Disclosure
from credentials.services import presenting
from credentials.services.disclosing import note_disclosure, note_shown
from credentials.verifying.answer import Verdict
from credentials.verifying.given import CardCode
from credentials.verifying.register import check_kept, joined
from tenants import scope
from tenants.models import Cooperative, Locator
from tenants.secrets import card_code_key

MOST: Final = jws.LONGEST
# Told by the member besides the card.
SHARED_FOR_A_VISIT: Final = ("name", "email")


def answer_desk(
    text: str, *, now: datetime | None = None, may_ask: Callable[[str], bool] = bool
) -> str:
    """A signed answer to a signed question; what is told of a member is written down first.

    `may_ask` is asked about who has signed it: others cannot use up what an asker has.

    Raises CoreError for a question that is forged, too old or badly written, TooManyQuestionsError,
    CardUnknownError, QuestionSpentError, NoSigningKeyError.
    """
    moment = now or timezone.now()
    asker = jws.signer_in(text)
    payload = jws.verify(
        text, typ=desk.QUESTION_TYPE, signer=asker, resolve=resolving.STRANGER.resolve, now=moment
    )
    if not may_ask(asker):
        raise TooManyQuestionsError
    read = desk.read_question(payload, asker=asker, now=moment)
    question = replace(read, code=card_code_key(read.code))
    with scope.nowhere():
        home = _home_of(question)
        with scope.within(home.pk):
            answer = _answer(home, question, moment)
            told = desk.write_answer(answer, question, now=moment)
            signer = keystore.signer_of(keystore.key_in_use())
            return jws.sign(told, signer, typ=desk.ANSWER_TYPE)


def present(
    card: Credential, *, to: tuple[str, str], purpose: Disclosure.Purpose, nonce: str, audience: str
) -> str:
    """The signed-in member shows the card: the home's answer, and a note of it for the member.

    Raises as `present_card`.
    """
    answer = presenting.present_card(card, nonce=nonce, audience=audience)
    told = desk.said_by(json.loads(card.document))
    if purpose is Disclosure.Purpose.VISIT:
        told += [each for each in SHARED_FOR_A_VISIT if each not in told]
    note_shown(card.membership, asker=to, purpose=purpose, nonce=nonce, told=told)
    return answer


def _home_of(question: CardQuestion) -> Cooperative:
    """The co-op behind the code, where the asker has to do with it; else there is no such card."""
    place = Locator.objects.filter(
        kind=Locator.Kind.CARD, digest=publishing.card_digest(question.code)
    )
    known = Cooperative.objects.filter(
        pk__in=place.values("cooperative_id"), did__in=question.homes
    )
    home = known.exclude(state=Cooperative.State.CLOSED).first()
    if home is None:
        raise CardUnknownError
    return home


def _answer(home: Cooperative, question: CardQuestion, now: datetime) -> CardAnswer:
    card = joined().filter(card_code=question.code).first()
    if card is None:
        return CardAnswer(home.did, Verdict.UNKNOWN.value)
    checked = check_kept(CardCode(question.code, question.signed), home, card, now)
    if checked.verdict is not Verdict.GOOD or checked.facts is None:
        return CardAnswer(home.did, checked.verdict.value)
    initials = checked.facts.initials
    facts = desk.facts_of(json.loads(card.document), initials=initials, wants=question.wants)
    noted = note_disclosure(
        card.membership,
        asker=(question.asker, known_as(question.asker, question.asker_name)),
        nonce=question.nonce,
        told=desk.told_in(facts),
        token=question.live if live.is_fresh(question.code, question.live, now=now) else "",
    )
    return CardAnswer(home.did, desk.GOOD, noted.evidence == Disclosure.Evidence.LIVE, facts)


def known_as(did: str, name: str) -> str:
    """As this portal knows a co-op; another portal's word is shown with where it comes from."""
    known = Cooperative.objects.filter(did=did).values_list("name", flat=True).first()
    return known or named(name, did)


def named(name: str, did: str) -> str:
    """Another portal's co-op, by its own word and where that comes from."""
    return f"{name} ({resolving.host_of(did)})"[: desk.LONGEST]
