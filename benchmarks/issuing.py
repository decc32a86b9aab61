"""What a card costs beyond its signature: `python -m benchmarks.issuing [cards]`.

A portal of its own in a temporary folder, on SQLite unless DATABASE_URL says otherwise. The measure is a
ratio on one machine at one time, so that it means the same elsewhere: the whole way of a card, from the
fact that its membership started to the fact that it was checked, over signing the same documents alone.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable
from time import perf_counter
from typing import Final

from benchmarks.report import keep

HOW_MANY: Final = 1000


def main() -> None:
    how_many = int(sys.argv[1]) if len(sys.argv) > 1 else HOW_MANY
    with tempfile.TemporaryDirectory(prefix="coopportal-bench-") as folder:
        os.environ |= {"DATA": folder, "CANONICAL_ORIGIN": "http://localhost:8000"}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coopportal.settings")
        measure(how_many)


def measure(how_many: int) -> None:
    import django  # noqa: PLC0415 -- the folder above comes first

    django.setup()
    from django.utils import timezone  # noqa: PLC0415 -- as above

    from coopportal import new_tables  # noqa: PLC0415 -- as above
    from credentials import keystore  # noqa: PLC0415 -- as above
    from credentials.core.data_integrity.proof import add_proof  # noqa: PLC0415 -- as above
    from credentials.models import Credential  # noqa: PLC0415 -- as above
    from tenants import outbox, scope  # noqa: PLC0415 -- as above

    new_tables.lay()
    coop = _opened()
    with scope.within(coop):
        _members(how_many)
    whole = _timed(outbox.drain)
    with scope.within(coop):
        made = list(Credential.objects.exclude(checked_at=None).values_list("document", flat=True))
        signer = keystore.signer_of(keystore.key_in_use())
    if len(made) != how_many:
        raise SystemExit(f"{how_many} cards were wanted, {len(made)} were issued and checked.")
    unsigned = [json.loads(text) for text in made]
    for document in unsigned:
        del document["proof"]
    now = timezone.now()
    raw = _timed(lambda: [add_proof(document, signer, created=now) for document in unsigned])
    bare = _timed(lambda: [signer.sign(bytes(64)) for _ in unsigned])
    keep(
        "issuing",
        {
            "cards": how_many,
            "Ed25519 alone, ms a card": 1000 * bare / how_many,
            "signing alone, canonical form included, ms a card": 1000 * raw / how_many,
            "the whole way, ms a card": 1000 * whole / how_many,
            "the whole way ÷ signing alone": whole / raw,
        },
    )


def _opened() -> object:
    from tenants import outbox, scope  # noqa: PLC0415 -- once Django is set up
    from tenants.services.cooperatives import (  # noqa: PLC0415 -- as above
        add_membership_class,
        open_cooperative,
    )

    coop = open_cooperative(slug="bench", name="Bench Street", number_prefix="BS")
    with scope.within(coop.pk):
        add_membership_class(kind="consumer", name="Consumer member")
    outbox.drain()
    return coop.pk


def _members(how_many: int) -> None:
    from django.db import transaction  # noqa: PLC0415 -- once Django is set up
    from django.utils import timezone  # noqa: PLC0415 -- as above

    from tenants import outbox  # noqa: PLC0415 -- as above
    from tenants.facts import MembershipStarted  # noqa: PLC0415 -- as above
    from tenants.models import Member, Membership, MembershipClass  # noqa: PLC0415 -- as above

    with transaction.atomic():
        members = Member.objects.bulk_create(
            Member(number=f"BS-{number:06d}", name=f"Member {number}") for number in range(how_many)
        )
        memberships = Membership.objects.bulk_create(
            Membership(
                member=member,
                membership_class=MembershipClass.objects.get(),
                ends_on=timezone.localdate().replace(year=timezone.localdate().year + 1, day=1),
                announce=False,
            )
            for member in members
        )
        outbox.record_many([MembershipStarted(str(each.code)) for each in memberships])


def _timed(act: Callable[[], object]) -> float:
    begun = perf_counter()
    act()
    return perf_counter() - begun


if __name__ == "__main__":
    main()
