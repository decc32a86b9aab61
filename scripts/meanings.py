"""Write `credentials/core/canonical/meanings.json`: what each word of what is issued here becomes in RDF.

.venv/bin/python scripts/meanings.py

Which words there are is read from the schemas of the definition. What a word becomes is asked of JSON-LD: a document that
says nothing else goes the general way, and the statements that come out are looked at.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
FILE: Final = ROOT / "credentials" / "core" / "canonical" / "meanings.json"
sys.path.insert(0, str(ROOT))

from credentials.core import definition  # noqa: E402 -- found only from here on
from credentials.core.canonical import jsonld, rdfc  # noqa: E402 -- as above
from credentials.core.canonical.contexts import digest_of  # noqa: E402 -- as above
from credentials.core.canonical.terms import IRI, LITERAL, Statement  # noqa: E402 -- as above
from credentials.core.vocabulary import CREDENTIALS_V2, read_bundled  # noqa: E402 -- as above

MARK: Final = "urn:coopportal:meaning"
NUMBER: Final = 4711
TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
STRING: Final = "http://www.w3.org/2001/XMLSchema#string"
LANGUAGE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
TEXT: Final = {"type": "string"}
LEFT_OUT: Final = {"@context", "type", "proof"}

STATUS_LIST: Final = {
    "type": "object",
    "properties": {
        "id": TEXT,
        "type": {"const": ["VerifiableCredential", "BitstringStatusListCredential"]},
        "issuer": TEXT,
        "validFrom": TEXT,
        "validUntil": TEXT,
        "credentialSubject": {
            "type": "object",
            "properties": {
                "id": TEXT,
                "type": {"const": "BitstringStatusList"},
                "statusPurpose": TEXT,
                "encodedList": TEXT,
            },
        },
    },
}
OPTIONS: Final = {
    "type": "object",
    "properties": {
        "id": TEXT,
        "type": {"const": "DataIntegrityProof"},
        "cryptosuite": TEXT,
        "created": TEXT,
        "expires": TEXT,
        "verificationMethod": TEXT,
        "proofPurpose": {"enum": ["assertionMethod", "authentication"]},
        "domain": TEXT,
        "challenge": TEXT,
        "nonce": TEXT,
    },
}


def table() -> str:
    """The file, as it has to be."""
    schemas = [
        json.loads(read_bundled(f"definitions/{definition.VERSION}/{name}.schema.json"))
        for name in ("membership", "accreditation")
    ]
    ours = [CREDENTIALS_V2, definition.VERSION]
    kinds = [
        *((ours, schema) for schema in (*schemas, OPTIONS)),
        *(([CREDENTIALS_V2], schema) for schema in (STATUS_LIST, OPTIONS)),
    ]
    found = {
        "contexts": {name: digest_of(name) for name in ours},
        "kinds": [
            {"contexts": contexts, "node": _Asked(contexts, schema).node([], schema)}
            for contexts, schema in kinds
        ],
    }
    return json.dumps(found, indent=1) + "\n"


class _Asked:
    """Asks JSON-LD about the members of one kind of document; a path is the names from the top on, with the types there."""

    def __init__(self, contexts: list[str], schema: dict[str, Any]) -> None:
        self._contexts = [name if ":" in name else definition.context_of(name) for name in contexts]
        self._schema = schema

    def node(self, path: list[tuple[str, Any]], *schemas: dict[str, Any]) -> dict[str, Any]:
        """What an object at the end of the path may hold; several schemas say together what."""
        properties = {k: v for one in schemas for k, v in one["properties"].items()}
        kind = properties.get("type", {}).get("const")
        found: dict[str, Any] = {"id": "id" in properties}
        if kind is not None:
            said = self._said(path, {"type": kind})
            found |= {
                "type": kind,
                "types": [s.object.value for s in said if _is_type_of_last(s, said)],
            }
        found["members"] = {
            name: self._member([*path, (name, kind)], part)
            for name, part in properties.items()
            if name not in LEFT_OUT and name != "id"
        }
        return found

    def _member(self, path: list[tuple[str, Any]], schema: dict[str, Any]) -> dict[str, Any]:
        ways = list(self._ways(schema))
        many = {listed for listed, _way in ways}
        found = {"many": "either" if len(many) > 1 else "yes" if True in many else "no"}
        parts = [part for _listed, part in ways]
        if "@value" in parts[0].get("properties", {}):
            said = self._last(path, {"@value": MARK, "@language": "en"})
            _hold((said.object.written, said.object.datatype) == (f'"{MARK}"@en', LANGUAGE))
            return {"says": said.predicate.value} | found | {"spoken": True}
        if parts[0].get("type") == "object":
            said = self._last(path, {"id": MARK})
            return {"says": said.predicate.value} | found | {"node": self.node(path, *parts)}
        return found | self._leaf(path, parts[0])

    def _leaf(self, path: list[tuple[str, Any]], schema: dict[str, Any]) -> dict[str, Any]:
        if schema.get("type") == "boolean":
            yes, no = (self._last(path, value) for value in (True, False))
            _hold((yes.object.value, no.object.value) == ("true", "false"))
            return {"says": yes.predicate.value, "yes or no": yes.object.datatype}
        if schema.get("type") == "integer":
            said = self._last(path, NUMBER)
            _hold(said.object.value == str(NUMBER))
            return {"says": said.predicate.value, "number": said.object.datatype}
        words = {word: self._last(path, word) for word in schema.get("enum", [])}
        if words and all(said.object.kind == IRI for said in words.values()):
            (name,) = {said.predicate.value for said in words.values()}
            return {
                "says": name,
                "words": {word: said.object.value for word, said in words.items()},
            }
        said = self._last(path, MARK)
        _hold(said.object.value == MARK)
        if said.object.kind == IRI:
            return {"says": said.predicate.value, "iri": True}
        kind = said.object.datatype
        return {"says": said.predicate.value, "text": "" if kind == STRING else kind}

    def _ways(
        self, schema: dict[str, Any], *, listed: bool = False
    ) -> Iterator[tuple[bool, dict[str, Any]]]:
        """Each schema of one value of a member, and whether it stands in a list."""
        if "$ref" in schema:
            yield from self._ways(
                self._schema["$defs"][schema["$ref"].removeprefix("#/$defs/")], listed=listed
            )
        elif "anyOf" in schema:
            for one in schema["anyOf"]:
                yield from self._ways(one, listed=listed)
        elif schema.get("type") == "array":
            yield from self._ways(schema["items"], listed=True)
        else:
            yield listed, schema

    def _last(self, path: list[tuple[str, Any]], value: object) -> Statement:
        """The statement that the member at the end of the path makes."""
        name, kind = path[-1]
        said = self._said(path[:-1], {**({"type": kind} if kind else {}), name: value})
        (found,) = [s for s in said if s.object.kind == LITERAL or _ends(s, said)]
        return found

    def _said(self, path: list[tuple[str, Any]], item: dict[str, Any]) -> list[Statement]:
        """The statements of a document that holds this object at the end of the path, types on the way apart."""
        for name, kind in reversed(path):
            item = {**({"type": kind} if kind else {}), name: item}
        dataset = jsonld.to_dataset({"@context": self._contexts, **item})
        statements = rdfc.stated(dataset)
        _hold(statements is not None)
        return statements or []


def _hold(what: bool) -> None:  # noqa: FBT001 -- a statement, as assert takes it
    if not what:
        raise SystemExit("A word became something that the table has no form for.")


def _ends(statement: Statement, said: list[Statement]) -> bool:
    return (
        statement.predicate.value != TYPE
        and statement.object.kind == IRI
        and statement.object not in {one.subject for one in said}
    )


def _is_type_of_last(statement: Statement, said: list[Statement]) -> bool:
    """Of several objects with types the innermost one is nobody's subject but its own."""
    inner = {one.subject for one in said} - {
        one.subject for one in said if one.predicate.value != TYPE
    }
    return statement.predicate.value == TYPE and statement.subject in inner


if __name__ == "__main__":
    FILE.write_text(table(), encoding="utf-8")
