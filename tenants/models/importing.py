from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.owned import CooperativeOwned


class Import(CooperativeOwned):
    """A list from elsewhere on its way into the register. Its plan is frozen, and exactly it is run."""

    class State(models.TextChoices):
        COLUMNS = "columns", _("Columns to choose")
        PLANNING = "planning", _("Being read")
        PLANNED = "planned", _("Planned")
        RUNNING = "running", _("Running")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=12, choices=State.choices, default=State.COLUMNS)
    heads = models.JSONField(default=list)
    columns = models.JSONField(default=dict, help_text="{field: place of the column}")
    classes = models.JSONField(default=dict, help_text="{word in the file: code of the kind}")
    fallback = models.CharField(
        max_length=36, blank=True, help_text="The kind where none is named."
    )
    month_first = models.BooleanField(default=False)
    surname_first = models.BooleanField(
        default=False, help_text="Whether names stand as Lindqvist, Amara."
    )
    created_by = models.ForeignKey(
        "tenants.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    plan_job = models.ForeignKey(
        "tenants.Job", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    job = models.ForeignKey(
        "tenants.Job", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    undo_job = models.ForeignKey(
        "tenants.Job", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    newest = models.BigIntegerField(
        default=0, help_text="The newest member when it was planned; who came later was not seen."
    )
    run_at = models.DateTimeField(null=True, blank=True)
    cards_at = models.DateTimeField(
        null=True, blank=True, help_text="When its memberships were given cards."
    )

    class Meta(CooperativeOwned.Meta):
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class ImportLine(CooperativeOwned):
    """One line of the file: what stands there, what it is to do, what it did."""

    class Action(models.TextChoices):
        CREATE = "create", _("Create")
        UPDATE = "update", _("Update")
        UNCHANGED = "unchanged", _("Unchanged")
        SKIP = "skip", _("Leave out")
        ERROR = "error", _("Error")

    brought = models.ForeignKey("tenants.Import", on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField(help_text="The row in the file.")
    cells = models.JSONField(default=list)
    values = models.JSONField(default=dict)
    action = models.CharField(max_length=10, choices=Action.choices, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    choices = models.JSONField(default=list, help_text="What somebody may decide instead.")
    changes = models.JSONField(default=list)
    member = models.ForeignKey(
        "tenants.Member", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    membership = models.ForeignKey(
        "tenants.Membership", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_somebody = models.BooleanField(
        default=False, help_text="Lines below were compared with this one."
    )
    folded = models.TextField(
        blank=True, help_text="Its cells without accents, case and spaces, to be searched in."
    )
    before = models.JSONField(default=dict, help_text="The register's row when this was planned.")
    after = models.JSONField(default=dict, help_text="The row as the import left it.")

    class Meta(CooperativeOwned.Meta):
        ordering = ["number"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "brought", "number"], name="tenants_import_line_once"
            ),
        ]
        indexes = [
            models.Index(fields=["brought", "action", "number"], name="tenants_import_line_action")
        ]
