"""A partner's desk asks the home what a card's code stands for: a signed question, and its signed answer.

Both are statements (``jws``) with claims of https://www.rfc-editor.org/rfc/rfc7519, for one reader and one nonce.
The question names the home co-ops that the asker has to do with, and which facts its agreement turns on; the
answer holds those and no name. So a home can say who was told what, and a guessed code is worth no more here
than to any phone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from credentials.core.did.web import web_address
from credentials.core.encoding import is_plain
from credentials.core.errors import CoreError, CredentialError
from credentials.core.times import is_seconds, parse_time, write_time
from credentials.core.types import Did, Document

QUESTION_TYPE: Final = "card-question+jwt"
ANSWER_TYPE: Final = "card-answer+jwt"
MEDIA_TYPE: Final = "application/jwt"
GOOD: Final = "good"
# What a card may say besides, told where it was asked for.
SINCE, COVERS, AREA, PROGRAMMES = "memberSince", "covers", "homeArea", "programmes"
OPTIONAL: Final = frozenset({SINCE, COVERS, AREA, PROGRAMMES})
LASTS: Final = timedelta(minutes=1)
LEEWAY: Final = timedelta(seconds=60)
# Of one question, which is a statement and so of bounded length (``jws.LONGEST``).
MOST_HOMES: Final = 300
LONGEST_HOMES: Final = 20_000
MOST_WORDS: Final = 50
LONGEST: Final = 300
LONGEST_SIGNED: Final = 1000


@dataclass(frozen=True)
class CardQuestion:
    """``signed`` and ``live`` are what the QR code carried besides the code, where it did."""

    asker: Did
    asker_name: str
    homes: tuple[Did, ...]
    nonce: str
    code: str
    signed: str = ""
    live: str = ""
    wants: frozenset[str] = frozenset()

    def to_json(self, *, now: datetime) -> Document:
        """The payload of the statement."""
        return {
            "iss": self.asker,
            "aud": list(self.homes),
            "iat": int(now.timestamp()),
            "exp": int((now + LASTS).timestamp()),
            "nonce": self.nonce,
            "name": self.asker_name,
            "code": self.code,
            "signed": self.signed,
            "live": self.live,
            "wants": sorted(self.wants),
        }


@dataclass(frozen=True)
class CardFacts:
    """Of a good card. ``membership_id`` is for a pseudonym, and then to be forgotten."""

    membership_id: str
    membership_class: str
    eligible: bool
    valid_from: datetime
    valid_until: datetime
    initials: str = ""
    member_since: date | None = None
    covers: tuple[int, int] | None = None
    home_area: str = ""
    programmes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class CardAnswer:
    """``facts`` only where the verdict is good; ``is_live`` where the member's own screen was held out."""

    home: Did
    verdict: str
    is_live: bool = False
    facts: CardFacts | None = None


def by_question(homes: Iterable[Did]) -> Iterator[tuple[Did, ...]]:
    """All of them, as few at a time as one question may name: at most 300, of 20,000 letters together."""
    named: list[Did] = []
    for home in homes:
        if len(named) == MOST_HOMES or sum(map(len, named)) + len(home) > LONGEST_HOMES:
            yield tuple(named)
            named = []
        named.append(home)
    if named:
        yield tuple(named)


def read_question(payload: Document, *, asker: Did, now: datetime) -> CardQuestion:
    """Read a question whose signature is true.

    Raises:
        CredentialError: ``bad_question`` or ``question_expired``.
    """
    made, until = payload.get("iat"), payload.get("exp")
    if payload.get("iss") != asker or not is_seconds(made) or not is_seconds(until):
        raise _bad_question()
    latest = min(until, made + (LASTS + LEEWAY).total_seconds())
    if not made - LEEWAY.total_seconds() <= now.timestamp() < latest:
        raise CredentialError("question_expired", "This question is too old.")
    try:
        web_address(_text(asker))
        homes, wants = _texts(payload["aud"], most=MOST_HOMES), _texts(payload["wants"])
        return CardQuestion(
            asker,
            _text(payload["name"]),
            homes,
            _text(payload["nonce"]),
            _text(payload["code"]),
            _text(payload["signed"], most=LONGEST_SIGNED),
            _text(payload["live"]),
            OPTIONAL & set(wants),
        )
    except (CoreError, KeyError, TypeError, ValueError):
        raise _bad_question() from None


