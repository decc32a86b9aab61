"""The table that travels with the package says what the general way says, and nothing of what it does not hold."""

from __future__ import annotations

import json
import runpy
from copy import deepcopy
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.core import definition
from credentials.core.canonical import contexts, kept, meanings, shapes
from credentials.core.canonical.template import SAFE_IRI
from credentials.core.data_integrity.suites import SUITES
from credentials.core.vocabulary import read_bundled
from tests.architecture.tree import ROOT
from tests.core.scene import World
from tests.core.shaped import ALL, HOME, IRIS, ODD, OTHER, TEXTS, by_pyoxigraph, changed
from tests.core.test_shapes import told
from tests.definition.good import accreditation, full, representative

TABLE = json.loads(read_bundled("canonical/meanings.json"))
KINDS = {f"{'+'.join(kind['contexts'])} {kind['node']['type']}": kind for kind in TABLE["kinds"]}
SPOKEN = ("de", "en", "ar", "gsw", "zh-hant", "pt-br", "es-419", "zh-hant-tw")
UNSPOKEN = (
    "EN",
    "de-1996",
    "x-own",
    "i-klingon",
    "e",
    "",
    "en-",
    "en-a-b",
    "de_at",
    "en\n",
    "qabc",
    "ab-cd-ef",
)
NUMBERS = st.sampled_from([0, 1, -7, 2**53 - 1, -(2**53) + 1, 2**53])
PLAIN_IRIS = st.from_regex(SAFE_IRI, fullmatch=True).filter(lambda iri: len(iri) < 100)
"""One in ten values is odd, and what follows from it is for the general way to say."""


@pytest.fixture(autouse=True)
def _forgotten():
    shapes.forget()


@st.composite
def documents(draw, kind):
    """Any document whose words are in the table, in any order, with nasty texts in it."""
    urls = [name if ":" in name else definition.context_of(name) for name in kind["contexts"]]
    return {"@context": urls, **draw(nodes(kind["node"], whole=True))}


@st.composite
def nodes(draw, rule, *, whole=False):
    made = {"type": rule["type"]} if "type" in rule else {}
    if rule["id"] and (draw(st.booleans()) or not (rule["members"] or made)):
        made["id"] = draw(PLAIN_IRIS if draw(st.integers(0, 9)) else IRIS)
    members = sorted(rule["members"])
    least = 1 if members and (whole or not made) else 0
    for name in (
        draw(st.lists(st.sampled_from(members), min_size=least, unique=True)) if members else ()
    ):
        member = rule["members"][name]
        if member["many"] == "no" or (member["many"] == "either" and draw(st.booleans())):
            made[name] = draw(values(member))
        else:
            made[name] = draw(st.lists(values(member), min_size=1, max_size=3))
    return dict(draw(st.permutations([*made.items()])))


def values(member):
    if "node" in member:
        return nodes(member["node"])
    if "words" in member:
        return st.sampled_from(sorted(member["words"]))
    if "spoken" in member:
        return st.builds(
            lambda text, tag: {"@value": text, "@language": tag}, TEXTS, st.sampled_from(SPOKEN)
        )
    if "yes or no" in member:
        return st.booleans()
    if "number" in member:
        return NUMBERS
    return st.one_of(PLAIN_IRIS, IRIS) if "iri" in member else TEXTS


def test_the_table_is_what_the_general_way_says():
    current = runpy.run_path(str(ROOT / "scripts" / "meanings.py"))["table"]()

    assert (ROOT / "credentials/core/canonical/meanings.json").read_text(
        encoding="utf-8"
    ) == current, "run `.venv/bin/python scripts/meanings.py`, and look at what changed"


@pytest.mark.parametrize("name", sorted(KINDS))
@settings(max_examples=60)
@given(st.data())
def test_whatever_the_table_knows_is_written_as_the_general_way_does(name, data):
    shapes.forget()
    document = data.draw(documents(KINDS[name]))
    before = deepcopy(document)
    generally = told(shapes.canonicalize_generally, document)

    # Once from the table, then filled in again with the shape that was kept.
    for _time in range(2):
        assert told(shapes.canonicalize, document) == generally
    assert document == before
    assert isinstance(generally, str) or generally == by_pyoxigraph(document)


@settings(max_examples=150)
@given(st.data())
def test_another_document_is_filled_into_a_shape_of_the_table(data):
    shapes.forget()
    first = ALL[
        data.draw(
            st.sampled_from(["card", "card of few words", "accreditation", "status list", "proof"])
        )
    ]
    for document in (
        first,
        data.draw(changed(first, odd=False)),
        data.draw(changed(first, odd=True)),
    ):
        assert told(shapes.canonicalize, document) == told(shapes.canonicalize_generally, document)


@pytest.fixture
def never_generally(monkeypatch):
    """Only what is in the table has a canonical form."""

    def refuse(document):
        raise AssertionError(f"went the general way: {document}")

    monkeypatch.setattr(shapes, "canonicalize_generally", refuse)
    monkeypatch.setattr(shapes, "_state_generally", refuse)


