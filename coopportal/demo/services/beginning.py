"""The operator of the demonstration: the one person who has a seat at no co-op."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from tenants.models import User


@transaction.atomic(durable=True)
def hire_operator(emails: Iterable[str]) -> None:
    User.objects.filter(email__in=list(emails)).update(is_staff=True)
