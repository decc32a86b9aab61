"""The co-op's public page tells whose members are welcome, and where its own are."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.benefits import scene

pytestmark = pytest.mark.django_db(transaction=True)


def page(slug):
    return Client().get(f"/c/{slug}/").content.decode()


def test_partners_stand_on_the_page_of_either(oak, elm):
    scene.agreed(oak, elm)

    assert "Oak Street" in page("elm")
    assert 'href="/c/elm/visit/"' in page("elm")
    assert '<a href="/c/oak/visit/">Oak Street</a>' in page("elm")


def test_a_proposal_is_nobody_elses_business(oak, elm):
    scene.proposal(oak, elm)

    assert "Partner co-ops" not in page("elm")
    assert "Oak Street" not in page("elm")
