"""The register as a file: the list that is on the page, safe to open, and nothing new to the import."""

from __future__ import annotations

import pytest

from tenants import scope, spreadsheets
from tenants.importing.reading import read
from tenants.models import Event, Member
from tenants.services import members
from tests.tenants.lists import actions, at, bring
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def oak():
    made = office()
    with made.within:
        yield made


def taken(oak, form, **filters):
    answer = oak.browser().get(at(oak, "members-export", None, form), filters)
    with scope.nowhere():  # as a server sends it: after the request
        return b"".join(answer)


@pytest.mark.parametrize("form", spreadsheets.FORMS)
def test_what_is_taken_along_comes_back_unchanged(oak, form):
    oak.joined("José Ñuñez", "jose@example.org", phone="+44 20 7946 0958", postcode="01067")
    oak.joined("=HYPERLINK(1)", "evil@example.org")
    ended = oak.joined("Bea Berg", "house@example.org")
    oak.joined("Cy Berg", "house@example.org")
    members.end_membership(ended, reason="resigned", by=oak.steward)
    before = list(Member.objects.values())
    content = taken(oak, form)
    row = bring(oak, content, f"members.{form}")

    assert set(actions(row).values()) == {"unchanged"}
    assert row.lines.count() == 4
    assert list(Member.objects.values()) == before
    assert Event.objects.get(name="MembersExported").data == {"rows": "4", "form": form}


def test_it_is_exactly_the_list_on_the_page(oak):
    oak.joined("Ada Adler")
    suspended = oak.joined("Ada Berg")
    oak.joined("Cy Cole")
    members.suspend_membership(suspended, reason="Owes.", by=oak.steward)
    page = oak.browser().get(at(oak, "members"), {"q": "ada", "standing": "suspended"}).text

    assert "export/csv/?q=ada&amp;standing=suspended" in page
    [row] = read(taken(oak, "csv", q="ada", standing="suspended")).rows
    assert "Ada Berg" in row.cells
    assert oak.browser().get(at(oak, "members-export", None, "exe")).status_code == 404
