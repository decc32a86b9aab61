"""The operator of the demonstration: the one person who has a seat at no co-op."""

from __future__ import annotations

from django.db import transaction

from coopportal.demo.personas import PERSONAS
from tenants.models import User


@transaction.atomic(durable=True)
def hire_operator() -> None:
    operators = [one.email for one in PERSONAS if one.operator]
    User.objects.filter(email__in=operators).update(is_staff=True)
