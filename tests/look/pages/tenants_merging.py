"""Two entries that may be one person."""

from __future__ import annotations

from tests.look.pages.tenants_staff import at_office, go
from tests.look.registry import EMPTY, ERROR, no_page, shows

no_page("POST only, leads back to the list", "tenants:two-people")
ONE = "Make one of two entries?"


def twice(visit):
    oak = at_office(visit)
    one = oak.joined("Amara Okonkwo", "amara@example.org", postcode="N1 7AA")
    other = oak.joined("Amara Okonkwo", "a@example.net", postcode="N1 7AA", phone="020 7946 0958")
    return oak, one.member, other.member


@shows("tenants:duplicates", heading="Twice on the register", rows=1, row="main li.card")
def duplicates(visit):
    oak, _one, _other = twice(visit)
    go(visit, oak, "duplicates")


@shows("tenants:duplicates", EMPTY, heading="Twice on the register", rows=0, row="main li.card")
def no_duplicates(visit):
    go(visit, at_office(visit), "duplicates")


@shows("tenants:merge-find", heading="Merge with another entry")
def find(visit):
    oak, one, _other = twice(visit)
    go(visit, oak, "merge-find", code=one.code)


@shows("tenants:merge-find", ERROR, heading="Merge with another entry")
def find_nobody(visit):
    find(visit)
    visit.press("Compare the two")


@shows("tenants:merge", heading=ONE)
def merge(visit):
    oak, one, other = twice(visit)
    go(visit, oak, "merge", code=one.code, other=other.code)


@shows("tenants:merge", ERROR, heading=ONE)
def merge_what_has_changed(visit):
    oak, one, other = twice(visit)
    go(visit, oak, "merge", code=one.code, other=other.code)
    with oak.within:
        type(other).objects.filter(pk=other.pk).update(phone="")
    visit.press("Merge the two")
