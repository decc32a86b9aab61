"""A genuine card under words that were moved about, by somebody who holds no key.

The statements (RDF) stay those that were signed, so that the signature alone would pass; only the words that
a reader sees are other ones.
"""

from __future__ import annotations

from copy import deepcopy

from credentials.core.definition import CONTEXT
from tests.core.scene import green_valley

HOME = green_valley()
V2 = "https://www.w3.org/ns/credentials/v2"
CRED = "https://www.w3.org/2018/credentials#"
NS = "https://coopcreds.com/ns/v0.1#"
XSD = "http://www.w3.org/2001/XMLSchema#"


def card():
    return deepcopy(HOME.card())


def with_context(extra, *, first=V2, ours=CONTEXT):
    made = card()
    made["@context"] = [first, ours, extra]
    return made


def redefined(term, definition):
    made = card()
    made["@context"] = [V2, {**CONTEXT, term: definition}]
    return made


def swapped_party():
    made = card()
    ours = deepcopy(CONTEXT)
    covers = ours["covers"]["@context"]
    covers["adults"], covers["children"] = covers["children"], covers["adults"]
    made["@context"] = [V2, ours]
    made["credentialSubject"]["covers"] = {"adults": 1, "children": 2}
    return made


def promoted():
    made = card()
    ours = deepcopy(CONTEXT)
    ours["membershipClass"]["@context"]["worker"] = NS + "consumer"
    made["@context"] = [V2, ours]
    made["credentialSubject"]["membershipClass"] = "worker"
    return made


def end_under_another_word():
    made = with_context({"until": {"@id": CRED + "validUntil", "@type": XSD + "dateTime"}})
    made["until"] = made.pop("validUntil")
    return made


def end_as_a_whole_iri():
    made = card()
    made[CRED + "validUntil"] = {"@value": made.pop("validUntil"), "@type": XSD + "dateTime"}
    return made


def end_by_prefix():
    made = with_context({"w3": CRED})
    made["w3:validUntil"] = {"@value": made.pop("validUntil"), "@type": XSD + "dateTime"}
    return made


def end_by_vocabulary():
    made = with_context({"@vocab": "https://www.w3.org/2018/"})
    made["credentials#validUntil"] = {"@value": made.pop("validUntil"), "@type": XSD + "dateTime"}
    return made


def end_nested():
    made = card()
    made["@nest"] = {"validUntil": made.pop("validUntil")}
    return made


def end_nested_by_a_word():
    made = with_context({"more": "@nest"})
    made["more"] = {"validUntil": made.pop("validUntil")}
    return made


def end_included():
    made = card()
    made["@included"] = [{"id": made["id"], "validUntil": made.pop("validUntil")}]
    return made


def status_in_a_graph():
    made = card()
    status = made.pop("credentialStatus")
    return {
        "@context": made.pop("@context"),
        "@graph": [made, {"id": made["id"], "credentialStatus": status}],
    }


def status_backwards():
    made = card()
    made["credentialStatus"][0]["@reverse"] = {}
    return made


def status_under_another_word():
    made = with_context({"state": {"@id": CRED + "credentialStatus", "@type": "@id"}})
    made["state"] = made.pop("credentialStatus")
    return made


def kind_under_another_word():
    made = with_context({"kind": "@type"})
    made["kind"] = made.pop("type")
    return made


def name_as_identifier():
    made = card()
    made["@id"] = made.pop("id")
    return made


def text_nobody_signed():
    made = card()
    made["credentialSubject"]["membershipClassName"]["@index"] = "Gold"
    return made


def text_in_keys():
    made = with_context({"label": {"@id": NS + "label", "@container": "@index"}})
    made["label"] = {"Gold member": []}
    return made


def turned_text():
    made = card()
    made["credentialSubject"]["membershipClassName"]["@direction"] = "rtl"
    return made


def within_the_subject(context):
    def make():
        made = card()
        made["credentialSubject"]["@context"] = context
        return made

    return make


def entry_in_words_of_its_own():
    made = card()
    made["credentialStatus"][0] = {"@context": V2, **made["credentialStatus"][0]}
    return made


def place_under_another_word():
    made = with_context({"place": "https://www.w3.org/ns/credentials/status#statusListIndex"})
    entry = made["credentialStatus"][0]
    entry["place"] = entry["statusListIndex"]
    entry["statusListIndex"] = []
    return made


def without_contexts():
    made = card()
    del made["@context"]
    return made


def issuer_by_prefix():
    made = with_context({"did": "did:web:portal.example:c:"})
    made["issuer"]["id"] = "did:green-valley"
    return made


