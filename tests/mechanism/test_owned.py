from __future__ import annotations

import pytest

from tenants import scope
from tenants.errors import ForeignRowError, OutsideCooperativeError
from tenants.everywhere import across_cooperatives
from tenants.models import MembershipClass
from tests import build

pytestmark = pytest.mark.django_db

READS = {
    "all": lambda rows: list(rows.all()),
    "iterate": lambda rows: list(rows.iterator()),
    "get": lambda rows: rows.get(name="Consumer member"),
    "first": lambda rows: rows.first(),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "exclude exists": lambda rows: rows.exclude(name="x").exists(),
    "select related exists": lambda rows: rows.select_related("cooperative").exists(),
    "values": lambda rows: list(rows.values_list("name")),
    "aggregate": lambda rows: rows.aggregate(),
    "explain": lambda rows: rows.filter(name="x").explain(),
    "in bulk": lambda rows: rows.in_bulk(),
    "none": lambda rows: rows.none(),
    "create": lambda rows: rows.create(kind="consumer", name="x"),
    "bulk create": lambda rows: rows.bulk_create([MembershipClass(kind="consumer", name="x")]),
    "get or create": lambda rows: rows.get_or_create(kind="consumer", name="x"),
    "update": lambda rows: rows.update(name="x"),
    "delete": lambda rows: rows.all().delete(),
}


@pytest.mark.parametrize("way", READS)
def test_owned_rows_outside_a_cooperative_are_an_error(way):
    with pytest.raises(OutsideCooperativeError):
        READS[way](MembershipClass.objects)


def test_owned_rows_are_seen_only_within_their_cooperative():
    oak, elm = build.cooperative("oak"), build.cooperative("elm")
    with scope.within(oak.pk):
        build.membership_class(name="Oak's")
    with scope.within(elm.pk):
        build.membership_class(name="Elm's")

        assert [row.name for row in MembershipClass.objects.all()] == ["Elm's"]
        assert not MembershipClass.objects.filter(name="Oak's").exists()


def test_a_neighbours_row_cannot_be_saved_deleted_or_moved():
    oak, elm = build.cooperative("oak"), build.cooperative("elm")
    with scope.within(oak.pk):
        row = build.membership_class()

    with scope.within(elm.pk):
        for act in (
            row.save,
            row.delete,
            lambda: MembershipClass.objects.bulk_update([row], ["name"]),
            lambda: MembershipClass.objects.bulk_create([row]),
            lambda: MembershipClass.objects.update(cooperative=elm),
        ):
            with pytest.raises(ForeignRowError):
                act()
        with pytest.raises(MembershipClass.DoesNotExist):
            row.refresh_from_db()


def test_a_row_cannot_point_into_another_cooperative():
    from tenants.models import Application  # noqa: PLC0415 -- only this test needs it

    oak, elm = build.cooperative("oak"), build.cooperative("elm")
    with scope.within(oak.pk):
        row = build.membership_class()

    with scope.within(elm.pk), pytest.raises(ForeignRowError):
        Application.objects.create(name="Alice", membership_class=row)


def test_across_cooperatives_reads_all_writes_nothing_and_wants_a_reason():
    oak, elm = build.cooperative("oak"), build.cooperative("elm")
    for each in (oak, elm):
        with scope.within(each.pk):
            build.membership_class()

    with across_cooperatives("a test counts every row"):
        assert MembershipClass.objects.count() == 2
        with pytest.raises(OutsideCooperativeError):
            MembershipClass.objects.update(name="x")
        with pytest.raises(OutsideCooperativeError):
            MembershipClass.objects.all().delete()
    with pytest.raises(ValueError, match="sentence"), across_cooperatives("because"):
        pass
