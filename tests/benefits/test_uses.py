"""What the office reads of uses, and making one void in a browser's way."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from benefits import uses
from benefits.eligibility import Period, often
from benefits.models import Redemption
from benefits.services.giving import undo_giving
from tenants.models import Staff
from tests.benefits import questions, scene
from tests.benefits.giving import give
from tests.benefits.terms_of_all import benefit

pytestmark = pytest.mark.django_db(transaction=True)

ONCE = benefit(often.Quota(1, Period.YEAR))


def page(side, name, **arguments):
    return reverse(f"benefits:{name}", kwargs={"cooperative": side.coop.slug, **arguments})


def test_the_log_names_no_one_and_filters_by_state(elm):
    give(elm, ONCE, "amara")
    taken = give(elm, benefit(), "bo").redemption
    with elm.within:
        undo_giving(taken.code)
    browser = elm.browser()

    whole = browser.get(page(elm, "uses")).content.decode()
    back = browser.get(page(elm, "uses"), {"state": "undone"}).content.decode()

    assert whole.count("<tr>") == 3
    assert back.count("<tr>") == 2
    assert "amara" not in whole


def test_the_export_is_what_the_filters_show(elm):
    give(elm, ONCE)
    browser = elm.browser()

    all_rows = browser.get(page(elm, "uses-export")).content.decode().splitlines()
    none = browser.get(page(elm, "uses-export"), {"month": "2001-01"}).content.decode().splitlines()

    assert len(all_rows) == 2
    assert "15 % off" in all_rows[1]
    assert len(none) == 1


def test_sums_are_per_co_op_and_count_people_once(elm):
    for name in ("amara", "amara", "bo"):
        give(elm, benefit(), name, units=2, amount=150)
    give(
        elm,
        benefit(),
        "far",
        partner="did:web:far.example",
        claims=questions.claims(home="Far Away"),
    )

    with elm.within:
        lines = uses.origins(timezone.now().date().replace(day=1), elm.coop)

    assert [(line.home, line.people, line.uses, line.units) for line in lines] == [
        ("Far Away", 1, 1, 1),
        ("Oak Street", 2, 3, 6),
    ]
    assert str(lines[1].value) == "4.50 EUR"


def test_pages_write_money_as_people_do_and_sheets_as_programs_do(elm):
    give(elm, benefit(), "amara", amount=7200, currency="GBP")
    use = give(elm, benefit(), "bo", amount=150, currency="GBP").redemption
    browser = elm.browser()
    shown = {
        name: browser.get(page(elm, name, **arguments)).content.decode()
        for name, arguments in (("uses", {}), ("origins", {}), ("use", {"code": use.code}))
    }

    assert "£72<" in shown["uses"]
    assert "£1.50<" in shown["uses"]
    assert "£73.50<" in shown["origins"]
    assert "£1.50<" in shown["use"]
    assert not [name for name, html in shown.items() if "GBP" in html]
    sheet = browser.get(page(elm, "uses-export")).content.decode()
    sums = browser.get(page(elm, "origins"), {"as": "csv"}).content.decode()
    assert "72.00 GBP" in sheet
    assert "73.50 GBP" in sums


def test_what_was_taken_back_is_in_no_sum(elm):
    use = give(elm, benefit()).redemption
    with elm.within:
        undo_giving(use.code)
        assert uses.origins(timezone.now().date().replace(day=1), elm.coop) == []


def test_a_use_is_made_void_with_a_reason_and_can_be_had_again(elm):
    use = give(elm, ONCE).redemption
    browser, address = elm.browser(), page(elm, "use-void", code=use.code)

    assert browser.post(address, {"reason": ""}).status_code == 422
    answer = browser.post(address, {"reason": "Wrong person."}, follow=True)

    assert "Wrong person." in answer.content.decode()
    with elm.within:
        assert Redemption.objects.get().voided_by
    assert give(elm, ONCE).redemption is not None


@pytest.mark.parametrize(("by", "shown"), [("Front desk", True), ("code", False)])
def test_a_use_says_which_desk_gave_it_and_of_a_code_that_no_one_did(elm, by, shown):
    use = give(elm, ONCE, given_by=by).redemption

    read = elm.browser().get(page(elm, "use", code=use.code)).content.decode()

    assert (f'<dt>Given by</dt><dd dir="auto">{by}</dd>' in read) is shown
    assert ("Given by" in read) is shown


def test_who_only_reads_makes_nothing_void(elm):
    use = give(elm, ONCE).redemption
    reader = scene.person("reports@elm.example.org")
    with elm.within:
        Staff.objects.create(user=reader, roles=[Staff.Role.REPORTS])
    browser = elm.browser()
    browser.force_login(reader)

    assert browser.get(page(elm, "use", code=use.code)).status_code == 200
    assert browser.post(page(elm, "use-void", code=use.code), {"reason": "No."}).status_code == 403


@pytest.mark.parametrize("month", ["9999-12", "0001-01", "2026-13", "x"])
@pytest.mark.parametrize("name", ["uses", "uses-export", "origins", "settlement"])
def test_a_month_that_is_none_is_no_filter(elm, name, month):
    give(elm, ONCE)

    assert elm.browser().get(page(elm, name), {"month": month}).status_code == 200
