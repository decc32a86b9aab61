"""What is signed is what is read: whatever moves words about is refused before anybody is asked."""

from __future__ import annotations

import pytest

from credentials.core.canonical import contexts, jsonld, rdfc
from credentials.core.definition import CONTEXT
from credentials.core.errors import CanonicalError
from credentials.core.verification import GENERAL, RECOGNITION
from tests.core.moved import (
    ALL,
    HOME,
    NS,
    V2,
    XSD,
    card,
    end_nested,
    end_under_another_word,
    promoted,
    swapped_party,
)
from tests.core.scene import NOW, YEAR, World, told


@pytest.mark.clause("VCDM contexts", "VC-DI validating-contexts", "JSON-LD security")
@pytest.mark.parametrize("policy", [GENERAL, RECOGNITION])
@pytest.mark.parametrize("name", ALL)
def test_moved_words_are_refused(name, policy):
    make, code = ALL[name]
    world = World(HOME, now=NOW + 2 * YEAR) if "the end" in name else World(HOME)

    report = world.verify(make(), policy=policy)

    assert not report.ok
    assert code is None or told(report)["context"] == code
    assert report.standing == "unknown"
    assert world.asked == []


@pytest.mark.parametrize("make", [swapped_party, promoted, end_under_another_word, end_nested])
def test_without_the_safe_mode_the_signature_would_pass(make, monkeypatch):
    """The positive control: the same statements, so that nothing but the safe mode refuses them."""
    signed = jsonld.to_dataset({k: v for k, v in card().items() if k != "proof"})
    monkeypatch.setattr(contexts, "_check_inline", lambda _: None)
    monkeypatch.setattr(jsonld, "_check_object", lambda *_, **__: None)

    moved = jsonld.to_dataset({k: v for k, v in make().items() if k != "proof"})

    assert rdfc.canonicalize(moved) == rdfc.canonicalize(signed)


def test_a_part_that_carries_the_identifier_of_the_whole():
    """Statements about the card could stand in a corner of it where no reader looks for them."""
    made = HOME.unsigned_card()
    made["@context"] = [V2, {"about": {"@id": "https://e.example/about", "@type": "@id"}}]
    made = {name: made[name] for name in ("@context", "id", "type", "issuer")}
    made["type"] = ["VerifiableCredential"]
    made["credentialSubject"] = {"about": made["id"]}
    open_ended = HOME.signed(made)
    hidden = HOME.signed({**made, "validUntil": "2027-11-25T09:30:00Z"})
    del hidden["validUntil"]
    hidden["credentialSubject"] = {
        "about": {
            "id": made["id"],
            "type": "VerifiableCredential",
            "validUntil": "2027-11-25T09:30:00Z",
        }
    }

    assert World(HOME).verify(open_ended).ok
    assert told(World(HOME).verify(hidden))["context"] == "unsafe_form"


@pytest.mark.clause("JSON-LD security", "VCDM identifiers")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"membershipKlass": "worker"}, "undefined_term"),
        ({"memberOf": {"id": "green-valley", "name": "Green Valley"}}, "relative_iri"),
        ({"memberOf": {"id": "/c/green-valley", "name": "Green Valley"}}, "relative_iri"),
        ({"id": "_:somebody"}, "relative_iri"),
        ({"type": "Member"}, "relative_iri"),
        ({"type": "_:b0"}, "relative_iri"),
        ({"membershipClass": "friend"}, "relative_iri"),
        ({"name": {"@value": "Amara", "@language": "not a language"}}, "unsafe_form"),
        ({"name": {"@value": "Amara", "@type": "relative"}}, "bad_jsonld"),
    ],
)
def test_what_json_ld_would_drop_is_not_signed(change, code):
    made = HOME.unsigned_card()
    made["credentialSubject"] |= change

    with pytest.raises(CanonicalError) as refused:
        HOME.signed(made)
    assert refused.value.code == code


def other_definition():
    """A context by somebody else, with every device that an inline one may use."""
    return {
        "@version": 1.1,
        "@protected": True,
        "club": "https://club.example/ns#",
        "ClubCard": {
            "@id": "club:ClubCard",
            "@context": {"@protected": True, "level": {"@id": "club:level", "@type": "@vocab"}},
        },
        "gold": "club:gold",
        "since": {"@id": "club:since", "@type": XSD + "date"},
        "sports": {"@id": "club:sports", "@container": ["@list"]},
        "label": {"@id": "club:label", "@container": "@language"},
        "description": "https://schema.org/description",
    }


def test_a_safe_context_of_somebody_else_is_genuine_but_not_recognised():
    made = {
        "@context": [V2, other_definition()],
        "type": ["VerifiableCredential", "ClubCard"],
        "issuer": HOME.did,
        "level": "gold",
        "credentialSubject": {
            "since": "2020-01-01",
            "sports": ["rowing", "rowing", "chess"],
            "label": {"en": "Member", "de": "Mitglied"},
        },
    }
    signed = HOME.signed(made)

    assert World(HOME).verify(signed).ok
    recognised = told(World(HOME).verify(signed, policy=RECOGNITION))
    assert recognised["context"] == "unknown_definition"
    assert recognised["form"] == "not_membership"


def test_another_version_of_ours_is_genuine_but_not_recognised():
    made = {**HOME.unsigned_card(), "@context": [V2, {**CONTEXT, "nickname": NS + "nickname"}]}
    made["credentialSubject"]["nickname"] = "Am"
    signed = HOME.signed(made)

    assert World(HOME).verify(signed).ok
    assert told(World(HOME).verify(signed, policy=RECOGNITION))["context"] == "unknown_definition"
