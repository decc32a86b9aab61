from __future__ import annotations

from django.db import models
from django.utils import timezone


class SecretTry(models.Model):
    """How often a secret was tried. Global: whoever guesses is nobody's, and who signs in may belong to many co-ops.

    In the database, because sessions are begun anew at will and a cache may be emptied. Days old, it is deleted.
    """

    of = models.CharField(max_length=64, unique=True, help_text="Keyed hash of what is counted.")
    count = models.PositiveIntegerField(default=0)
    free_at = models.DateTimeField(default=timezone.now, help_text="When the next try is taken.")
    forget_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name_plural = "secret tries"
