from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils import timezone

from tenants.owned import CooperativeOwned


class Tag(CooperativeOwned):
    """A word by which the team finds some of its members again. It stands on no card."""

    MOST: ClassVar[int] = 50  # a few words help; hundreds are a second register

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(max_length=40)
    name_key = models.CharField(max_length=80, help_text="Folded, so that no word is there twice.")

    class Meta(CooperativeOwned.Meta):
        ordering = ["name_key", "id"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(fields=["cooperative", "name_key"], name="tenants_tag_once"),
        ]

    def __str__(self) -> str:
        return self.name


class MemberTag(CooperativeOwned):
    """That a member has a tag. Deleted when the person is forgotten; told in "My data"."""

    tag = models.ForeignKey("tenants.Tag", on_delete=models.CASCADE, related_name="held")
    member = models.ForeignKey("tenants.Member", on_delete=models.CASCADE, related_name="tags")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta(CooperativeOwned.Meta):
        ordering = ["tag__name_key", "id"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "tag", "member"], name="tenants_member_tag_once"
            ),
        ]


class MemberAction(CooperativeOwned):
    """What the team decided to do to many members at once; the job of the same code carries it out."""

    code = models.UUIDField(editable=False, help_text="Of the page that asked: one press, one job.")
    action = models.CharField(max_length=40)
    particulars = models.JSONField(
        default=dict, help_text="What was asked besides: a reason, a day."
    )
    membership_class = models.ForeignKey(
        "tenants.MembershipClass",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Only memberships of this kind, where the list was narrowed to it.",
    )
    by = models.ForeignKey("tenants.Staff", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta(CooperativeOwned.Meta):
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "code"], name="tenants_member_action_once"
            ),
        ]
