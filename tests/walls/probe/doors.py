"""Pages of the staff, by everybody who is not entitled and by every method; then by who is, as the control."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import uuid4

from django.test import Client

from tests.walls.answers import told
from tests.walls.pages import STAFF
from tests.walls.probe.tally import Tally
from tests.walls.probe.two_worlds import METHODS, ROLES, Scene, Sight
from tests.walls.promised import roles_of

ABSENT = {404, 405}
# What two co-ops have in common is seen by both, each at its own address.
SHARED = (
    "benefits:agreement",
    "benefits:network",
    "credentials:accreditation",
    "credentials:vouch",
)
EVIL = {"origin": "https://evil.example"}
# Another for each request: what is drawn at random, a nonce and the number under which it stands in the log, and the second of the answer.
DRAWN = ("Content-Security-Policy", "X-Request-Id", "Expires")


def knock(scene: Scene, tally: Tally, names: Sequence[str]) -> None:
    for name in names:
        for target, other in scene.both:
            for probe in (entitled, strangers, beside, colleagues, unknown, forged):
                probe(tally, name, target, other)
                moved = scene.ground.changes() if probe is not entitled else {}
                tally.hold(
                    not moved, f"{name}: {probe.__name__} of {target.slug} wrote {sorted(moved)}"
                )
                scene.ground.settle()


def _ask(
    tally: Tally, kind: str, path: str, who: str, client: Client, method: str, **more: Any
) -> Any:
    tally.asked(kind, path, who, method)
    return getattr(client, method)(path, **more)


def _hidden(tally: Tally, answer: Any, target: Sight, what: str) -> None:
    text = told(answer)
    found = [canary for canary in target.canaries if canary in text]
    tally.hold(not found, f"{what}: tells {found}")


def entitled(tally: Tally, name: str, target: Sight, _other: Sight) -> None:
    """The control: the very string is there to be found."""
    page, path = STAFF[name], target.address(name)
    for who, client in target.entitled(name):
        answer = client.get(path)
        tally.counts["controls"] += 1
        tally.hold(answer.status_code == page.get, f"{path} for {who}: {answer.status_code}")
        canary = target.canary(name)
        tally.hold(not canary or canary in told(answer), f"{path} for {who}: nothing to find")


def _strangers(target: Sight, other: Sight) -> Iterator[tuple[str, Client]]:
    yield from other.staff()
    yield from target.partners()
    yield from target.seatless()


def strangers(tally: Tally, name: str, target: Sight, other: Sight) -> None:
    """At the address of the other co-op: nothing is there, be it a real code or a made-up one."""
    path, codes = target.address(name), target.codes(name)
    made_up = target.address(name, **{code: uuid4() for code in codes})
    for who, client in _strangers(target, other):
        for method in METHODS:
            answer = _ask(tally, "strangers", path, who, client, method)
            what = f"{method} {path} by {who}"
            tally.hold(answer.status_code == 404, f"{what}: {answer.status_code}")
            _hidden(tally, answer, target, what)
            if codes and method in {"get", "post"}:
                none = getattr(client, method)(made_up)
                tally.hold(_same(answer, none), f"{what}: not as what never was")


def beside(tally: Tally, name: str, target: Sight, other: Sight) -> None:
    """At one's own address, by codes of the other co-op's rows: each of them alone, and all."""
    if STAFF[name].published:
        return
    codes = target.codes(name)
    theirs, own = target.arguments(name), other.arguments(name)
    for mixed in {(*codes,), *((code,) for code in codes)} - {()}:
        reached = {**own, **{code: theirs[code] for code in mixed}}
        never = {**own, **{code: uuid4() for code in mixed}}
        for who, client in other.entitled(name):
            _absent(tally, name, target, other.slug, (who, client), reached, never)
    if codes and not name.startswith(SHARED):
        for role, (who, client) in zip(ROLES, target.partners(), strict=True):
            if role in roles_of()[name]:
                never = {**theirs, **{code: uuid4() for code in codes}}
                home = target.world.oak.coop.slug
                _absent(tally, name, target, home, (who, client), theirs, never)


def _absent(
    tally: Tally,
    name: str,
    target: Sight,
    slug: str,
    person: tuple[str, Client],
    reached: dict[str, Any],
    never: dict[str, Any],
) -> None:
    who, client = person
    path = target.address(name, slug, **reached)
    for method in METHODS:
        answer = _ask(tally, "beside", path, who, client, method)
        none = getattr(client, method)(target.address(name, slug, **never))
        what = f"{method} {path} by {who}"
        tally.hold(answer.status_code in ABSENT, f"{what}: {answer.status_code}")
        tally.hold(_same(answer, none), f"{what}: not as what never was")
        _hidden(tally, answer, target, what)


def _same(one: Any, other: Any) -> bool:
    """To the byte, the headers included."""
    heads = [{**answer.headers, **dict.fromkeys(DRAWN, "")} for answer in (one, other)]
    return bool(
        one.status_code == other.status_code
        and one.content == other.content
        and heads[0] == heads[1]
    )


def colleagues(tally: Tally, name: str, target: Sight, _other: Sight) -> None:
    path, canary = target.address(name), target.canary(name)
    for role, (who, client) in zip(ROLES, target.staff(), strict=True):
        if role in roles_of()[name]:
            continue
        for method in METHODS:
            answer = _ask(tally, "colleagues", path, who, client, method)
            what = f"{method} {path} by {who}"
            tally.hold(answer.status_code == 403, f"{what}: {answer.status_code}")
            tally.hold(not canary or canary not in told(answer), f"{what}: tells {canary}")


def unknown(tally: Tally, name: str, target: Sight, _other: Sight) -> None:
    """Who is not signed in is asked to, and told nothing but where they wanted to go."""
    path = target.address(name)
    for method in METHODS:
        answer = _ask(
            tally, "anonymous", path, "nobody known", Client(raise_request_exception=False), method
        )
        what = f"{method} {path} by nobody known"
        tally.hold(answer.status_code == 302, f"{what}: {answer.status_code}")
        tally.hold(
            answer.headers.get("Location", "").startswith("/accounts/login/"),
            f"{what}: led elsewhere",
        )
        _hidden_but_address(tally, answer, target, path, what)


def _hidden_but_address(tally: Tally, answer: Any, target: Sight, path: str, what: str) -> None:
    text = told(answer).replace(path, "")
    found = [canary for canary in target.canaries if canary in text]
    tally.hold(not found, f"{what}: tells {found}")


def forged(tally: Tally, name: str, target: Sight, _other: Sight) -> None:
    """The entitled person's browser, sent by somebody else's page: without the token nothing is done."""
    path = target.address(name)
    for who, client in target.entitled(name):
        client.handler.enforce_csrf_checks = True
        try:
            for method in ("post", "put", "patch", "delete"):
                answer = _ask(
                    tally, "forged", path, f"{who}, cross-site", client, method, headers=EVIL
                )
                tally.hold(
                    answer.status_code == 403,
                    f"forged {method} {path} by {who}: {answer.status_code}",
                )
        finally:
            client.handler.enforce_csrf_checks = False
