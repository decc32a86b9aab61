"""What can be wrong with a document: each maker is short on purpose, for one thing is wrong."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from credentials.core.status import StatusEntry
from tests.definition import good
from tests.definition.cast import (
    FEDERATION,
    GREEN_VALLEY,
    OAK_STREET,
    SMALL,
    full_claims,
    unsigned,
)

Document = dict[str, Any]
NS = "https://coopcreds.com/ns/v0.1#"
OTHERS = "https://another.example/words#"


def signed(document: Document) -> Document:
    """Signed by the co-op itself: only what it says is wrong."""
    return GREEN_VALLEY.signed(document)


def after(change: Callable[[Document], object]) -> Document:
    """Changed after it was signed."""
    made = good.full()
    change(made)
    return made


def before(change: Callable[[Document], object]) -> Document:
    """Signed with the mistake in it, so that the signature is true."""
    made = unsigned(full_claims())
    change(made)
    return signed(made)


def at(position: int) -> Document:
    return signed(unsigned(full_claims(), entries=GREEN_VALLEY.entries(position)))


def of_subject(**changed: Any) -> Callable[[Document], object]:
    return lambda made: made["credentialSubject"].update(changed)


def without(*path: str) -> Callable[[Document], object]:
    def change(made: Document) -> None:
        place = made
        for name in path[:-1]:
            place = place[name]
        del place[path[-1]]

    return change


def renamed(made: Document) -> None:
    """The statements stay those that were signed; a reader sees another word, and the promised one is gone."""
    context = deepcopy(made["@context"][1])
    context["homeBranch"] = context.pop("memberOf")
    made["@context"][1] = context
    subject = made["credentialSubject"]
    subject["homeBranch"] = subject.pop("memberOf")


def swapped(made: Document) -> None:
    """“worker” is made to mean what was signed, “consumer”: the signature still fits."""
    context = deepcopy(made["@context"][1])
    classes = context["membershipClass"]["@context"]
    classes["worker"] = NS + "consumer"
    made["@context"][1] = context
    made["credentialSubject"]["membershipClass"] = "worker"


def injected(made: Document) -> None:
    made["@context"].append({"note": f"{OTHERS}note"})


def of_others(made: Document) -> None:
    """The same words, all of them leading to somebody else's vocabulary."""
    context = deepcopy(made["@context"][1])
    context["coop"] = OTHERS
    made["@context"][1] = context


def remote(made: Document) -> None:
    made["@context"][1] = "https://another.example/context.jsonld"


def two_revocations(made: Document) -> None:
    made["credentialStatus"][1]["statusPurpose"] = "revocation"


def index_as_number(made: Document) -> None:
    made["credentialStatus"][0]["statusListIndex"] = 70001


def beyond_the_list(made: Document) -> None:
    for entry in made["credentialStatus"]:
        entry["statusListIndex"] = "131072"


def list_of_another() -> Document:
    entries = [StatusEntry(e.purpose, e.url, e.index) for e in OAK_STREET.entries()]
    return signed(unsigned(full_claims(), entries=entries))


def flipped(made: Document) -> None:
    value = made["proof"]["proofValue"]
    made["proof"]["proofValue"] = value[:-1] + ("1" if value[-1] != "1" else "2")


def by_another_key() -> Document:
    """A stranger signs and names the co-op's key."""
    made = OAK_STREET.signed(unsigned(full_claims()))
    made["proof"]["verificationMethod"] = GREEN_VALLEY.signer.verification_method
    return made


def for_nobody() -> Document:
    """A federation issues for a co-op that does not name it."""
    said = full_claims(issuer=FEDERATION, home=GREEN_VALLEY)
    return FEDERATION.signed(unsigned(said, issuer=FEDERATION))


def under_a_wrong_name() -> Document:
    said = full_claims(issuer=FEDERATION, home=SMALL, cooperative_name="Grand Bakery Co-op")
    return FEDERATION.signed(unsigned(said, issuer=FEDERATION))


def accredited(**changed: Any) -> Document:
    return FEDERATION.signed(good.accreditation_document(**changed))


def accreditation_with(change: Callable[[Document], object]) -> Document:
    made = good.accreditation_document()
    change(made)
    return FEDERATION.signed(made)


def self_accredited(made: Document) -> None:
    made["issuer"] = {"id": made["credentialSubject"]["id"], "name": GREEN_VALLEY.name}


def vouched_once(made: Document) -> None:
    made["credentialSubject"]["assuranceLevel"] = "vouched"


def list_with(change: Callable[[Document], object]) -> Document:
    made = good.trust_list_document()
    change(made)
    return FEDERATION.signed(made)


def twice(made: Document) -> None:
    listed = made["credentialSubject"]["accredited"]
    listed.append({**listed[0], "standing": "suspended"})


def without_identifier(made: Document) -> Document:
    del made["credentialSubject"]["membershipId"]
    return made
