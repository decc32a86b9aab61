"""Addresses of the work on applications, and of the settings it follows."""

from __future__ import annotations

from typing import Any

from tests.walls.page import Page


def _application(world: Any) -> dict[str, object]:
    return {"code": world.application}


def _words(world: Any) -> dict[str, object]:
    return {"code": world.words}


def _applicant(world: Any) -> str:
    return str(world.applicant)


def _kept_words(world: Any) -> str:
    return str(world.kept_words)


ADMISSION = {
    "tenants:applications": Page(canary=_applicant),
    "tenants:applications-undo": Page(get=405),
    "tenants:application-review": Page(arguments=_application, canary=_applicant),
    "tenants:application-decline": Page(arguments=_application, canary=_applicant),
    "tenants:application-ask": Page(arguments=_application, canary=_applicant),
    "tenants:application-undo": Page(arguments=_application, get=405),
    "tenants:application-waiting-list": Page(arguments=_application, canary=_applicant),
    "tenants:application-send-back": Page(arguments=_application, get=302),
    "tenants:application-reopen": Page(arguments=_application, get=302),
    "tenants:admission": Page(canary=_kept_words),
    "tenants:admission-condition-add": Page(),
    "tenants:admission-condition-end": Page(
        arguments=lambda world: {"code": world.condition}, get=405
    ),
    "tenants:admission-words-add": Page(),
    "tenants:admission-words": Page(arguments=_words, canary=_kept_words),
    "tenants:admission-words-remove": Page(arguments=_words, get=405),
}
