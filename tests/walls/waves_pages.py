"""Members from paper, invitations and cards on paper."""

from __future__ import annotations

from typing import Any

from tests.walls.page import Page


def _wave(world: Any) -> dict[str, object]:
    return {"code": world.membership}


WAVES = {
    "credentials:card-letter": Page(arguments=lambda world: {"code": world.membership}, get=405),
    "credentials:invitations": Page(),
    "credentials:invitation-new": Page(canary=lambda world: world.named),
    "credentials:invitation-test": Page(get=405),
    "credentials:invitation": Page(arguments=_wave, canary=lambda world: world.named),
    "credentials:invitation-act": Page(
        arguments=lambda world: {**_wave(world), "act": "pause"}, get=405
    ),
    "credentials:cards": Page(),
    "credentials:cards-print": Page(),
    "credentials:cards-test": Page(get=405),
    "tenants:member-add": Page(),
    "tenants:paper-scan": Page(
        arguments=lambda world: {"code": world.membership}, canary=lambda _world: "a picture"
    ),
}
OPEN = {
    "tenants:find": "a form that anybody may send; the answer is the same for everybody",
    "tenants:find-sent": "the same for everybody",
    "tenants:claim-enter": "a form that anybody may send; a code leads one person on",
    "tenants:join": "begins an application; what is typed is one browser's",
    "tenants:bylaws": "rules to read before joining",
    "tenants:bylaws-version": "rules that somebody accepted",
    "tenants:privacy-notice": "what a co-op keeps of people, to read before joining",
    "tenants:privacy-notice-version": "a privacy notice that somebody was shown",
}
