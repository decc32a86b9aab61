"""Everything of the frozen version that can be made again: examples, vectors, the list of all files."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from credentials.core import definition
from credentials.core.times import write_time
from tests.definition import bad_cards, bad_words, good
from tests.definition.cast import NOW, PARTIES, SMALL

FOLDER = Path(definition.__file__).parent / "definitions" / definition.VERSION
BY_HAND = {
    "context.jsonld": "The context: what each word of a card or an accreditation means",
    "trust-list.context.jsonld": "The context of trust lists, besides the other",
    "membership.schema.json": "JSON Schema of the membership credential",
    "accreditation.schema.json": "JSON Schema of the accreditation",
    "vocabulary.json": "The vocabulary: every term with its meaning, its reason, an example and its rule",
}
MEDIA_TYPES = {
    ".jsonld": "application/ld+json",
    ".schema.json": "application/schema+json",
    ".json": "application/json",
}
Made = tuple[str, str, Callable[[], dict[str, Any]]]
# Name: kind, title, the document.
EXAMPLES: dict[str, Made] = {
    "membership": ("membership", "A membership with what is usually said", good.full),
    "membership-least": ("membership", "A membership with what is required", good.least),
    "membership-bound": ("membership", "A membership bound to a key of its holder", good.bound),
    "membership-representative": (
        "membership",
        "Somebody who represents a member organisation",
        good.representative,
    ),
    "membership-in-arabic": ("membership", "A membership in Arabic", good.in_another_script),
    "membership-not-for-partners": (
        "membership",
        "A membership that its co-op does not vouch for with partners",
        good.not_for_partners,
    ),
    "membership-issued-for": (
        "membership",
        "A membership that a federation issued for a co-op",
        good.issued_for_another,
    ),
    "accreditation": ("accreditation", "An accreditation with all that may be said", good.accreditation),
    "accreditation-vouched": (
        "accreditation",
        "An accreditation for which two co-ops vouched",
        good.accreditation_by_vouching,
    ),
    "accreditation-names-issuer": (
        "accreditation",
        "An accreditation that names who may issue for the co-op",
        good.accreditation_naming_an_issuer,
    ),
    "trust-list": ("trust-list", "A body's trust list", good.trust_list),
}  # fmt: skip
REFUSED = {
    "membership": bad_cards.MEMBERSHIPS,
    "accreditation": bad_words.ACCREDITATIONS,
    "trust-list": bad_words.TRUST_LISTS,
}


def made() -> dict[str, bytes]:
    """Every file but those written by hand, and the list of all; the same each time."""
    files = {f"examples/{name}.json": _written(make()) for name, (_, _, make) in EXAMPLES.items()}
    files["examples/keys.json"] = _written(_keys())
    files["examples/world.json"] = _written(_world())
    for cases in REFUSED.values():
        files |= {f"vectors/{name}.json": _written(case[2]()) for name, case in cases.items()}
    files["vectors.json"] = _written(_vectors())
    files["bundle.json"] = _written(_bundle(files))
    return files


def _written(document: Any) -> bytes:
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()


def _keys() -> dict[str, Any]:
    return {
        "warning": "These secret keys are published so that anybody can make the examples again. "
        "Never trust what they sign.",
        "keys": [party.key for party in PARTIES],
    }


def _world() -> dict[str, Any]:
    return {
        "description": "What a verifier may ask for while it goes through the vectors; nothing else answers.",
        "didDocuments": {party.did: party.document for party in PARTIES},
        "statusLists": {
            party.list_url(purpose): party.status_list(purpose)
            for party in PARTIES
            for purpose in ("revocation", "suspension")
        },
        "linkedPresentations": {SMALL.linked: good.linked()},
    }


def _vectors() -> dict[str, Any]:
    return {
        "version": definition.VERSION,
        "description": "Documents and what a verifier must make of them at the moment `now`, asking only "
        "`world`. `accepted` is binding. Where it is false, `because` names the step that refuses the "
        "document: form, context, issuer, signature, authority, dates, revocation or suspension.",
        "now": write_time(NOW),
        "world": "examples/world.json",
        "vectors": [*_accepted(), *_refused()],
    }


def _accepted() -> Iterator[dict[str, Any]]:
    for name, (kind, title, _) in EXAMPLES.items():
        yield {
            "name": name,
            "kind": kind,
            "file": f"examples/{name}.json",
            "title": f"{title}.",
            **_address(kind),
            "accepted": True,
        }


def _address(kind: str) -> dict[str, str]:
    """Where a trust list was asked for, which is its name too."""
    return {"address": good.LIST_URL} if kind == "trust-list" else {}


def _refused() -> Iterator[dict[str, Any]]:
    for kind, cases in REFUSED.items():
        for name, (because, title, _) in cases.items():
            yield {
                "name": name,
                "kind": kind,
                "file": f"vectors/{name}.json",
                "title": title,
                **_address(kind),
                "accepted": False,
                "because": because,
            }


def _bundle(files: dict[str, bytes]) -> dict[str, Any]:
    titles = BY_HAND | {
        **{f"examples/{name}.json": title for name, (_, title, _) in EXAMPLES.items()},
        "examples/keys.json": "The keys of the examples, secret halves included",
        "examples/world.json": "DID documents, status lists and linked presentations of the examples",
        "vectors.json": "The vectors: every document with its expected verdict",
        **{f"vectors/{n}.json": case[1] for cases in REFUSED.values() for n, case in cases.items()},
    }
    by_hand = {name: (FOLDER / name).read_bytes() for name in BY_HAND}
    return {
        "title": "Common co-operative membership",
        "version": definition.VERSION,
        "status": "frozen",
        "published": "2026-11-26",
        "namespace": definition.NAMESPACE,
        "base": f"{definition.BASE}{definition.VERSION}/",
        "files": [
            {
                "name": name,
                "id": f"{definition.BASE}{definition.VERSION}/{name}",
                "title": titles[name],
                "mediaType": _media_type(name),
                "bytes": len(data),
                "digestSRI": f"sha256-{base64.b64encode(hashlib.sha256(data).digest()).decode()}",
            }
            for name, data in (by_hand | files).items()
        ],
    }


def _media_type(name: str) -> str:
    return next(kind for ending, kind in MEDIA_TYPES.items() if name.endswith(ending))
