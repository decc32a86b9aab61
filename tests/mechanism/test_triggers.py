"""Every trigger of the second wall on SQLite refuses what it is there for, each tried alone."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection, models

from coopportal.db import pieces
from tests.mechanism.bare import Bare


@pytest.fixture
def bare(db):
    return Bare(connection.connection)


def owned():
    return [
        (model._meta.db_table, pieces.references(model), model) for model in pieces.owned_models()
    ]


@pytest.mark.django_db
def test_every_reference_that_a_model_has_is_one_of_the_walls():
    """As the models have them, whichever way the wall finds its own."""
    co_op = {model for model in apps.get_models() if hasattr(model, "cooperative_id")}
    for _table, references, model in owned():
        keys = [
            each.column
            for each in model._meta.get_fields()
            if isinstance(each, models.ForeignKey)
            and each.related_model in {one for *_rest, one in owned()}
        ]
        assert sorted(column for column, *_rest in references) == sorted(keys)
    assert {model for *_rest, model in owned()} <= co_op


def test_no_row_moves(bare):
    complaints = []
    for table, references, _model in owned():
        with bare.undone():
            complaints.append(bare.moved(table, references))

    assert set(complaints) == {""}


def test_no_row_points_at_a_neighbours(bare):
    complaints = []
    for table, references, _model in owned():
        for reference in references:
            for reach in (bare.added, bare.changed):
                with bare.undone():
                    complaints.append(reach(table, reference))

    assert len(complaints) > 200
    assert set(complaints) == {""}
