from __future__ import annotations

from django.db import models

from tenants.owned import CooperativeOwned


class MailRules(CooperativeOwned):
    """How a co-op's letters leave, and how long it knows to whom. One row; without it, what stands here."""

    letters_an_hour = models.PositiveIntegerField(
        null=True, blank=True, help_text="Empty: as many as there are."
    )
    kept_months = models.PositiveSmallIntegerField(default=24)

    class Meta(CooperativeOwned.Meta):
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(fields=["cooperative"], name="tenants_mail_rules_once"),
        ]
