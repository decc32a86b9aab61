"""Which program asks: by the token in its request, within the co-op whose address it asks at."""

from __future__ import annotations

from typing import Final, TypeVar

from rest_framework.request import Request

from credentials.views.problems import ProblemError
from tenants.models.program import Program
from tenants.services.programs import note_used

SCHEME: Final = "Bearer "
AnyProgram = TypeVar("AnyProgram", bound=Program)


def program_of(request: Request, kind: type[AnyProgram]) -> AnyProgram:
    """Raises ProblemError where the token is none of this co-op, or for something else."""
    given = request.headers.get("Authorization", "")
    if given.startswith(SCHEME):
        digest = kind.token_digest(given.removeprefix(SCHEME).strip())
        found = kind.objects.filter(digest=digest, removed_at=None).first()
        if found is not None:
            if found.was_long_unused:
                note_used(found)
            return found
    raise ProblemError(
        401, "no_token", "Send the token of your program: Authorization: Bearer coop_…"
    )
