"""A card in words: what can be said of it now, and everything that was signed, for the person it is about."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from credentials.card.state import CardState
from credentials.models import Credential
from tenants.models import MembershipClass


@dataclass(frozen=True)
class StateWords:
    """`kind` is the colour of the badge; `title` and `text` are empty where all is well."""

    kind: str
    badge: str
    title: str = ""
    text: str = ""


def state_words(state: CardState, *, cooperative: str, until: date) -> StateWords:
    """What a member reads of a card in this state, and what to do."""
    day = date_format(until, "DATE_FORMAT")
    said = {
        CardState.GOOD: ("ok", _("Good"), "", ""),
        CardState.SUSPENDED: (
            "warn",
            _("Paused"),
            _("This card is paused"),
            _(
                "Your membership is not in good standing now, so the card is not accepted. "
                "Please contact {name}. When it is settled, this same card works again."
            ),
        ),
        CardState.ENDED: (
            "off",
            _("Ended"),
            _("This membership has ended"),
            _("The card is no longer accepted. Do you think this is a mistake? Contact {name}."),
        ),
        CardState.EXPIRED: (
            "off",
            _("Run out"),
            _("This card has run out"),
            _("It was valid until {day}. When {name} renews your membership, a new card comes."),
        ),
        CardState.NOT_YET: (
            "info",
            _("Not yet valid"),
            _("This card is not valid yet"),
            _("Your membership at {name} has still to begin."),
        ),
        CardState.REPLACED: (
            "off",
            _("Old card"),
            _("This is an old card"),
            _("A newer one took its place. The newest email has the newest card."),
        ),
        CardState.COOPERATIVE_SUSPENDED: (
            "warn",
            _("Paused"),
            _("{name} is paused in this network"),
            _("Its cards are not accepted for now. This is not about you. {name} can say more."),
        ),
    }
    kind, badge, title, text = said[state]
    values = {"name": cooperative, "day": day}
    return StateWords(kind, badge, title.format(**values), text.format(**values))


def of_a_visit(said: StateWords) -> StateWords:
    """Of a visiting member's card that is paused; its co-op says why beside it."""
    text = _("It is not accepted while your visit rests. Why it rests stands with the card.")
    return replace(said, text=text)


Row = dict[str, Any]


def about_you(credential: Credential, *, until: date) -> list[Row]:
    """What the card says of its member, each claim a line. What we know no words for stands as it is."""
    subject = dict(json.loads(credential.document).get("credentialSubject") or {})
    subject.pop("membershipId", None)
    rows = [
        (_("Member of"), _plain(_taken(subject, "memberOf").get("name"))),
        (_("Name"), _plain(subject.pop("name", None)) or _("Not in the card")),
        (_("Membership number"), _plain(subject.pop("membershipNumber", None))),
        (_("Kind of membership"), _class(subject)),
        (_("Member since"), _day(subject.pop("memberSince", ""))),
        (_("People covered"), _covers(_taken(subject, "covers"))),
        (_("Area"), _plain(_taken(subject, "homeArea"))),
        (_("At partner co-ops"), _reciprocity(_taken(subject, "reciprocity"))),
        (_("How your co-op knows you"), _evidence(json.loads(credential.document))),
        (_("Valid until"), date_format(until, "DATE_FORMAT")),
    ]
    rows += [(key, _plain(value)) for key, value in subject.items()]
    return [{"label": label, "value": value} for label, value in rows if value]


def for_machines(credential: Credential) -> list[Row]:
    """The rest of the signed file: what computers need, and what each part is there for."""
    document = json.loads(credential.document)
    subject, issuer = document.get("credentialSubject") or {}, document.get("issuer")
    proof, schema = document.get("proof") or {}, document.get("credentialSchema") or {}
    rows = [
        (_("Your membership code"), subject.get("membershipId")),
        (_("Number of this card"), document.get("id")),
        (_("Where the keys of your co-op are published"), _plain(_identity(issuer))),
        (_("Valid from, to the second"), document.get("validFrom")),
        (_("Valid until, to the second"), document.get("validUntil")),
        (_("Public lists that say whether it still counts"), _lists(document)),
        (_("What kind of document it is"), _plain(document.get("type"))),
        (_("The form it keeps to"), _plain(schema)),
        (_("Signed with"), _plain(_proof(proof))),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def _taken(subject: dict[str, Any], name: str) -> Mapping[str, Any]:
    value = subject.pop(name, None)
    return value if isinstance(value, dict) else {}


def _identity(issuer: object) -> object:
    return issuer.get("id") if isinstance(issuer, dict) else issuer


def _proof(proof: Mapping[str, Any]) -> list[Any]:
    return [proof.get(key) for key in ("cryptosuite", "created", "verificationMethod")]


def _class(subject: dict[str, Any]) -> str:
    """The co-op's own word, and behind it the word that all co-ops share."""
    own = _plain(subject.pop("membershipClassName", None))
    kind = _plain(subject.pop("membershipClass", None))
    shared = str(dict(MembershipClass.Kind.choices).get(kind, kind))
    if not own or not shared:
        return own or shared
    return _("{own} (among co-ops: {shared})").format(own=own, shared=shared.lower())


def _covers(covers: Mapping[str, Any]) -> str:
    if not covers:
        return ""
    adults, children = int(covers.get("adults", 0)), int(covers.get("children", 0))
    parts = [ngettext("{n} adult", "{n} adults", adults).format(n=adults)]
    if children:
        parts.append(ngettext("{n} child", "{n} children", children).format(n=children))
    return ", ".join(parts)


def _reciprocity(said: Mapping[str, Any]) -> str:
    if not said:
        return ""
    sentence = _("May be used for visits") if said.get("eligible") else _("Only for your own co-op")
    return ", ".join([sentence, *map(str, said.get("programmes", []))])


def _evidence(document: Mapping[str, Any]) -> str:
    methods = {
        "emailVerified": _("Email address confirmed"),
        "inPerson": _("Met in person"),
        "documentChecked": _("A document was seen"),
        "paymentVerified": _("A payment arrived"),
        "vouched": _("Another member vouched"),
    }
    lines = []
    for each in document.get("evidence") or []:
        word = methods.get(each.get("method"), str(each.get("method")))
        lines.append(" · ".join([word, *([_day(each["date"])] if each.get("date") else [])]))
    return "; ".join(lines)


def _lists(document: Mapping[str, Any]) -> str:
    entries = document.get("credentialStatus") or []
    return "; ".join(
        "{statusPurpose}: {statusListCredential} #{statusListIndex}".format(**each)
        for each in entries
    )


def _day(written: object) -> str:
    try:
        return date_format(datetime.fromisoformat(str(written)).date(), "DATE_FORMAT")
    except ValueError:
        return str(written)


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return str(value["@value"]) if "@value" in value else ", ".join(map(_plain, value.values()))
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    return "" if value is None else str(value)
