from __future__ import annotations

from django.db import models
from django.utils import timezone

from tenants.owned import CooperativeOwned


class MemberPhoto(CooperativeOwned):
    """What a member looks like, kept as long as they agree: drawn anew, small, shown to whoever checks the card here.

    Deleted with the consent, at a death, and when the person is forgotten; in "My data".
    """

    member = models.OneToOneField("tenants.Member", on_delete=models.CASCADE, related_name="photo")
    content = models.BinaryField(help_text="A JPEG of our own drawing.")
    consented_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        "tenants.Staff",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who wrote the consent down; nobody where the member gave the picture.",
    )

    class Meta(CooperativeOwned.Meta):
        pass
