"""What is due and what came: entries add up, nothing is deleted, and what follows happens once."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants import money, outbox, register, tasks
from tenants.forms.money import is_iban
from tenants.holding import held
from tenants.models import (
    Application,
    Condition,
    ConditionMet,
    Due,
    Event,
    Member,
    Membership,
    MembershipClass,
    MoneyEntry,
    ShareEntry,
)
from tenants.secrets import CROCKFORD, new_reference, references_in, spelt_reference
from tenants.services import decisions, merging
from tenants.services.money import dues
from tenants.services.money.dues import Asked
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def oak():
    made = office()
    with made.within:
        yield made


@pytest.fixture
def amara(oak):
    return oak.joined("Amara Okonkwo").member


def settle_class(oak, **values):
    MembershipClass.objects.filter(pk=oak.consumer.pk).update(**values)


def today():
    return timezone.localdate()


def asked(oak, who, amount="30.00", kind="fee", days=0):
    due_on = today() + timedelta(days)
    return dues.ask(who, Asked(kind, "", Decimal(amount), due_on), by=oak.steward)


def came(oak, due, amount, **values):
    values = {"on": today(), "method": "bank", "by": oak.steward} | values
    return dues.receive(due, amount=Decimal(amount), **values)


def url(oak, route, row=None):
    return reverse(f"tenants:money{route}", args=[oak.coop.slug, *([row.code] if row else [])])


def test_a_payment_is_written_down_reversed_and_never_deleted(oak, amara):
    due, browser = asked(oak, amara), oak.browser()
    data = {"amount": "10.50", "on": today().isoformat(), "method": "cash", "reason": "In the shop"}
    page = browser.post(url(oak, "-receive", due), data, follow=True).text
    assert "Written down. 19.50 EUR is still open." in page
    entry = MoneyEntry.objects.get()
    assert browser.post(url(oak, "-reverse", entry), {"reason": ""}).status_code == 422
    page = browser.post(url(oak, "-reverse", entry), {"reason": "A typing error"}, follow=True).text
    assert "Reversed." in page
    assert "A typing error" in page
    again = browser.post(url(oak, "-reverse", entry), {"reason": "Twice"}, follow=True).text
    assert "in the meantime" in again

    due.refresh_from_db()
    assert (due.settled, MoneyEntry.objects.count()) == (0, 2)
    for forbidden in (MoneyEntry.objects.all().delete, lambda: MoneyEntry.objects.update(amount=1)):
        with pytest.raises(TypeError):
            forbidden()


def test_more_than_was_due_is_told_and_what_is_waived_is_settled(oak, amara):
    browser, data = oak.browser(), {"on": today().isoformat(), "method": "bank", "amount": "31"}
    due, other = asked(oak, amara), asked(oak, amara)
    said = browser.post(url(oak, "-receive", due), data, follow=True).text
    assert "1 EUR is more than was due." in said
    assert "1 EUR too much" in said
    answer = browser.post(url(oak, "-let-go", other), {"action": "waived", "reason": ""})
    assert answer.status_code == 422
    waived = {"action": "waived", "reason": "Hardship"}
    assert "Settled" in browser.post(url(oak, "-let-go", other), waived, follow=True).text
    assert "Nothing of this" in browser.post(url(oak, "-let-go", other), waived, follow=True).text
    assert money.open_dues().count() == 0
    tomorrow = data | {"on": (today() + timedelta(1)).isoformat()}
    assert browser.post(url(oak, "-receive", due), tomorrow).status_code == 422


def test_the_list_divides_filters_and_is_taken_along_without_formulas(oak, amara):
    Member.objects.filter(pk=amara.pk).update(name="=1+1")
    late, soon = asked(oak, amara, days=-1), asked(oak, amara, kind="other", days=9)
    came(oak, soon, "5.00")
    declined = oak.applied("Bea Lind")
    asked(oak, declined, days=-3)
    Application.objects.filter(pk=declined.pk).update(state="declined")
    browser = oak.browser()

    page = browser.get(url(oak, "")).text
    assert late.spelt in page
    assert soon.spelt not in page
    assert "30 EUR in 1 line." in page
    assert "Bea Lind" not in page
    assert soon.spelt in browser.get(url(oak, ""), {"show": "due"}).text
    assert "Nothing found" in browser.get(url(oak, ""), {"show": "due", "kind": "fee"}).text
    found = browser.get(url(oak, ""), {"show": "received", "q": soon.spelt.lower()}).text
    assert "5 EUR" in found
    assert browser.get(url(oak, ""), {"show": "odd"}).status_code == 404
    sheet = browser.get(url(oak, "-export"), {"show": "received"}).content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(sheet))
    assert (row["Name"], row["Received"], row["Open"]) == ("'=1+1", "5.00", "25.00")
    assert "1 to do" in browser.get(oak.url()).text


@pytest.mark.parametrize("shown", money.SHOWN)
def test_a_long_list_asks_no_more_than_a_short_one(oak, amara, shown):
    browser, counts = oak.browser(), []
    for _round in range(2):
        for number in range(3):
            member = oak.joined(f"Person {number} {_round}").member
            came(oak, asked(oak, member, days=-1), "5.00")
            asked(oak, member, days=9)
        with CaptureQueriesContext(connection) as seen:
            browser.get(url(oak, ""), {"show": shown})
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_an_application_is_charged_and_paid_before_anybody_decides(oak):
    dues.set_rules(asks=True, due_days=10, by=oak.owner)
    ten = Decimal("10.00")
    settle_class(oak, fee=Decimal(25), share_price=ten, minimum_shares=5, instalments=3)
    condition = Condition.objects.create(label="First share paid", kind=Condition.Kind.PAID)
    row = oak.applied("Amara Okonkwo")
    for _twice in range(2):
        dues.charge_application(str(row.code))
    first = {due.kind: due for due in Due.objects.filter(application=row)}
    assert {kind: due.amount for kind, due in first.items()} == {
        "fee": Decimal(25),
        "shares": Decimal("16.68"),
    }
    came(oak, first["fee"], "25")
    outbox.drain()
    assert not ConditionMet.objects.exists()
    came(oak, first["shares"], "16.68")
    outbox.drain()
    met = ConditionMet.objects.get()
    assert (met.condition, met.application, met.by) == (condition, row, None)
    assert (
        "Shares, instalment 1 of 3" in oak.browser().get(oak.url(f"applications/{row.code}/")).text
    )

    held_now = decisions.approve_application(row, by=oak.steward, undo=timedelta())
    outbox.drain()
    member = held_now.member
    moves = [each.move for each in ShareEntry.objects.filter(member=member)]
    assert (held(moves).count, held(moves).paid) == (5, Decimal("16.68"))
    fee, *parts = Due.objects.filter(member=member).order_by("kind", "part")
    assert (fee.covers_from, fee.covers_until) == (held_now.starts_on, held_now.ends_on)
    assert [due.amount for due in parts] == [Decimal("16.68"), *[Decimal("16.66")] * 2]
    entry = came(oak, parts[1], "20")
    assert held(each.move for each in ShareEntry.objects.all()).paid == Decimal("33.34")
    dues.reverse(entry, reason="Not hers", by=oak.steward)
    assert held(each.move for each in ShareEntry.objects.all()).paid == Decimal("16.68")
    assert register.strays() == []
    dues.take_over(str(row.code), str(held_now.code))
    assert Due.objects.filter(member=member).count() == 4


def test_without_the_rule_nobody_is_charged(oak):
    settle_class(oak, fee=Decimal(25), runs_as_paid=True)
    oak.joined()
    outbox.drain()
    tasks.daily()
    assert not Due.objects.exists()


def test_a_membership_runs_as_far_as_it_is_paid_with_one_card(oak):
    settle_class(oak, fee=Decimal(25), runs_as_paid=True, renewal="automatic")
    row = oak.joined()
    dues.set_rules(asks=True, by=oak.owner)
    last = today() + timedelta(5)
    Membership.objects.filter(pk=row.pk).update(ends_on=last)
    for _twice in range(2):
        tasks.daily()
    due = Due.objects.get()
    assert (due.covers_from, due.due_on) == (last + timedelta(1), last + timedelta(1))
    row.refresh_from_db()
    assert row.ends_on == last
    came(oak, due, "24")
    row.refresh_from_db()
    assert row.ends_on == last
    came(oak, due, "1")
    row.refresh_from_db()
    assert row.ends_on == due.covers_until == last + timedelta(365)
    renewed = Event.objects.filter(name="MembershipChanged")
    assert [event.data["cause"] for event in renewed] == [f"renewed:{row.ends_on.isoformat()}"]
    tasks.daily()
    assert Due.objects.count() == 1


def test_an_amount_is_asked_for_on_the_pages_of_members_and_applicants(oak, amara):
    browser, row = oak.browser(), oak.applied("Bea Lind")
    data = {"kind": "other", "title": "Key", "amount": "7,5", "due_on": today().isoformat()}
    for route, who in (("-ask-member", amara), ("-ask-applicant", row)):
        assert browser.post(url(oak, route, who), data | {"amount": "x"}).status_code == 422
        page = browser.post(url(oak, route, who), data | {"amount": "7.5"}, follow=True).text
        assert "Key" in page
        assert "7.50 EUR" in page


def test_how_one_is_paid_is_an_owners_word(oak):
    owner, address = oak.browser(oak.owner), url(oak, "-rules")
    assert oak.browser().get(address).status_code == 403
    days = {"due_days": "14", "letter_days_before": "7", "letter_days_after": "7"}
    data = {**days, "holder": "Oak Street", "iban": "DE89 3704 0044 0532 0130 00"}
    wrong = owner.post(address, data | {"iban": "DE88370400440532013000"})
    assert (wrong.status_code, "This IBAN is not right" in wrong.text) == (422, True)
    assert owner.post(address, data | {"holder": ""}).status_code == 422
    assert "Saved." in owner.post(address, data, follow=True).text
    assert money.rules().iban == "DE89370400440532013000"
    assert not is_iban("DE")


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=12), st.integers(0, 7), st.sampled_from(CROCKFORD))
def test_a_reference_is_found_in_what_people_write_and_a_slip_is_not(around, place, letter):
    reference = new_reference()
    for written in (spelt_reference(reference), reference.lower(), " ".join(reference)):
        assert reference in references_in(f"{around} {written}, {around}")
    slip = reference[:place] + letter + reference[place + 1 :]
    assert (references_in(slip) == [slip]) is (slip == reference)


STEPS = st.lists(
    st.tuples(st.sampled_from(["came", "reverse", "let go"]), st.decimals(1, 40, places=2)),
    max_size=7,
)


@settings(max_examples=8, deadline=None)
@given(STEPS)
def test_the_page_says_what_the_entries_add_up_to(steps):
    made = office(slug=f"prop-{new_reference().lower()}")
    with made.within:
        due = asked(made, made.joined().member)
        for step, amount in steps:
            due.refresh_from_db()
            last = due.entries.filter(reversal=None).exclude(action="reversed").last()
            if step == "came":
                came(made, due, amount)
            elif step == "reverse" and last:
                dues.reverse(last, reason="No", by=made.steward)
            elif step == "let go" and due.open > 0:
                dues.let_go(due, action="waived", reason="No", by=made.steward)
        due.refresh_from_db()
        assert due.settled == sum((row.amount for row in due.entries.all()), Decimal(0))
        assert money.line(due, today())["state"] == (
            "too_much" if due.settled > 30 else "settled" if due.settled == 30 else "due"
        )


def test_what_was_due_goes_along_when_two_entries_become_one(oak, amara):
    gone = oak.joined("Amara Okonkwo", "other@example.org").member
    due = asked(oak, gone)
    seen = merging.fingerprint(amara, gone)
    merging.merge(amara, gone, from_gone={}, seen=seen, by=oak.steward)
    due.refresh_from_db()
    assert due.member == amara
