"""The list of members: its columns, what it asks of the database, and the search beside every page."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenants.models import MemberTag, Staff
from tenants.services import tags
from tests.tenants.crowd import people, url
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def oak():
    made = office()
    with made.within:
        yield made


def test_columns_are_kept_for_the_person_and_stand_in_the_address(oak):
    people(oak, 1)
    browser = oak.browser()
    kept = browser.post(
        url(oak, "members-columns"), {"columns": ["town", "phone"], "query": "q=amara"}
    )
    again = browser.get(url(oak, "members"))
    passed_on = oak.browser(oak.owner).get(kept.url)
    other = oak.browser(oak.owner).get(url(oak, "members"))

    def heads(page):
        return [each.name for each in page.context["columns"]]

    assert kept.url.endswith("?q=amara&columns=town&columns=phone")
    assert heads(again) == heads(passed_on) == ["phone", "town"]
    assert heads(other) == ["number", "kind", "standing", "tags"]
    assert Staff.objects.get(pk=oak.steward.pk).member_columns == ["town", "phone"]


def test_the_list_asks_as_often_for_a_hundred_rows_as_for_one(oak):
    word = tags.add_tag("Board", by=oak.steward)
    browser = oak.browser()

    def asked():
        with CaptureQueriesContext(connection) as queries:
            asked_for = {"rows": "100", "columns": ["kind", "standing", "tags", "card"]}
            assert browser.get(url(oak, "members"), asked_for).status_code == 200
        return len(queries)

    tags.set_tags(people(oak, 1)[0], [word], "", by=oak.steward)
    asked()
    few = asked()
    for each in people(oak, 99, name="Bea"):
        MemberTag.objects.create(tag=word, member=each)

    assert asked() == few


def test_the_search_stands_beside_every_page_of_who_may_use_it(oak):
    steward = oak.browser().get(url(oak, "overview")).text
    reports = oak.browser(oak.seat(Staff.Role.REPORTS)).get(url(oak, "overview")).text

    assert f'action="{url(oak, "members")}"' in steward
    assert "Find members and applicants" in steward
    assert "Find members and applicants" not in reports
