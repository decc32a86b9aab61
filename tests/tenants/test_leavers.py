"""The lists of who leaves and who has left cost the same, however long they are."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenants.dates import today_in
from tenants.models import Membership
from tenants.services import leaving, members
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)


def queries(browser, address, rows):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        text = browser.get(address).text
    assert text.count("<tr>") == rows + 1
    return len(seen)


def one_more(oak, number):
    leaves, left = (oak.joined(f"{word} {number}") for word in ("Leaves", "Left"))
    with oak.within:
        leaving.record_notice(leaves, received_on=today_in("UTC"), by=oak.steward)
        members.end_membership(left, reason=Membership.EndReason.RESIGNED, by=oak.steward)


def test_both_lists_take_the_same_queries_for_one_and_for_many():
    oak = office()
    browser, counts = oak.browser(), {}
    for number in range(4):
        one_more(oak, number)
        for path in ("leavers/", "leavers/kept/"):
            counts.setdefault(path, set()).add(queries(browser, oak.url(path), number + 1))

    assert {path: len(seen) for path, seen in counts.items()} == {"leavers/": 1, "leavers/kept/": 1}
