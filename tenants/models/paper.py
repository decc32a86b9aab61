from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone

from tenants.owned import CooperativeOwned


class PaperRecord(CooperativeOwned):
    """A signed application on paper: who saw it, where it is filed, and a picture of it where one was taken."""

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    membership = models.ForeignKey(
        "tenants.Membership", on_delete=models.CASCADE, related_name="papers"
    )
    signed_on = models.DateField()
    seen_on = models.DateField()
    filed = models.CharField(max_length=200, blank=True)
    scan = models.BinaryField(null=True, blank=True, help_text="A JPEG that we made ourselves.")
    by = models.ForeignKey("tenants.Staff", null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta(CooperativeOwned.Meta):
        ordering = ["-pk"]
