"""Within a co-op, whatever is asked of an owned model is asked of this co-op's rows, through every manager."""

from __future__ import annotations

import pytest
from django.apps import apps

from tenants import scope
from tenants.owned import CooperativeOwned
from tests import build
from tests.walls.rows import within_names_its_cooperative

OWNED = [each for each in apps.get_models() if issubclass(each, CooperativeOwned)]


@pytest.mark.parametrize("model", OWNED, ids=[each._meta.label for each in OWNED])
@pytest.mark.django_db
def test_every_query_within_a_cooperative_names_it(model):
    oak = build.cooperative("oak")
    with scope.within(oak.pk):
        for manager in (*model._meta.managers, model._base_manager):
            assert within_names_its_cooperative(manager.all())
            assert within_names_its_cooperative(manager.exclude(pk=0).order_by("pk"))
