"""Credentials as the suite for the data model sends them: what must be accepted, and what must not."""

from __future__ import annotations

from credentials.core.vocabulary import CREDENTIALS_V2

EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
# `None` takes a member out.
GOOD = {
    "no id": {"id": None},
    "examples": {"@context": [CREDENTIALS_V2, EXAMPLES], "type": ["VerifiableCredential", "ExampleDegreeCredential"]},
    "inline terms": {"@context": [CREDENTIALS_V2, {"Degree": "https://x.example/Degree"}], "type": ["VerifiableCredential", "Degree"]},
    "type as a URL": {"type": ["VerifiableCredential", "https://x.example/Degree"]},
    "issuer as an object": {"issuer": {"id": "did:example:issuer", "name": "Issuer"}},
    "issuer, name in a language": {"issuer": {"id": "did:example:issuer", "name": {"@value": "Issuer", "@language": "en"}}},
    "issuer, another": {"issuer": "https://university.example/issuers/14"},
    "name and description": {"name": "A name", "description": [{"@value": "Ein Name", "@language": "de"}]},
    "several subjects": {"credentialSubject": [{"id": "did:example:1", "name": "One"}, {"name": "Two"}]},
    "valid from and until": {"validFrom": "2023-05-10T00:00:00Z", "validUntil": "2043-05-10T00:00:00+02:00"},
    "a schema": {"credentialSchema": {"id": "https://x.example/schema.json", "type": "JsonSchema"}},
    "terms of use": {"@context": [CREDENTIALS_V2, EXAMPLES], "termsOfUse": {"type": "Terms", "id": "https://x.example/terms"}},
    "evidence": {"@context": [CREDENTIALS_V2, EXAMPLES], "evidence": [{"type": ["Evidence"]}]},
    "refresh": {"@context": [CREDENTIALS_V2, EXAMPLES], "refreshService": {"type": "Refresh", "url": "https://x.example/refresh"}},
}  # fmt: skip
BAD = {
    "no context": {"@context": None},
    "base context not first": {"@context": [EXAMPLES, CREDENTIALS_V2]},
    "no base context": {"@context": [EXAMPLES]},
    "context is a number": {"@context": [CREDENTIALS_V2, 7]},
    "id is no URL": {"id": "not-a-url"},
    "several ids": {"id": ["urn:uuid:1", "urn:uuid:2"]},
    "subject's id is no URL": {"credentialSubject": {"id": "not-a-url", "name": "x"}},
    "no type": {"type": None},
    "no required type": {"@context": [CREDENTIALS_V2, EXAMPLES], "type": ["ExampleDegreeCredential"]},
    "type not mapped": {"type": ["VerifiableCredential", "Unmapped"]},
    "type redefined": {"@context": [CREDENTIALS_V2, {"VerifiableCredential": "https://x.example/Other"}]},
    "issuer null": {"issuer": None, "_issuer": True},
    "issuer is no URL": {"issuer": "not-a-url"},
    "issuer without an id": {"issuer": {"name": "Issuer"}},
    "no subject": {"credentialSubject": None},
    "empty subject": {"credentialSubject": {}},
    "one of the subjects empty": {"credentialSubject": [{"name": "One"}, {}]},
    "valid from is no time": {"validFrom": "not-a-date"},
    "valid until before valid from": {"validFrom": "2043-05-10T00:00:00Z", "validUntil": "2023-05-10T00:00:00Z"},
    "status without a type": {"credentialStatus": {"id": "https://x.example/1"}},
    "status, id is no URL": {"credentialStatus": {"id": "not-a-url", "type": "BitstringStatusListEntry"}},
    "schema without a type": {"credentialSchema": {"id": "https://x.example/schema.json"}},
    "schema without an id": {"credentialSchema": {"type": "JsonSchema"}},
    "schema, id is no URL": {"credentialSchema": {"id": "not-a-url", "type": "JsonSchema"}},
    "terms of use without a type": {"termsOfUse": {"id": "https://x.example/terms"}},
    "evidence without a type": {"evidence": {"id": "https://x.example/1"}},
    "refresh without a type": {"refreshService": {"id": "https://x.example/1"}},
    "proof without a type": {"proof": {"proofValue": "z1"}},
    "related resource without an id": {"relatedResource": [{"digestMultibase": "uAAA"}]},
}  # fmt: skip
