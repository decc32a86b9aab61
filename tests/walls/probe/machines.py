"""Programs with a token, and keys of the cache."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.cache.backends.base import BaseCache
from django.test import Client
from django.urls import reverse

from tenants import scope
from tests.walls.answers import told
from tests.walls.probe.tally import Tally
from tests.walls.probe.two_worlds import Scene, Sight

APIS = {
    "credentials:api-issue": ("issuing", {"credential": {}}),
    "credentials:api-status": ("issuing", {"credentialId": "x"}),
    "benefits:api-code-check": ("shop", {"code": "K7Q2M9XD"}),
    "benefits:api-code-redeem": ("shop", {"code": "K7Q2M9XD"}),
}
MADE_UP = "coop_" + "x" * 43
# Keys that co-ops may have in common, and why.
COMMON = {
    "tenants.chain": "when all logs were chained last",
    "heartbeat": "when a worker lived last",
    "allauth:rl:": "how often somebody at one address has asked, whomever they asked",
}


def tokens(scene: Scene, tally: Tally, _names: Sequence[str]) -> None:
    """A token opens its own co-op and one thing there; anywhere else it is as one that was made up."""
    for target, other in scene.both:
        for name, (kind, body) in APIS.items():
            path = reverse(name, kwargs={"cooperative": target.slug})
            own = _ask(tally, path, "its own", target.tokens[kind], body)
            tally.hold(
                own.status_code not in {401, 403},
                f"{path} refuses its own token: {own.status_code}",
            )
            none = _ask(tally, path, "made up", MADE_UP, body)
            tally.hold(
                none.status_code in {401, 403}, f"{path} takes a made-up token: {none.status_code}"
            )
            wrong = {
                "the other's": other.tokens[kind],
                "another kind": target.tokens["shop" if kind == "issuing" else "issuing"],
                "both wrong": other.tokens["shop" if kind == "issuing" else "issuing"],
                "none": "",
            }
            for whose, token in wrong.items():
                answer = _ask(tally, path, whose, token, body)
                tally.hold(
                    answer.status_code == none.status_code,
                    f"{path} with {whose}: {answer.status_code}",
                )
                same = whose == "none" or answer.content == none.content
                tally.hold(same, f"{path} with {whose}: not as a made-up token")
            scene.ground.settle()


def _ask(tally: Tally, path: str, whose: str, token: str, body: dict[str, Any]) -> Any:
    tally.asked("tokens", path, f"program, {whose}", "post")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return Client(raise_request_exception=False).post(
        path, json.dumps(body), content_type="application/json", headers=headers
    )


def own_pages(scene: Scene, tally: Tally, names: Sequence[str]) -> None:
    """What each reads of its own, in turns, so that whatever one left behind would be given to the other."""
    for name in names:
        for sight, other in scene.both:
            for _, client in sight.entitled(name):
                _read(tally, sight, other, client.get(sight.address(name)), name)
    scene.ground.settle()


def keys_apart(tally: Tally) -> None:
    """No key of the cache was used within two co-ops."""
    tally.counts["cache_keys"] = len(tally.keys)
    for key, within in tally.keys.items():
        known = any(part in key for part in COMMON)
        tally.hold(known or len(within) < 2, f"the key {key} is used within {len(within)} co-ops")


def _read(tally: Tally, sight: Sight, other: Sight, answer: Any, name: str) -> None:
    """One's own page, the cache warm with the other's, says nothing of the other co-op."""
    tally.counts["own_pages"] += 1
    text = told(answer)
    found = [each for each in other.canaries if each in text]
    tally.hold(not found, f"{name} of {sight.slug} tells {found} of {other.slug}")


@contextmanager
def watched(used: dict[str, set[str]]) -> Iterator[None]:
    plain = BaseCache.make_and_validate_key

    def noted(self: BaseCache, key: str, version: Any = None) -> str:
        here = scope.peek()
        if isinstance(here, scope.Scope):
            used[str(key)].add(str(here.cooperative_id))
        return plain(self, key, version)

    BaseCache.make_and_validate_key = noted  # type: ignore[method-assign]  # -- watched, and put back
    try:
        yield
    finally:
        BaseCache.make_and_validate_key = plain  # type: ignore[method-assign]  # -- as above
