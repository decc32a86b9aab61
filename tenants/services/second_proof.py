"""A second proof that is lost is forgotten by whoever runs the portal."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction

from tenants.models import User


@transaction.atomic
def forget_proofs(user: User) -> int:
    """All of them, recovery codes too, and every session with them. Returns how many proofs there were."""
    rows = Authenticator.objects.filter(user=user)
    count = int(rows.exclude(type=Authenticator.Type.RECOVERY_CODES).count())
    rows.delete()
    user.set_unusable_password()  # a session is bound to it: all of them end
    user.save(update_fields=["password"])
    return count
