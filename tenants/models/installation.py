from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Installation(models.Model):
    """The portal itself: the one row of what was settled when it was set up.

    Not in the environment, because the web server and the worker must see a new sender at once.
    """

    class Step(models.TextChoices):
        OPERATOR = "operator", _("You, with a second proof")
        MAIL = "mail", _("The address that letters come from")
        COOPERATIVE = "cooperative", _("The first co-op")

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    setup_digest = models.CharField(
        max_length=64, blank=True, help_text="Keyed hash of the secret in the link for setting up."
    )
    operator = models.ForeignKey(
        "tenants.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    sender = models.EmailField(blank=True, help_text="Empty: DEFAULT_FROM_EMAIL.")
    code_digest = models.CharField(max_length=64, blank=True)
    code_expires_at = models.DateTimeField(null=True, blank=True)
    code_fails = models.PositiveSmallIntegerField(default=0)
    mail_checked_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="tenants_one_portal")]
