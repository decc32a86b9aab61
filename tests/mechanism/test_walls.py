"""The second wall on SQLite: its triggers hold where the ORM was gone around, and stand as the models ask."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, models

from coopportal.db import coverage, pieces, walls
from coopportal.db.token import word_for
from tenants import scope
from tenants.everywhere import across_cooperatives
from tenants.models import Member, MemberTag, Tag
from tests import build

ADDED = "trigger portal_tenants_membertag_member_id_insert"
CHANGED = "trigger portal_tenants_membertag_member_id_update"
STAYS = "trigger portal_tenants_member_stays"


def past_the_orm(model):
    return models.QuerySet(model)


def write(row):
    past_the_orm(type(row)).bulk_create([row])


@pytest.fixture
def oak(db):
    return made("oak")


@pytest.fixture
def elm(db):
    return made("elm")


def made(slug):
    """A co-op with a member and a tag."""
    coop = build.cooperative(slug)
    with scope.within(coop.pk):
        member = Member.objects.create(number=1, name=slug, email=f"{slug}@example.org")
        return coop, member, Tag.objects.create(name=slug, name_key=slug)


def test_a_new_row_never_points_at_a_neighbours(oak, elm):
    coop, _member, tag = oak

    with pytest.raises(IntegrityError, match="member_id never points into another co-op"):
        write(MemberTag(cooperative=coop, tag=tag, member=elm[1]))


def test_a_changed_row_never_points_at_a_neighbours(oak, elm):
    coop, member, tag = oak
    write(MemberTag(cooperative=coop, tag=tag, member=member))

    with pytest.raises(IntegrityError, match="tag_id never points into another co-op"):
        past_the_orm(MemberTag).update(tag=elm[2])


def test_a_row_never_moves(oak, elm):
    with pytest.raises(IntegrityError, match="never moves to another co-op"):
        past_the_orm(Member).filter(pk=oak[1].pk).update(cooperative=elm[0])


def test_a_row_within_its_co_op_is_written_as_ever(oak):
    coop, member, tag = oak
    write(MemberTag(cooperative=coop, tag=tag, member=member))

    assert past_the_orm(MemberTag).update(tag=tag, cooperative=coop) == 1


@pytest.mark.django_db
def test_every_reference_between_owned_rows_has_its_pieces():
    references = [
        (model, each) for model in pieces.owned_models() for each in pieces.references(model)
    ]

    for vendor, kind, times in (("sqlite", "never points", 2), ("postgresql", "FOREIGN KEY", 1)):
        made = [each for each in pieces.pieces(vendor) if kind in each.shown]
        assert len(made) == times * len(references) > 100


@pytest.mark.django_db
def test_the_wall_stands_and_laying_it_again_lays_nothing():
    assert walls.differences(connection) == []
    assert walls.lay(connection) == 0


@pytest.mark.django_db
def test_one_piece_can_be_left_out_and_is_missed(oak, elm):
    coop, _member, tag = oak
    walls.remove(connection, [ADDED])

    assert walls.differences(connection) == [f"missing: {ADDED}"]
    write(MemberTag(cooperative=coop, tag=tag, member=elm[1]))
    assert walls.lay(connection, without=[ADDED]) == 0
    assert walls.lay(connection) == 1
    assert walls.differences(connection) == []


@pytest.mark.django_db
def test_a_piece_that_was_weakened_or_made_up_is_noticed_and_mended():
    with connection.cursor() as cursor:
        cursor.execute(f"DROP {STAYS}")
        cursor.execute(
            "CREATE TRIGGER portal_tenants_member_stays BEFORE UPDATE ON tenants_member BEGIN SELECT 1; END"
        )
        cursor.execute(
            "CREATE TRIGGER portal_made_up BEFORE UPDATE ON tenants_tag BEGIN SELECT 1; END"
        )

    assert walls.differences(connection) == [f"other: {STAYS}", "unknown: trigger portal_made_up"]
    walls.lay(connection)
    assert walls.differences(connection) == []


@pytest.mark.django_db
def test_migrating_lifts_the_triggers_and_lays_them_again():
    walls.lift(connection)
    assert walls.standing(connection) == {}

    walls.lay(connection)
    assert walls.differences(connection) == []


@pytest.mark.django_db
def test_the_command_names_what_is_missing_and_lays_it():
    walls.remove(connection, [CHANGED])
    said = io.StringIO()

    with pytest.raises(CommandError):
        call_command("walls", stdout=said)
    call_command("walls", "--lay", "--strict", stdout=said)

    assert f"missing: {CHANGED}\n" in said.getvalue()
    assert (
        said.getvalue().splitlines()[-1] == f"walls pieces={len(pieces.pieces('sqlite'))} wrong=0"
    )


@pytest.mark.django_db
def test_on_sqlite_no_role_has_power_and_no_catalogue_is_asked():
    assert coverage.power(connection) == ""
    assert coverage.gaps(connection) == []


def test_each_scope_has_its_word(oak, elm):
    words = {word_for(None)}
    for coop, *_rest in (oak, elm):
        with scope.within(coop.pk):
            words.add(word_for(scope.peek()))
    with across_cooperatives("to see what is said then"):
        words.add(word_for(scope.peek()))

    assert len(words) == 4
    assert all(f"'{coop.pk}|'" in " ".join(words) for coop, *_rest in (oak, elm))


WRITTEN = (
    "((cooperative_id = ( SELECT portal_cooperative() AS portal_cooperative)) OR ( SELECT portal_everywhere() AS portal_everywhere))",
    "((cooperative_id = ( SELECT portal_cooperative())) OR ( SELECT portal_everywhere()))",
    "(cooperative_id = (SELECT portal_cooperative())\n  OR (SELECT portal_everywhere()))",
    "((tenants_member.cooperative_id = ( SELECT portal_cooperative() AS portal_cooperative)) OR ( SELECT portal_everywhere()))",
)
OTHERS = (
    "(cooperative_id = ( SELECT portal_cooperative() AS portal_cooperative))",
    "((cooperative_id <> ( SELECT portal_cooperative())) OR ( SELECT portal_everywhere()))",
    "((cooperative_id = ( SELECT portal_cooperative())) OR (NOT ( SELECT portal_everywhere())))",
    "((cooperative_id = ( SELECT other_cooperative())) OR ( SELECT portal_everywhere()))",
    "((cooperative_id = ( SELECT portal_cooperative())) OR ( SELECT portal_everywhere()) OR true)",
    "true",
)


@pytest.mark.parametrize("text", WRITTEN)
def test_a_policy_is_known_however_a_server_writes_it_down(text):
    assert pieces.plain(text) == pieces.plain(pieces.READABLE)


@pytest.mark.parametrize("text", OTHERS)
def test_another_policy_is_another(text):
    assert pieces.plain(text) != pieces.plain(pieces.READABLE)
