from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.owned import CooperativeOwned


class Job(CooperativeOwned):
    """Long work of one co-op, done in small batches by the worker. `tenants/long_work.py` says how."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")

    OPEN = (State.WAITING, State.RUNNING)

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200, blank=True, help_text="What it is about: a file name.")
    about = models.UUIDField(null=True, blank=True, help_text="The row of its kind.")
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict, help_text="How many items had which outcome.")
    lap = models.PositiveIntegerField(default=1, help_text="Grows with each retry of failures.")
    done_before = models.PositiveIntegerField(default=0, help_text="Done before this lap.")
    started_by = models.ForeignKey(
        "tenants.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    begun_at = models.DateTimeField(null=True, blank=True, help_text="Of this lap.")
    seen_at = models.DateTimeField(null=True, blank=True, help_text="The last batch.")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta(CooperativeOwned.Meta):
        ordering = ["-id"]
        indexes = [models.Index(fields=["cooperative", "state"], name="tenants_job_state")]

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def failed(self) -> int:
        return int(self.counts.get(JobItem.FAILED, 0))

    @property
    def left(self) -> int:
        return self.total - self.done


class JobItem(CooperativeOwned):
    """One thing that a job does, and what became of it. Written in the batch's own transaction."""

    FAILED = "failed"

    job = models.ForeignKey("tenants.Job", on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField(help_text="As people count: the line of a file.")
    key = models.CharField(max_length=64, blank=True, help_text="What it is to its kind.")
    label = models.CharField(max_length=120, blank=True)
    outcome = models.CharField(max_length=20, blank=True, help_text="Empty until it was done.")
    reason = models.CharField(max_length=300, blank=True)

    class Meta(CooperativeOwned.Meta):
        ordering = ["position"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "job", "position"], name="tenants_job_item_once"
            ),
        ]
        indexes = [
            models.Index(fields=["job", "outcome", "position"], name="tenants_job_item_next")
        ]


class JobFile(CooperativeOwned):
    """What a job made, to download while it is kept."""

    job = models.OneToOneField("tenants.Job", on_delete=models.CASCADE, related_name="file")
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=100)
    content = models.BinaryField()
