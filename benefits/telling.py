"""To whom a letter about an agreement goes."""

from __future__ import annotations

from django.db import transaction

from benefits.agreed import sides_of_all
from benefits.sides import Sides
from tenants.models import Staff
from tenants.services import letters


def tell(kind: str, sides: Sides, mark: str = "") -> None:
    """To everybody with the partnerships role, once each; to the owners where nobody has it.

    `mark` tells one change or pause from the next.
    """
    team = list(Staff.objects.filter(removed_at=None).select_related("user"))
    role = [each for each in team if Staff.Role.PARTNERSHIPS in each.roles]
    for each in role or [each for each in team if Staff.Role.OWNER in each.roles]:
        letters.write_letter(
            kind,
            to=each.user.email,
            about=sides.agreement.code,
            key=f"{sides.agreement.code}|{each.pk}|{mark}",
            language=each.user.language,
        )


@transaction.atomic(durable=True)
def warn_of_endings() -> None:
    """A month before the last day, once for each last day."""
    for sides in sides_of_all():
        if sides.days_left is not None:
            tell("agreement_ending", sides, mark=sides.version.ends_on.isoformat())
