"""Members by the million, with cards that are rows alone: made by the database itself. Imported once Django is set up.

Each is a copy of one that was issued, with keys of its own. One in a hundred is suspended, so that lists are what they are in life.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db import connection, models, transaction
from django.utils import timezone

from credentials.models import Credential, StatusList, StatusSeries
from credentials.models.status_list import new_list_code
from credentials.services.issuance import FILL
from tenants.models import Locator, Member, Membership

FAR: Final = 10**9  # beyond what the database counts up to by itself
BLOCK: Final = 131_072 * FILL // 100
POSTGRES: Final = connection.vendor == "postgresql"
COUNTED: Final = (
    "generate_series({first}, {last}) AS counted(n)"
    if POSTGRES
    else "(WITH RECURSIVE up(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM up WHERE n < {last}) SELECT n FROM up) AS counted"
)
NEW_UUID: Final = "gen_random_uuid()" if POSTGRES else "lower(hex(randomblob(16)))"
RANDOM: Final = (
    "md5(random()::text) || md5(random()::text)" if POSTGRES else "lower(hex(randomblob(32)))"
)
CODE: Final = (  # with a small letter, as no real one has
    "'g' || lpad(to_hex({far} + n), 7, '0')"
    if POSTGRES
    else "'g' || substr(printf('%%08x', {far} + n), 2)"
)
URN: Final = f"'urn:grown:' || substr({RANDOM}, 1, 40)"
BYTES: Final = "'-'::bytea" if POSTGRES else "x'2d'"


# Keys by this process: the last one is asked of the co-op that is entered, not of others.
_reached: Final[list[int]] = []


def grow(how_many: int) -> None:
    """Within a co-op that has issued at least one card."""
    like = Credential.objects.select_related("membership").order_by("pk")[0]
    first = 0
    while first < how_many:
        most = min(BLOCK, how_many - first)
        with transaction.atomic():
            _block(like, most)
        first += most


def _block(like: Credential, most: int) -> None:
    """What fits into one block of positions, with its lists."""
    series = _series(like, most)
    tables: tuple[type[models.Model], ...] = (Member, Membership, Credential)
    base = max(FAR, *(_last(each) for each in tables), *_reached)
    _reached.append(base + most)
    key = f"{base} + n"
    span = COUNTED.format(first=1, last=most)
    with connection.cursor() as cursor:
        cursor.execute(
            _copied(
                Member,
                {"id": key, "code": NEW_UUID, "number": f"'G-' || ({key})", "name": "'Member ' || n", "email": "''", "email_key": "''"},
                span,
            ),
            [like.membership.member_id],
        )  # fmt: skip
        cursor.execute(
            _copied(
                Membership,
                {"id": key, "code": NEW_UUID, "identifier": f"substr({RANDOM}, 1, 32)", "member_id": key, "standing": "CASE WHEN n %% 100 = 0 THEN 'suspended' ELSE 'good' END"},
                span,
            ),
            [like.membership_id],
        )  # fmt: skip
        cursor.execute(
            _copied(
                Credential,
                {"id": key, "code": NEW_UUID, "membership_id": key, "series_id": str(series.pk), "position": "n - 1", "urn": URN, "document": "'{}'", "compact": BYTES, "card_code": CODE.format(far=base - FAR)},
                span,
            ),
            [like.pk],
        )  # fmt: skip
        cursor.execute(
            f"INSERT INTO {_of(Locator).db_table} (kind, digest, cooperative_id, target, created_at)"
            f" SELECT 'card', {RANDOM}, cooperative_id, code, issued_at FROM {_of(Credential).db_table} WHERE id > %s",
            [base],
        )


def _copied(model: type[models.Model], told: Mapping[str, str], span: str) -> str:
    columns = [each.column for each in _of(model).local_concrete_fields]
    chosen = ", ".join(told.get(each, f'alike."{each}"') for each in columns)
    names = ", ".join(f'"{each}"' for each in columns)
    table = _of(model).db_table
    return f'INSERT INTO "{table}" ({names}) SELECT {chosen} FROM {span}, (SELECT * FROM "{table}" WHERE id = %s) AS alike'


def _of(model: type[models.Model]) -> Any:
    return model._meta  # noqa: SLF001 -- what a model is, for whom rows are entered past it


def _last(model: Any) -> int:
    return int(model.objects.aggregate(last=models.Max("pk"))["last"])


def _series(like: Credential, most: int) -> StatusSeries:
    """A block that takes nobody else, with the lists of it."""
    made = StatusSeries.objects.create(
        permutation_key=b"-" * 32, next_counter=most, closed_at=timezone.now()
    )
    for listed in StatusList.objects.filter(series=like.series_id):
        code = new_list_code()
        url = listed.url.replace(listed.code, code)
        StatusList.objects.create(code=code, series=made, purpose=listed.purpose, url=url)
    return made
