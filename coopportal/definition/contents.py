"""What the pages of the definition show, read from its published files."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from credentials.core import definition
from credentials.core.bundle import BUNDLE, PublishedFile, published_document, published_files
from credentials.core.canonical.jcs import canonicalize

MAIN: Final = (
    "context.jsonld",
    "trust-list.context.jsonld",
    "membership.schema.json",
    "accreditation.schema.json",
    "vocabulary.json",
    "vectors.json",
    "examples/keys.json",
    "examples/world.json",
    BUNDLE,
)
KINDS: Final[dict[str, str | Promise]] = {
    "membership": _("Card"),
    "accreditation": _("Accreditation"),
    "trust-list": _("Trust list"),
}
# Where a term stands says on which page of the mind it belongs.
_ON_A_LIST: Final = {"accredited"}
_ON_AN_ACCREDITATION: Final = {"location", "evidence of an CooperativeAccreditationCredential"}


@dataclass(frozen=True)
class Group:
    title: str | Promise
    slug: str
    terms: list[dict[str, Any]] = field(default_factory=list)


def files() -> list[PublishedFile]:
    """Those that somebody reads for themselves; the examples and vectors stand in a list of their own."""
    listed = published_files()
    return [listed[name] for name in MAIN]


@cache
def context_digest() -> str:
    """Of the inline context, written canonically (RFC 8785): how to recognise it."""
    return hashlib.sha256(canonicalize(definition.CONTEXT)).hexdigest()


def groups(query: str = "") -> list[Group]:
    """The terms of the vocabulary, those that match, by the kind of document they stand in."""
    found = [
        Group(_("Kinds of document"), "types"),
        Group(_("Every document"), "every"),
        Group(_("A membership card"), "membership"),
        Group(_("An accreditation"), "accreditation"),
        Group(_("A trust list"), "trust-list"),
        Group(_("Values"), "values"),
    ]
    by_slug = {each.slug: each for each in found}
    for term in published_document("vocabulary.json")["terms"]:
        if _matches(term, query):
            by_slug[_place(term)].terms.append(_shown(term))
    return [each for each in found if each.terms]


def _shown(term: dict[str, Any]) -> dict[str, Any]:
    labels = term.get("labels", {}).items()
    return {**term, "where": ", ".join(term["in"]), "labels": list(labels)}


def _matches(term: dict[str, Any], query: str) -> bool:
    wanted = query.casefold()
    texts = (term["name"], term["meaning"], term["why"], *term.get("labels", {}).values())
    return any(wanted in text.casefold() for text in texts)


def _place(term: dict[str, Any]) -> str:
    if term["kind"] != "term":
        return "types" if term["kind"] == "type" else "values"
    places = set(term["in"])
    if "CooperativeMembershipCredential" in places:
        return "every"
    first = term["in"][0]
    if "TrustList" in first or places <= _ON_A_LIST:
        return "trust-list"
    if "CooperativeAccreditationCredential" in first or first in _ON_AN_ACCREDITATION:
        return "accreditation"
    return "membership"


def vectors(kind: str = "") -> list[dict[str, Any]]:
    """Every vector, in order; of one kind where one is asked for."""
    return [
        {**each, "word": KINDS[each["kind"]]}
        for each in published_document("vectors.json")["vectors"]
        if kind in {"", each["kind"]}
    ]


def example(name: str) -> str:
    """A signed example as it is published, its context left out to be read."""
    document = published_document(f"examples/{name}.json")
    shown = {**document, "@context": [document["@context"][0], "… content of context.jsonld …"]}
    return json.dumps(shown, indent=2, ensure_ascii=False)