OPTIONAL = {
    "programmes": ("https://a.example/1", "https://a.example/2"), "member_since": date(2020, 1, 2), "number": "7",
    "name": "Ünal", "covers": (2, 3), "home_country": "DE", "voting": True, "holder": "did:key:z6Mk",
    "evidence": (("emailVerified", date(2026, 1, 2)), ("vouched", date(2026, 1, 3))),
}  # fmt: skip
NONE = {
    "programmes": (), "member_since": None, "number": "", "name": "", "covers": None, "home_country": "",
    "home_region": "", "voting": None, "holder": "", "evidence": (),
}  # fmt: skip


@pytest.mark.usefixtures("never_generally")
def test_every_card_that_is_issued_is_in_the_table():
    for count in (0, 1, 2, len(OPTIONAL)):
        for names in combinations(OPTIONAL, count):
            said = NONE | {name: OPTIONAL[name] for name in names}
            for more in (
                {},
                {"eligible": False, "membership_class": "worker", "language": "pt-BR"},
            ):
                assert shapes.canonicalize(HOME.unsigned_card(**said | more))
    for region in ("", "Hessen"):
        assert shapes.canonicalize(HOME.unsigned_card(home_country="DE", home_region=region))


@pytest.mark.usefixtures("never_generally")
def test_all_else_that_is_issued_is_in_the_table():
    for made in (
        full(),
        representative(),
        accreditation(),
        HOME.status_list("suspension"),
        HOME.accredits(OTHER),
    ):
        assert shapes.canonicalize({name: item for name, item in made.items() if name != "proof"})


@pytest.mark.usefixtures("never_generally")
def test_the_first_card_of_a_process_is_verified_without_json_ld():
    world, card = World(HOME), HOME.card()
    shapes.forget()

    assert world.verify(card).ok
    assert not world.verify({**card, "validUntil": card["validFrom"]}).ok


@pytest.mark.usefixtures("never_generally")
@pytest.mark.parametrize("suite", sorted(SUITES))
def test_the_options_of_every_cryptosuite_are_in_the_table(suite):
    card = HOME.unsigned_card()
    options = {**HOME.signed(card)["proof"], "cryptosuite": suite}
    del options["proofValue"]
    shapes.forget()

    for more in (
        {},
        {"challenge": "c", "domain": "https://a.example", "expires": "2027-01-01T00:00:00Z"},
    ):
        assert SUITES[suite].hash_data(card, options | more)


@settings(max_examples=100)
@given(st.data())
def test_what_the_table_does_not_hold_goes_the_general_way(data):
    document = deepcopy(
        ALL[data.draw(st.sampled_from(["card", "accreditation", "status list", "proof"]))]
    )
    holders = [document]
    for holder in holders:
        inner = (
            [holder[k] for k in holder if k != "@context"] if isinstance(holder, dict) else holder
        )
        holders += [one for one in inner if isinstance(one, (dict, list))]
    holder = data.draw(st.sampled_from([one for one in holders if isinstance(one, dict)]))
    name = data.draw(
        st.sampled_from(
            [
                *holder,
                "name",
                "id",
                "type",
                "description",
                "method",
                "@id",
                "coop:x",
                "été",
                "__proto__",
            ]
        )
    )
    holder[name] = data.draw(
        st.one_of(ODD, TEXTS, st.just({}), st.just([]), st.just([None]), st.just({"type": None}))
    )

    shapes.forget()
    assert told(shapes.canonicalize, document) == told(shapes.canonicalize_generally, document)


@pytest.mark.parametrize("language", UNSPOKEN)
def test_a_language_that_is_not_plain_is_left_to_the_general_way(language):
    card = deepcopy(ALL["card"])
    card["credentialSubject"]["membershipClassName"]["@language"] = language

    assert told(shapes.canonicalize, card) == told(shapes.canonicalize_generally, card)
    assert len(shapes.KEPT) == 0


def test_a_table_of_other_contexts_is_not_used(monkeypatch):
    pinned = dict(contexts._PINNED)
    name, _digest = pinned["https://www.w3.org/ns/credentials/v2"]
    monkeypatch.setattr(
        contexts, "_PINNED", pinned | {"https://www.w3.org/ns/credentials/v2": (name, "0" * 64)}
    )
    meanings._kinds.cache_clear()
    try:
        assert not meanings.knows(contexts.name_of(ALL["card"]["@context"]), ALL["card"])
        assert not meanings._kinds()
    finally:
        meanings._kinds.cache_clear()


def test_only_the_pinned_contexts_in_their_order_are_looked_up():
    card = ALL["card"]
    first, ours = card["@context"]
    assert meanings.knows(contexts.name_of([first, ours]), card)
    for other in (
        [ours, first],
        [first],
        [first, "v0.1"],
        [first, {**ours, "@protected": 1}],
        [first, ours, ours],
        first,
        None,
    ):
        assert not meanings.knows(contexts.name_of(other), card)
    for kind in (None, [], {}, 1, ["VerifiableCredential"], card["type"][::-1]):
        assert not meanings.knows(contexts.name_of([first, ours]), {**card, "type": kind})


@pytest.mark.usefixtures("never_generally")
def test_what_others_push_out_is_soon_made_again(monkeypatch):
    monkeypatch.setattr(kept, "MAX_SHAPES", 2)
    cards = [HOME.unsigned_card(language=language) for language in ("de", "en", "fr", "de")]

    first, *_others, last = [shapes.canonicalize(card) for card in cards]

    assert first == last
    assert len(shapes.KEPT) == 2
