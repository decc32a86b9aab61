"""Behind PgBouncer in transaction mode, with words of others left on its connections: no row of a neighbour is found."""

from __future__ import annotations

import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import connections, models, transaction
from django.db.utils import ProgrammingError

from coopportal.db import token
from tenants import scope
from tenants.everywhere import across_cooperatives
from tenants.models import Member
from tests.postgresql.pooling import CONNECTIONS, pooled
from tests.postgresql.sight import ALIAS, name_database

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.pgbouncer]
ASKERS = 8
SECONDS = 6.0


def rows():
    """Past the ORM's own filter: what a query finds that forgot it."""
    return models.QuerySet(Member, using=ALIAS)


def owners(found=None):
    return [row.cooperative_id for row in (rows() if found is None else found)]


def alone(_here):
    return owners()


def within_a_transaction(_here):
    with transaction.atomic(using=ALIAS):
        return owners() + owners()


def after_a_savepoint(_here):
    with transaction.atomic(using=ALIAS):
        savepoint = transaction.savepoint(using=ALIAS)
        before = owners()
        transaction.savepoint_rollback(savepoint, using=ALIAS)
        return before + owners()


def after_a_failure(_here):
    with transaction.atomic(using=ALIAS):
        try:
            with transaction.atomic(using=ALIAS), connections[ALIAS].cursor() as cursor:
                owners()
                cursor.execute("SELECT nothing_of_the_kind")
        except ProgrammingError:
            return owners()
    raise AssertionError("it was to fail")


def bit_by_bit(_here):
    return owners(rows().iterator(chunk_size=1))


def changed(here):
    """Each is given its own number again; how many were is told as if they had been read."""
    with transaction.atomic(using=ALIAS):
        return [here] * rows().update(number=models.F("number"))


WAYS = [alone, within_a_transaction, after_a_savepoint, after_a_failure, bit_by_bit, changed]


def poison(url, two, until):
    """A stray statement leaves words on the pooler's connections, those of co-ops and of everywhere."""
    left = 0
    with psycopg.connect(url, autocommit=True, prepare_threshold=None) as connection:
        while time.monotonic() < until:
            for who in (str(two[0]), str(two[1]), token.EVERYWHERE):
                connection.execute(
                    f"SELECT set_config('{token.VARIABLE}', '{who}|' ||"
                    " extract(epoch FROM transaction_timestamp())::text, false)"
                )
                left += 1
                time.sleep(0.001)
    return left


def ask(number: int, two, until, told: Counter[str]):
    draw = random.Random(number)
    own = Counter()
    try:
        while time.monotonic() < until:
            here, way = draw.choice(two), draw.choice(WAYS)
            with scope.within(here):
                found = way(here)
            own["asked"] += 1
            own["own"] += found.count(here)
            own["foreign"] += len(found) - found.count(here)
            own[f"by {way.__name__}"] += found.count(here)
            own["without a co-op"] += len(alone(None))
            with connections[ALIAS].cursor() as cursor:
                cursor.execute("SELECT coalesce(current_setting(%s, true), '')", [token.VARIABLE])
                own["met poison"] += cursor.fetchone() != ("",)
            if draw.random() < 0.05:
                with across_cooperatives("both are to be seen, and neither changed"):
                    own["across"] += len(alone(None))
                    own["changed across"] += len(changed(here))
    finally:
        connections.close_all()
    told.update(own)


def test_no_row_of_a_neighbour_is_found_through_a_poisoned_pool(
    filled, two, django_db_blocker, capsys
):
    told: Counter[str] = Counter()
    with django_db_blocker.unblock(), pooled(filled("app")) as url:
        name_database(url)
        until = time.monotonic() + SECONDS
        with ThreadPoolExecutor(ASKERS + 1) as pool:
            poisoned = pool.submit(poison, url, two, until)
            asking = [pool.submit(ask, number, two, until, told) for number in range(ASKERS)]
            for each in asking:
                each.result()
        del connections.settings[ALIAS]
    with capsys.disabled():
        figures = " ".join(f"{name.replace(' ', '_')}={told[name]}" for name in sorted(told))
        print(
            f"\npooled connections={CONNECTIONS} askers={ASKERS} poisoned={poisoned.result()} {figures}"
        )

    assert told["foreign"] == told["without a co-op"] == told["changed across"] == 0
    # And it could have gone wrong: they asked in each way, found what is theirs, and met what was left by others.
    assert told["own"] >= told["asked"] > ASKERS
    assert all(told[f"by {way.__name__}"] for way in WAYS)
    assert told["met poison"]
    assert told["across"]


@pytest.mark.parametrize(
    ("left", "seen"),
    [("false", 1), ("true", 0)],
    ids=["session", "transaction"],
)
def test_a_word_for_a_session_would_be_heard_by_the_next(filled, left, seen):
    """Why the word is one for a transaction: the same pooler hands on what was said for a session."""
    with (
        pooled(filled("app")) as url,
        psycopg.connect(url, autocommit=True, prepare_threshold=None) as one,
        psycopg.connect(url, autocommit=True, prepare_threshold=None) as other,
    ):
        one.execute(f"SELECT set_config('portal.tried', 'oak', {left})")
        (heard,) = other.execute(
            "SELECT count(*) FROM (SELECT current_setting('portal.tried', true) AS said) AS s WHERE said = 'oak'"
        ).fetchone()

    assert heard == seen
