"""What a co-op asks besides, in fields of its own, and what was answered."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.languages import chosen
from tenants.owned import CooperativeOwned


class FormField(CooperativeOwned):
    """One thing that a co-op asks. Closed, never deleted: answers to it were given."""

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        CHOICE = "choice", _("Choice")
        NUMBER = "number", _("Number")
        DATE = "date", _("Date")
        CONSENT = "consent", _("Consent")
        FILE = "file", _("File")

    class Asked(models.TextChoices):
        APPLICATION = "application", _("Who applies, before they send")
        MEMBER = "member", _("Members, in their own details")
        STAFF = "staff", _("Your team only")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    label = models.CharField(max_length=200)
    help = models.CharField(max_length=300, blank=True)
    choices = models.JSONField(default=list, blank=True, help_text="For a choice: its texts.")
    translations = models.JSONField(
        default=dict, blank=True, help_text="{language: {label, help, choices: {text: text}}}"
    )
    required = models.BooleanField(default=False)
    asked = models.CharField(max_length=12, choices=Asked.choices, default=Asked.APPLICATION)
    membership_class = models.ForeignKey(
        "tenants.MembershipClass",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Only there; everywhere where none is named.",
    )
    version = models.PositiveSmallIntegerField(default=1, help_text="Counts its wordings.")
    position = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta(CooperativeOwned.Meta):
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.label

    def said(self, what: str) -> str:
        """Label or help, in the language that is active where it is there."""
        texts = {language: said.get(what, "") for language, said in self.translations.items()}
        return chosen(texts, str(getattr(self, what)))

    def said_choice(self, choice: str) -> str:
        texts = {
            language: said.get("choices", {}).get(choice, "")
            for language, said in self.translations.items()
        }
        return chosen(texts, choice)


class FieldAnswer(CooperativeOwned):
    """What somebody answered, with the words they read. Goes with the application or the member."""

    field = models.ForeignKey("tenants.FormField", on_delete=models.PROTECT, related_name="answers")
    application = models.ForeignKey(
        "tenants.Application",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="field_answers",
    )
    member = models.ForeignKey(
        "tenants.Member",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="field_answers",
    )
    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    value = models.CharField(max_length=2000, blank=True, help_text="Dates as 2026-12-31.")
    said = models.CharField(max_length=200, help_text="The label as it was read.")
    version = models.PositiveSmallIntegerField(default=1)
    given_at = models.DateTimeField(default=timezone.now)

    class Meta(CooperativeOwned.Meta):
        ordering = ["field__position", "field_id"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "field", "application"],
                condition=models.Q(application__isnull=False),
                name="tenants_answer_once_asked",
            ),
            models.UniqueConstraint(
                fields=["cooperative", "field", "member"],
                condition=models.Q(member__isnull=False),
                name="tenants_answer_once_held",
            ),
            models.CheckConstraint(
                condition=models.Q(application__isnull=False) ^ models.Q(member__isnull=False),
                name="tenants_answer_of_somebody",
            ),
        ]


class FieldFile(CooperativeOwned):
    """A file that was handed in. In the database: walled, backed up and deleted as the answer is."""

    answer = models.OneToOneField(
        "tenants.FieldAnswer", on_delete=models.CASCADE, related_name="file"
    )
    media_type = models.CharField(max_length=40)
    content = models.BinaryField()

    class Meta(CooperativeOwned.Meta):
        pass
