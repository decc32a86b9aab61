from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final
from uuid import uuid4

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.dates import last_day
from tenants.languages import chosen
from tenants.owned import CooperativeOwned

DECEMBER: Final = (12, 31)


class MembershipClass(CooperativeOwned):
    """A kind of membership with its local name, price, shares, term and votes."""

    class Kind(models.TextChoices):
        CONSUMER = "consumer", _("Consumer")
        WORKER = "worker", _("Worker")
        PRODUCER = "producer", _("Producer")
        RESIDENT = "resident", _("Resident")
        SUPPORTER = "supporter", _("Supporter")
        INVESTOR = "investor", _("Investor")
        ORGANISATION = "organisation", _("Organisation")
        ASSOCIATE = "associate", _("Associate")

    class Term(models.TextChoices):
        MONTHS = "months", _("A number of months")
        YEAR = "year", _("To the end of the calendar year")
        OPEN = "open", _("Without end")

    class Renewal(models.TextChoices):
        STAFF = "staff", _("Your team renews it")
        MEMBER = "member", _("The member renews it")
        AUTOMATIC = "automatic", _("It renews itself while the member is in good standing")

    class Whom(models.TextChoices):
        ANYBODY = "anybody", _("People and organisations")
        PEOPLE = "people", _("People only")
        ORGANISATIONS = "organisations", _("Organisations only")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    name = models.CharField(max_length=100)
    description = models.TextField(blank=True)
    price = models.CharField(max_length=100, blank=True, help_text="As people read it: £10 once.")
    translations = models.JSONField(
        default=dict, blank=True, help_text="{language: {name, description, price, eligibility}}"
    )
    eligibility = models.CharField(max_length=300, blank=True, help_text="Who may, in a sentence.")
    whom = models.CharField(max_length=16, choices=Whom.choices, default=Whom.ANYBODY)
    minimum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    term = models.CharField(max_length=8, choices=Term.choices, default=Term.MONTHS)
    term_months = models.PositiveSmallIntegerField(
        default=12,
        validators=[MinValueValidator(1)],
        help_text="Without an end: for how long a card is good before the next one follows.",
    )
    renewal = models.CharField(max_length=12, choices=Renewal.choices, default=Renewal.STAFF)
    reminder_days = models.PositiveSmallIntegerField(
        default=30, help_text="Before the last day; 0 for none."
    )
    has_vote = models.BooleanField(default=True)
    votes = models.PositiveSmallIntegerField(default=1, help_text="How many, where it has any.")
    minimum_shares = models.PositiveSmallIntegerField(default=0)
    share_price = models.DecimalField(
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    instalments = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1)], help_text="1: the shares are paid at once."
    )
    fee = models.DecimalField(
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01"))],
        help_text="For each term.",
    )
    runs_as_paid = models.BooleanField(
        default=False, help_text="It goes on when the fee of the next term is settled."
    )
    card_number = models.BooleanField(default=True, help_text="Cards carry the member number.")
    card_since = models.BooleanField(default=True, help_text="Cards carry since when.")
    card_vote = models.BooleanField(default=False, help_text="Cards say whether there is a vote.")
    open_to_applicants = models.BooleanField(default=True)
    holders_most = models.PositiveSmallIntegerField(
        default=0, help_text="Further cards for the household of a member; 0 for none."
    )
    holders_age = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="From which age on there is a further card."
    )
    holders_approval = models.BooleanField(
        default=True, help_text="The team decides on each further card that a member asks for."
    )
    reciprocity_eligible = models.BooleanField(default=True)
    visiting = models.BooleanField(default=False, help_text="For members of partner co-ops.")
    closed_at = models.DateTimeField(null=True, blank=True, help_text="Who has it, keeps it.")
    position = models.PositiveSmallIntegerField(default=0)
    most_members = models.PositiveIntegerField(
        null=True, blank=True, help_text="Further approvals go on the waiting list."
    )

    class Meta(CooperativeOwned.Meta):
        ordering = ["position", "id"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(fields=["cooperative", "name"], name="tenants_class_name_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open_ended(self) -> bool:
        return self.term == self.Term.OPEN

    @property
    def renews_itself(self) -> bool:
        """Whoever has to pay first does not."""
        automatic = self.renewal == self.Renewal.AUTOMATIC
        return (self.is_open_ended or automatic) and not self.runs_as_paid

    def last_day_from(self, first: date) -> date:
        """The last day of a term that begins with `first`; without an end, of what a card says."""
        if self.term == self.Term.YEAR:
            return date(first.year, *DECEMBER)
        return last_day(first, self.term_months)

    @property
    def is_for_organisations(self) -> bool:
        return self.whom == self.Whom.ORGANISATIONS

    def said(self, what: str) -> str:
        """Name, description, price or eligibility, in the language that is active where it is there."""
        texts = {language: said.get(what, "") for language, said in self.translations.items()}
        return chosen(texts, str(getattr(self, what)))
