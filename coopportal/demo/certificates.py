"""What a program of an invented co-op had signed: certificates of a course, one of them revoked."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from coopportal.demo import cast
from coopportal.demo.staffing import seat
from credentials.core.vocabulary import CREDENTIALS_V2
from credentials.models import IssuingProgram
from credentials.services import issuance, programs, status
from tenants import scope
from tenants.models import Cooperative, Staff
from tenants.services.programs import add_program

NAME: Final = "Food safety course"
TERMS: Final = {"CourseCompleted": "https://green-valley.example.org/terms#CourseCompleted"}
PEOPLE: Final = ("Ines Calder", "Tomasz Rudd", "Abeni Cole")


def issue(slugs: Collection[str]) -> None:
    """Once. Nobody has the program's token: it is not kept."""
    here = Cooperative.objects.filter(slug__in=slugs, slug=cast.GREEN_VALLEY).first()
    if here is None:
        return
    with scope.within(here.pk):
        if IssuingProgram.objects.exists():
            return
        program, _token = add_program(IssuingProgram, NAME, by=seat(Staff.Role.OWNER))
        documents = [_issued(name, here, program) for name in PEOPLE]
        programs.set_status(
            documents[-1]["id"], "revocation", on=True, by=program, publish=status.publish_series
        )


def _issued(name: str, here: Cooperative, program: IssuingProgram) -> dict[str, Any]:
    unsigned = {
        "@context": [CREDENTIALS_V2, TERMS],
        "type": ["VerifiableCredential", "CourseCompleted"],
        "issuer": {"id": here.did, "name": here.name},
        "credentialSubject": {"name": name},
    }
    asked = programs.Asked(unsigned, "eddsa-rdfc-2022", purposes=("revocation",))
    return programs.issue_for_program(
        asked, by=program, take_places=issuance.take_places, publish=status.publish_series
    )
