from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone

from tenants.owned import CooperativeOwned


class ClassChange(CooperativeOwned):
    """A membership goes over to another kind, with the beginning of a day. It stays the same membership.

    Open until it is done or withdrawn; a change that is done tells what the kind was before.
    """

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    membership = models.ForeignKey(
        "tenants.Membership", on_delete=models.PROTECT, related_name="class_changes"
    )
    before = models.ForeignKey(
        "tenants.MembershipClass", on_delete=models.PROTECT, related_name="+"
    )
    to = models.ForeignKey("tenants.MembershipClass", on_delete=models.PROTECT, related_name="+")
    on = models.DateField(help_text="The first day of the new kind, where the co-op is.")
    by = models.ForeignKey("tenants.Staff", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta(CooperativeOwned.Meta):
        ordering = ["-id"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "membership"],
                condition=models.Q(done_at=None, withdrawn_at=None),
                name="tenants_class_change_one_open",
            ),
        ]