UNSAFE_CONTEXT = {
    "adults for children": swapped_party,
    "a worker for a consumer": promoted,
    "the end under another word": end_under_another_word,
    "the end by a vocabulary": end_by_vocabulary,
    "the end nested by a word": end_nested_by_a_word,
    "the status under another word": status_under_another_word,
    "the type under another word": kind_under_another_word,
    "the place under another word": place_under_another_word,
    "text in keys": text_in_keys,
    "the issuer by prefix": issuer_by_prefix,
    "a word of the W3C": lambda: with_context({"issuer": "https://evil.example/issuer"}),
    "a type of the W3C": lambda: redefined("VerifiableCredential", NS + "VerifiableCredential"),
    "a word of ours elsewhere": lambda: redefined("votingMember", NS + "eligible"),
    "a word of ours to the W3C": lambda: redefined("votingMember", CRED + "issuer"),
    "a scope of nothing": lambda: with_context({"x": {"@id": NS + "x", "@context": None}}),
    "a scope from elsewhere": lambda: with_context({"x": {"@id": NS + "x", "@context": V2}}),
    "an import": lambda: with_context({"@import": V2}),
    "a base": lambda: with_context({"@base": "https://evil.example/"}),
    "no base": lambda: with_context({"@base": None}),
    "reaching out": lambda: with_context({"@propagate": False}),
    "a language for all": lambda: with_context({"@language": "de"}),
    "a direction for all": lambda: with_context({"@direction": "rtl"}),
    "an old version": lambda: with_context({"@version": 1.0}),
    "our vocabulary for all": lambda: with_context({"@vocab": NS}),
    "the beginning of ours for all": lambda: with_context({"@vocab": "https://coopcreds.com/"}),
    "a relative vocabulary": lambda: with_context({"@vocab": "words#"}),
    "a blank vocabulary": lambda: with_context({"@vocab": "_:b"}),
    "a keyword": lambda: with_context({"@id": "https://evil.example/"}),
    "a keyword of tomorrow": lambda: with_context({"@vocabulary": "https://evil.example/"}),
    "an address as a word": lambda: with_context({CRED + "issuer": "https://evil.example/"}),
    "a word for nothing": lambda: with_context({"extra": None}),
    "a word for a number": lambda: with_context({"extra": 7}),
    "a word without meaning": lambda: with_context({"extra": {"@type": "@id"}}),
    "a word backwards": lambda: with_context({"extra": {"@reverse": NS + "extra"}}),
    "a word of graphs": lambda: with_context({"x": {"@id": NS + "x", "@container": "@graph"}}),
    "a word of types": lambda: with_context({"x": {"@id": NS + "x", "@container": ["@type"]}}),
    "a word of nests": lambda: with_context({"x": {"@id": NS + "x", "@nest": "y"}}),
    "a word of a relative type": lambda: with_context({"x": {"@id": NS + "x", "@type": "y"}}),
    "the type of RDF": lambda: with_context(
        {"x": "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"}
    ),
    "a relative word": lambda: with_context({"x": "words#x"}),
    "forgetting": lambda: with_context(None),
    "a list in the list": lambda: with_context([{}]),
    "a number": lambda: with_context(7),
    "too many words": lambda: with_context({f"x{i}": f"{NS}x{i}" for i in range(400)}),
}
UNSAFE_FORM = {
    "the end as a whole IRI": end_as_a_whole_iri,
    "the end nested": end_nested,
    "the end included": end_included,
    "the status backwards": status_backwards,
    "a graph": status_in_a_graph,
    "an identifier by keyword": name_as_identifier,
    "text that nobody signed": text_nobody_signed,
    "turned text": turned_text,
    "a context within": within_the_subject({"name": "https://evil.example/name"}),
    "no context within": within_the_subject(None),
    "an empty context within": within_the_subject([]),
    "an entry in words of its own": entry_in_words_of_its_own,
}
UNKNOWN_CONTEXT = {
    "an address": lambda: with_context("https://evil.example/context"),
    "ours by a name that only we use": lambda: with_context("urn:coopportal:definition:v0.1"),
    "another first": lambda: with_context({}, first="https://evil.example/v2"),
}
ALL = {
    **{name: (make, "unsafe_context") for name, make in UNSAFE_CONTEXT.items()},
    **{name: (make, "unsafe_form") for name, make in UNSAFE_FORM.items()},
    **{name: (make, "unknown_context") for name, make in UNKNOWN_CONTEXT.items()},
    "the end by prefix": (end_by_prefix, "unsafe_form"),
    "no contexts": (without_contexts, None),
}
