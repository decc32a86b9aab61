from __future__ import annotations

import json
import re

import pytest
from django.utils import timezone

from credentials import words
from credentials.core.encoding import parse_json
from tests.credentials import holding

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def valley():
    return holding.opened()


@pytest.fixture
def amara():
    return holding.person()


def leaves(value):
    if isinstance(value, dict):
        for key, each in value.items():
            if key not in {
                "@context",
                "@language",
                "type",
                "digestSRI",
                "id",
                "proofPurpose",
                "proofValue",
            }:
                yield from leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from leaves(each)
    else:
        yield str(value)


def test_every_claim_is_told(valley, amara):
    card = holding.card(valley, amara)
    document = parse_json(card.document)
    until = timezone.localdate()

    rows = words.about_you(card, until=until) + words.for_machines(card)

    told = " | ".join(str(row["value"]) for row in rows)
    in_words = {
        "True": "visits",
        "consumer": "consumer",
        "emailVerified": "Email address confirmed",
    }
    for leaf in leaves(document):
        said = in_words.get(leaf, leaf)
        if re.fullmatch(r"\d{4}-\d\d-\d\d", said):
            said = timezone.datetime.fromisoformat(said).strftime("%-d %b %Y")
        assert said in told, f"{leaf} is not told"


def test_a_claim_we_know_no_words_for_is_told_as_it_stands(valley, amara):
    card = holding.card(valley, amara)
    document = json.loads(card.document)
    document["credentialSubject"]["shoeSize"] = {"system": "EU", "value": 41}
    document["credentialSubject"]["covers"] = {"adults": 2, "children": 1}
    card.document = json.dumps(document)

    rows = {row["label"]: row["value"] for row in words.about_you(card, until=timezone.localdate())}

    assert rows["shoeSize"] == "EU, 41"
    assert rows["People covered"] == "2 adults, 1 child"
