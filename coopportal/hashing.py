"""Nobody has a password here; should somebody get one, guessing it is slow and checking it is cheap in memory."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class BoundedArgon2(Argon2PasswordHasher):
    """19 MiB, two passes, one lane: OWASP's least. Django's own takes 100 MiB for each sign-in at once."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