def facts_of(card: Document, *, initials: str, wants: Iterable[str]) -> CardFacts:
    """What a desk is told of one of our own cards: what every agreement needs, and what was asked for."""
    subject: Any = card["credentialSubject"]
    wanted, told = set(wants), dict[str, Any]()
    if SINCE in wanted and subject.get(SINCE):
        told["member_since"] = date.fromisoformat(subject[SINCE])
    if COVERS in wanted and subject.get(COVERS):
        told["covers"] = (subject[COVERS]["adults"], subject[COVERS]["children"])
    if AREA in wanted and (area := subject.get(AREA)):
        told["home_area"] = "-".join(filter(None, (area["country"], area.get("region", ""))))
    if PROGRAMMES in wanted:
        told["programmes"] = frozenset(subject["reciprocity"].get(PROGRAMMES, ()))
    return CardFacts(
        membership_id=subject["membershipId"],
        membership_class=subject["membershipClass"].rpartition("#")[2],
        eligible=subject["reciprocity"]["eligible"] is True,
        valid_from=parse_time(card["validFrom"]),
        valid_until=parse_time(card["validUntil"]),
        initials=initials,
        **told,
    )


def told_in(facts: CardFacts) -> list[str]:
    """The names of what an answer tells, for the member it is about."""
    named = {
        "initials": facts.initials,
        SINCE: facts.member_since,
        COVERS: facts.covers,
        AREA: facts.home_area,
        PROGRAMMES: facts.programmes,
    }
    always = ("membershipClass", "validUntil", "membershipId")
    return [*always, *(name for name, value in named.items() if value)]


def said_by(card: Document) -> list[str]:
    """The names of what a whole card tells."""
    subject: Any = card["credentialSubject"]
    named = (SINCE, COVERS, AREA, "membershipNumber", "name")
    told = ["membershipClass", "validUntil", "membershipId", *(n for n in named if subject.get(n))]
    return [*told, PROGRAMMES] if subject["reciprocity"].get(PROGRAMMES) else told


def write_answer(answer: CardAnswer, question: CardQuestion, *, now: datetime) -> Document:
    """The payload of the home's statement, for this asker and this question."""
    payload: Document = {
        "iss": answer.home,
        "aud": question.asker,
        "nonce": question.nonce,
        "iat": int(now.timestamp()),
        "verdict": answer.verdict,
        "live": answer.is_live,
    }
    return payload if answer.facts is None else payload | {"card": _written(answer.facts)}


def read_answer(payload: Document, question: CardQuestion, *, now: datetime) -> CardAnswer:
    """Read an answer whose signature is true.

    Raises:
        CredentialError: ``bad_answer``.
    """
    home, made = payload.get("iss"), payload.get("iat")
    fixed = {"aud": question.asker, "nonce": question.nonce}
    fits = all(payload.get(name) == value for name, value in fixed.items())
    if not fits or home not in question.homes or not is_seconds(made):
        raise CredentialError("bad_answer", "This answer was meant for somebody else.")
    if abs(now.timestamp() - made) > (LASTS + LEEWAY).total_seconds():
        raise CredentialError("bad_answer", "This answer is too old.")
    try:
        verdict = _text(payload["verdict"])
        facts = _read(payload["card"]) if verdict == GOOD else None
    except (CoreError, KeyError, TypeError, ValueError):
        raise CredentialError("bad_answer", "This answer cannot be read.") from None
    return CardAnswer(str(home), verdict, payload.get("live") is True, facts)


def _written(facts: CardFacts) -> Document:
    card: Document = {
        "membershipId": facts.membership_id,
        "membershipClass": facts.membership_class,
        "eligible": facts.eligible,
        "validFrom": write_time(facts.valid_from),
        "validUntil": write_time(facts.valid_until),
        "initials": facts.initials,
    }
    if facts.member_since:
        card[SINCE] = facts.member_since.isoformat()
    if facts.covers:
        card[COVERS] = list(facts.covers)
    if facts.home_area:
        card[AREA] = facts.home_area
    if facts.programmes:
        card[PROGRAMMES] = sorted(facts.programmes)
    return card


def _read(card: Any) -> CardFacts:
    if not isinstance(card, dict):
        raise TypeError
    since, covers = card.get(SINCE), card.get(COVERS)
    membership_id = _text(card["membershipId"])
    if not membership_id:
        raise ValueError
    return CardFacts(
        membership_id=membership_id,
        membership_class=_text(card["membershipClass"]),
        eligible=card["eligible"] is True,
        valid_from=parse_time(card["validFrom"]),
        valid_until=parse_time(card["validUntil"]),
        initials=_text(card["initials"]),
        member_since=date.fromisoformat(_text(since)) if since else None,
        covers=_pair(covers) if covers else None,
        home_area=_text(card.get(AREA, "")),
        programmes=frozenset(_texts(card.get(PROGRAMMES, []))),
    )


def _pair(value: Any) -> tuple[int, int]:
    adults, children = value
    if not all(type(each) is int and 0 <= each <= LONGEST for each in (adults, children)):
        raise ValueError
    return adults, children


def _texts(value: Any, *, most: int = MOST_WORDS) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > most:
        raise ValueError
    return tuple(_text(each) for each in value)


def _text(value: Any, *, most: int = LONGEST) -> str:
    if not isinstance(value, str) or len(value) > most or not is_plain(value):
        raise ValueError
    return value


def _bad_question() -> CredentialError:
    return CredentialError("bad_question", "This question is not one that can be answered.")
