"""Managers without their filter, one model at a time."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from tenants import scope
from tenants.owned import CooperativeOwned
from tests.mutants.mutant import Mutant

NEVER, WITHIN = "never filters", "filters by no co-op within one"


def models() -> dict[str, type[CooperativeOwned]]:
    return {
        each._meta.label: each for each in apps.get_models() if issubclass(each, CooperativeOwned)
    }


def mutants() -> list[Mutant]:
    return sorted(
        Mutant("manager", label, change) for label in models() for change in (NEVER, WITHIN)
    )


def apply(mutant: Mutant) -> None:
    """Every manager of the model, the one that relations go through included."""
    model = models()[mutant.place]
    for manager in (*model._meta.managers, model._base_manager, model._default_manager):
        rows = type(manager.get_queryset()) if scope.peek() else None
        manager.get_queryset = _unfiltered(model, mutant.change, rows)


def _unfiltered(model: Any, change: str, rows: type[QuerySet[Any]] | None) -> Any:
    def get_queryset() -> QuerySet[Any]:
        if change == WITHIN:
            scope.current()
        return (rows or QuerySet)(model)

    return get_queryset
