"""Cards that are refused, and at which step."""

from __future__ import annotations

from collections.abc import Callable

from credentials.core.data_integrity.proof import Expected
from tests.definition.cast import (
    BEGUN,
    DAY,
    ENDED,
    GREEN_VALLEY,
    HOUR,
    NOW,
    OAK_STREET,
    SUSPENDED,
    claims,
    full_claims,
    unsigned,
)
from tests.definition.changes import (
    Document,
    after,
    at,
    before,
    beyond_the_list,
    by_another_key,
    flipped,
    for_nobody,
    index_as_number,
    injected,
    list_of_another,
    of_others,
    of_subject,
    remote,
    renamed,
    signed,
    swapped,
    two_revocations,
    under_a_wrong_name,
    without,
    without_identifier,
)

# Name: the step that refuses it, what is wrong with it in words, and the document.
MEMBERSHIPS: dict[str, tuple[str, str, Callable[[], Document]]] = {
    "tampered-class": (
        "signature",
        "The class was changed after it was signed.",
        lambda: after(of_subject(membershipClass="worker")),
    ),
    "tampered-until": (
        "signature",
        "The end was put off after it was signed.",
        lambda: after(lambda made: made.update(validUntil="2037-12-01T00:00:00Z")),
    ),
    "tampered-from": (
        "signature",
        "The beginning was set back after it was signed.",
        lambda: after(lambda made: made.update(validFrom="2020-01-01T00:00:00Z")),
    ),
    "tampered-proof": (
        "signature",
        "One character of the signature is another.",
        lambda: after(flipped),
    ),
    "unsigned": ("signature", "There is no proof.", lambda: after(without("proof"))),
    "another-purpose": (
        "signature",
        "The proof was made to sign in with (authentication), not to assert.",
        lambda: GREEN_VALLEY.signed(
            unsigned(full_claims()), expected=Expected(purpose="authentication")
        ),
    ),
    "wrong-issuer": (
        "issuer",
        "Another co-op signed it with its own key.",
        lambda: OAK_STREET.signed(unsigned(full_claims())),
    ),
    "borrowed-key-name": (
        "signature",
        "Another co-op signed it and wrote the name of the issuer's key under it.",
        by_another_key,
    ),
    "key-not-published": (
        "issuer",
        "The proof names a key that the issuer's DID document does not list.",
        lambda: after(
            lambda made: made["proof"].update(verificationMethod=f"{GREEN_VALLEY.did}#gone")
        ),
    ),
    "wrong-context": (
        "context",
        "The words lead to somebody else's vocabulary.",
        lambda: before(of_others),
    ),
    "remote-context": (
        "context",
        "The definition is named by an address somewhere else; nothing is fetched for it.",
        lambda: after(remote),
    ),
    "injected-context": (
        "context",
        "A third context was added.",
        lambda: before(injected),
    ),
    "injected-context-later": (
        "context",
        "A third context was added after signing; the signature still fits the statements.",
        lambda: after(injected),
    ),
    "renamed-term": (
        "context",
        "The context was changed so that “memberOf” has another name; the signature still fits.",
        lambda: after(renamed),
    ),
    "swapped-value": (
        "context",
        "The context was changed so that “worker” means “consumer”; the signature still fits.",
        lambda: after(swapped),
    ),
    "undefined-term": (
        "form",
        "It says something (“nickname”) for which the definition has no word.",
        lambda: after(of_subject(nickname="Amy")),
    ),
    "undefined-value": (
        "form",
        "The class is none of the eight.",
        lambda: after(of_subject(membershipClass="vip")),
    ),
    "contact-details": (
        "form",
        "It carries an e-mail address, which no card does.",
        lambda: after(of_subject(email="amara@example.org")),
    ),
    "expired": (
        "dates",
        "It ended an hour ago.",
        lambda: signed(
            unsigned(full_claims(), valid_from=BEGUN - 300 * DAY, valid_until=NOW - HOUR)
        ),
    ),
    "not-yet-valid": (
        "dates",
        "It begins tomorrow.",
        lambda: signed(unsigned(full_claims(), valid_from=NOW + DAY)),
    ),
    "ends-before-it-begins": (
        "form",
        "It ends before it begins.",
        lambda: before(lambda made: made.update(validUntil="2026-11-01T00:00:00Z")),
    ),
    "time-without-zone": (
        "form",
        "A time says no zone.",
        lambda: before(lambda made: made.update(validUntil="2027-12-01T00:00:00")),
    ),
    "ended": ("revocation", "The membership was ended: its bit is set.", lambda: at(ENDED)),
    "suspended": ("suspension", "It rests for now: its bit is set.", lambda: at(SUSPENDED)),
    "no-status": ("form", "It names no status lists.", lambda: before(without("credentialStatus"))),
    "two-revocations": (
        "form",
        "Both status entries are for revocation.",
        lambda: before(two_revocations),
    ),
    "index-as-number": (
        "form",
        "A position in a status list is a number, not a text.",
        lambda: before(index_as_number),
    ),
    "position-beyond-the-list": (
        "revocation",
        "The position is not within the status list.",
        lambda: before(beyond_the_list),
    ),
    "status-list-of-another": (
        "revocation",
        "The status lists are another co-op's.",
        list_of_another,
    ),
    "number-as-number": (
        "form",
        "The membership number is a number, not a text.",
        lambda: before(of_subject(membershipNumber=4217)),
    ),
    "without-class": (
        "form",
        "A required claim is missing.",
        lambda: before(without("credentialSubject", "membershipClass")),
    ),
    "without-reciprocity": (
        "form",
        "The issuer does not say whether it may roam.",
        lambda: before(without("credentialSubject", "reciprocity")),
    ),
    "language-in-capitals": (
        "form",
        "A language tag is not written small.",
        lambda: before(
            of_subject(membershipClassName={"@value": "Household member", "@language": "en-GB"})
        ),
    ),
    "wrong-schema-digest": (
        "form",
        "The digest of the schema is not that of the published file.",
        lambda: before(
            lambda made: made["credentialSchema"].update(digestSRI=f"sha256-{'A' * 43}=")
        ),
    ),
    "schema-of-others": (
        "form",
        "It names a schema that no version of the definition has.",
        lambda: before(
            lambda made: made.update(
                credentialSchema={"id": "https://another.example/s.json", "type": "JsonSchema"}
            )
        ),
    ),
    "two-names-for-one": (
        "form",
        "Issuer and home are one co-op under two names.",
        lambda: before(lambda made: made["issuer"].update(name="Green Valley Bank")),
    ),
    "issued-for-without-word": (
        "authority",
        "A federation issues for a co-op that publishes nothing of it.",
        for_nobody,
    ),
    "issued-for-under-wrong-name": (
        "authority",
        "A federation that may issue for the co-op calls it by a name that it does not have.",
        under_a_wrong_name,
    ),
    "least-without-identifier": (
        "form",
        "There is no identifier of the membership.",
        lambda: signed(without_identifier(unsigned(claims()))),
    ),
}
