"""What a co-op issues for a program, and who accredits whom."""

from __future__ import annotations

from uuid import UUID

from credentials.models import (
    Accreditation,
    IssuingProgram,
    ProgramCredential,
    Ruling,
    Vouch,
)
from credentials.services import issuance, programs, status
from tenants.models import Cooperative
from tenants.services.programs import add_program
from tests.benefits.scene import Side
from tests.walls.page import ASKING, ISSUES, VOUCHED


def issued_by_a_program(side: Side) -> tuple[IssuingProgram, ProgramCredential]:
    issuing, _token = add_program(IssuingProgram, ISSUES, by=side.staff)
    unsigned = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "issuer": side.coop.did,
        "credentialSubject": {"name": "somebody"},
    }
    asked = programs.Asked(unsigned, "eddsa-rdfc-2022", purposes=("revocation",))
    programs.issue_for_program(
        asked, by=issuing, take_places=issuance.take_places, publish=status.publish_series
    )
    return issuing, ProgramCredential.objects.get()


def accreditations(oak: Side, elm: Side, ash: Side) -> tuple[UUID, UUID, UUID]:
    """Elm reviews Oak, asks Oak itself, and is asked to vouch for Ash. Both are federations."""
    for each in (oak, elm):
        each.coop.level = Cooperative.Level.SECONDARY
        each.coop.save(update_fields=["level"])
    with elm.within:
        review = asks(oak, elm, ASKING)
        Ruling.objects.create(accreditation=review, kind=Ruling.Kind.REFUSE, proposed_by=elm.staff)
        own = asks(elm, oak, "Elm")
    with ash.within:
        vouched = asks(ash, oak, VOUCHED)
        vouch = Vouch.everyone.create(accreditation=vouched, voucher=elm.coop)
    return review.code, own.code, vouch.code


def asks(applicant: Side, body: Side, name: str) -> Accreditation:
    return Accreditation.objects.create(
        applicant=applicant.coop,
        body=body.coop,
        legal_name=name,
        registration_number="1",
        registration_authority="Register",
        jurisdiction="GB",
        membership_base=["consumer"],
        asked_by="Owner",
    )
