from __future__ import annotations

import secrets
from datetime import date
from typing import Any, ClassVar
from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.addresses import Address
from tenants.owned import CooperativeOwned
from tenants.tracked import Tracked


def new_identifier() -> str:
    """A random membership identifier: 128 bits, says nothing, never changes."""
    return secrets.token_urlsafe(16)


class Member(Tracked):
    """A person or organisation on one co-op's register. May have no login."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        ORGANISATION = "organisation", _("Organisation")

    FIRST: ClassVar[str] = "joined_on"
    TRACKED: ClassVar[tuple[str, ...]] = (
        "joined_on",
        "number",
        "name",
        "kind",
        "address",
        "postcode",
        "town",
        "region",
        "country",
    )

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    number = models.CharField(max_length=24, help_text="As printed: GV-004217.")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.PERSON)
    name = models.CharField(max_length=200)
    name_on_card = models.CharField(max_length=60, blank=True)
    name_key = models.CharField(max_length=200, blank=True, help_text="Folded, for search.")
    email = models.EmailField(blank=True)
    email_key = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    address = models.TextField(
        max_length=300, blank=True, help_text="The lines above the town, as on an envelope."
    )
    postcode = models.CharField(max_length=16, blank=True)
    town = models.CharField(max_length=120, blank=True)
    region = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=10, default="en")
    share_name = models.BooleanField(default=True)
    user = models.ForeignKey(
        "tenants.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    joined_on = models.DateField(default=timezone.localdate)
    mailings_off_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Since when this person wants no letters but those they must get.",
    )
    reminders_off_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Since when this person wants no reminders beforehand; afterwards they are told in any case.",
    )
    anonymised_at = models.DateTimeField(
        null=True, blank=True, help_text="When the person was forgotten; the figures stay."
    )

    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged",
        help_text="Where it was the same person as another entry: the one that stayed. Nothing personal is left.",
    )
    merged_at = models.DateTimeField(null=True, blank=True)

    class Meta(CooperativeOwned.Meta):
        ordering = ["number"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "number"], name="tenants_member_number_once"
            ),
        ]
        indexes = [
            models.Index(fields=["cooperative", "email_key"], name="tenants_member_email"),
            models.Index(fields=["cooperative", "name_key"], name="tenants_member_name"),
            # Whatever the list counts, sorts and searches by: read instead of the whole rows.
            models.Index(
                fields=[
                    "cooperative",
                    "merged_into",
                    "number",
                    "name_key",
                    "email_key",
                    "phone",
                    "id",
                ],
                name="tenants_member_search",
            ),
            models.Index(
                fields=["cooperative", "number", "merged_into"],
                condition=models.Q(merged_into__isnull=False),
                name="tenants_member_merged",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def postal(self) -> Address:
        return Address(self.address, self.postcode, self.town, self.region, self.country)

    def holds_from(self, before: dict[str, Any], today: date) -> date:
        """Today, unless the person turns out to have been here longer."""
        return min(today, self.joined_on) if self.began_earlier(before) else today


class Representative(CooperativeOwned):
    """Who speaks for a member that is an organisation, from a day until a day; one of them votes."""

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    member = models.ForeignKey(
        "tenants.Member", on_delete=models.CASCADE, related_name="representatives"
    )
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=100, blank=True)
    email = models.EmailField(blank=True)
    votes = models.BooleanField(default=False)
    from_on = models.DateField(default=timezone.localdate)
    until_on = models.DateField(null=True, blank=True, help_text="The last day.")

    class Meta(CooperativeOwned.Meta):
        ordering = ["until_on", "from_on", "id"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "member"],
                condition=models.Q(votes=True, until_on=None),
                name="tenants_representative_one_votes",
            ),
        ]


class Membership(Tracked):
    """A standing in one class, with a beginning and an end.

    `identifier` is what credentials carry: opaque and constant across re-issue, renewal and key change.
    """

    class Standing(models.TextChoices):
        GOOD = "good", _("In good standing")
        SUSPENDED = "suspended", _("Suspended")
        ENDED = "ended", _("Ended")

    class EndReason(models.TextChoices):
        RESIGNED = "resigned", _("Resigned")
        LAPSED = "lapsed", _("Lapsed")
        EXCLUDED = "excluded", _("Excluded")
        DIED = "died", _("Died")
        MERGED = "merged", _("Merged with another entry")
        HOME_ENDED = "home_ended", _("The membership at the home co-op ended")

    FIRST: ClassVar[str] = "starts_on"
    RELATED: ClassVar[tuple[str, ...]] = ("member", "membership_class")
    TRACKED: ClassVar[tuple[str, ...]] = (
        "starts_on",
        "member",
        "membership_class",
        "standing",
        "ends_on",
        "end_reason",
    )

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    identifier = models.CharField(max_length=40, default=new_identifier, editable=False)
    member = models.ForeignKey(
        "tenants.Member", on_delete=models.PROTECT, related_name="memberships"
    )
    membership_class = models.ForeignKey(
        "tenants.MembershipClass", on_delete=models.PROTECT, related_name="+"
    )
    standing = models.CharField(max_length=12, choices=Standing.choices, default=Standing.GOOD)
    standing_reason = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField(default=timezone.localdate)
    ends_on = models.DateField(help_text="The last day, to its end in the co-op's time zone.")
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=12, choices=EndReason.choices, blank=True)
    evidence = models.JSONField(
        default=list, help_text="[{method, date}] of how the person was known."
    )
    announce = models.BooleanField(
        default=True, help_text="Its cards are mailed. Off for members taken over from elsewhere."
    )

    class Meta(CooperativeOwned.Meta):
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "identifier"], name="tenants_membership_identifier_once"
            ),
            models.UniqueConstraint(
                fields=["cooperative", "member", "membership_class"],
                condition=~models.Q(standing="ended"),
                name="tenants_membership_one_per_class",
            ),
        ]
        indexes = [
            models.Index(
                fields=["cooperative", "standing", "member"], name="tenants_membership_standing"
            ),
        ]

    @property
    def goes_on(self) -> bool:
        """Without an end: its last day is only the last one of its card, and moves on by itself."""
        return self.is_active and self.membership_class.is_open_ended and not self.end_reason

    @property
    def is_active(self) -> bool:
        return self.standing != self.Standing.ENDED

    def holds_from(self, before: dict[str, Any], today: date) -> date:
        """An end holds from its last day, also where it was written down later."""
        if self.began_earlier(before):
            return min(today, self.starts_on)
        return min(today, self.ends_on) if self.standing == self.Standing.ENDED else today
