"""Every page of one person's own asks whoever is not signed in to sign in, before it looks for anything."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.conf import settings
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import get_resolver, reverse

from tests import build
from tests.mutants.doors import LOGIN, decorators
from tests.walls.addresses import entries
from tests.walls.pages import STAFF

pytestmark = pytest.mark.django_db
PERSONAL = {
    name: (pattern, entry)
    for name, pattern, entry in entries(get_resolver())
    if name not in STAFF and LOGIN in decorators(entry.callback)
}
VALUES = {"UUIDConverter": uuid4(), "IntConverter": 1, "StringConverter": "x", "SlugConverter": "x"}


def test_there_are_such_pages():
    assert {"credentials:me", "benefits:mine", "tenants:my-details"} <= set(PERSONAL)


@pytest.mark.parametrize("name", PERSONAL)
def test_who_is_not_signed_in_is_asked_to(name):
    pattern, entry = PERSONAL[name]
    values = {key: VALUES[type(each).__name__] for key, each in entry.pattern.converters.items()}
    if "<slug:cooperative>" in pattern:
        values["cooperative"] = build.cooperative().slug
    address = reverse(name, kwargs=values)

    for answer in (Client().get(address), Client().post(address)):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(resolve_url(settings.LOGIN_URL))
