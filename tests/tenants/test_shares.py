"""Shares on the register: what entries add up to, on any day, as known then and now."""

from __future__ import annotations

import csv
import io
import sqlite3
from datetime import date, timedelta
from decimal import Decimal

import pypdfium2
import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants import register, tracked
from tenants.errors import ChangedMeanwhileError, SharesRefusedError
from tenants.holding import Held, Move, first_unsound, held
from tenants.models import MembershipClass, RegisterEntry, ShareEntry
from tenants.services import members
from tenants.services.money import dues, shares
from tenants.services.money.shares import Told
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)
TEN = Decimal("10.00")


@pytest.fixture
def oak():
    made = office()
    with made.within:
        MembershipClass.objects.filter(pk=made.consumer.pk).update(
            minimum_shares=2, share_price=TEN
        )
        yield made


@pytest.fixture
def amara(oak):
    return oak.joined("Amara Okonkwo").member


def told(oak, days_ago=0, reason="With the application"):
    return Told(timezone.localdate() - timedelta(days_ago), reason, oak.steward)


def holds(member):
    found = held(row.move for row in ShareEntry.objects.filter(member=member))
    return found.count, found.paid


def on_register(on, known=None):
    drawn = register.as_at(on, known=known)
    return {line.name: (line.shares.count, line.shares.paid) for line in drawn.lines(drawn.order)}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the limit is SQLite's")
def test_a_register_of_any_length_is_drawn_whole(oak, amara):
    """SQLite takes so many values in one statement and no more: 250,000 where Debian made it."""
    shares.subscribe(amara, count=3, price=TEN, paid=TEN, told=told(oak))
    others = [oak.joined(f"Person {number}").member for number in range(9)]
    with connection.cursor() as cursor:
        before = cursor.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, len(others))
        try:
            found = on_register(timezone.localdate())
        finally:
            cursor.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, before)

    assert len(found) == 10
    assert found["Amara Okonkwo"] == holds(amara)


def url(oak, route, row):
    return reverse(f"tenants:shares-{route}", args=[oak.coop.slug, row.code])


def test_shares_stand_on_the_register_of_each_day_as_known_then_and_now(oak, amara):
    today = timezone.localdate()
    held_since = oak.joined("Bea Lind")
    type(held_since).objects.filter(pk=held_since.pk).update(starts_on=today - timedelta(400))
    bea = held_since.member
    type(bea).objects.filter(pk=bea.pk).update(joined_on=today - timedelta(400))
    first = shares.subscribe(
        bea, count=5, price=TEN, paid=Decimal("20.00"), told=told(oak, days_ago=300)
    )
    long_ago = timezone.now() - timedelta(300)
    tracked.date_back([first.code, bea.code, held_since.code], at=long_ago)
    shares.transfer(bea, amara, count=2, price=TEN, told=told(oak, 100, "A gift"))

    assert on_register(today - timedelta(301))["Bea Lind"] == (0, 0)
    assert on_register(today - timedelta(101))["Bea Lind"] == (5, Decimal("20.00"))
    assert on_register(today - timedelta(99))["Bea Lind"] == (3, Decimal("12.00"))
    then = timezone.now() - timedelta(1)
    assert on_register(today - timedelta(99), then)["Bea Lind"] == (5, Decimal("20.00"))
    assert on_register(today)["Amara Okonkwo"] == (2, Decimal("8.00"))
    assert register.strays() == []


def test_page_spreadsheet_and_paper_show_them(oak, amara):
    shares.subscribe(amara, count=5, price=TEN, paid=Decimal("12.50"), told=told(oak))
    browser, address = oak.browser(), reverse("tenants:register", args=[oak.coop.slug])
    page = browser.get(address).text
    assert "5 · 50 EUR" in page
    assert "12.50 EUR paid up" in page
    asked = {"on": timezone.localdate().isoformat(), "known": "now"}
    sheet = browser.post(f"{address}file/", {**asked, "form": "csv"}).content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(sheet))
    assert [row[each] for each in ("Shares", "Value of the shares", "Paid up")] == [
        *("5", "50.00", "12.50")
    ]
    paper = pypdfium2.PdfDocument(browser.post(f"{address}file/", {**asked, "form": "pdf"}).content)
    assert "5 · 50 EUR" in paper[0].get_textpage().get_text_range()


def test_what_was_never_there_is_refused_on_any_day(oak, amara):
    bea = oak.joined("Bea Lind").member
    shares.subscribe(amara, count=3, price=TEN, paid=TEN, told=told(oak, days_ago=10))
    shares.pay_back(amara, count=2, price=TEN, told=told(oak, days_ago=2))

    with pytest.raises(SharesRefusedError):  # there were none yet
        shares.pay_back(amara, count=1, price=TEN, told=told(oak, days_ago=11))
    with pytest.raises(SharesRefusedError):  # there are, but two of them go later
        shares.transfer(amara, bea, count=2, price=TEN, told=told(oak, days_ago=5))
    with pytest.raises(SharesRefusedError):
        shares.pay_up(amara, amount=Decimal(30), told=told(oak))
    with pytest.raises(SharesRefusedError):  # of another price
        shares.pay_back(amara, count=1, price=Decimal(20), told=told(oak))
    assert holds(amara) == (1, Decimal("3.33"))
    assert holds(bea) == (0, 0)


def test_an_entry_is_reversed_once_and_never_changed(oak, amara):
    bea = oak.joined("Bea Lind").member
    shares.subscribe(amara, count=4, price=TEN, paid=Decimal(40), told=told(oak))
    given_away, taken = shares.transfer(amara, bea, count=1, price=TEN, told=told(oak))
    address = url(oak, "reverse", taken)
    assert oak.browser().post(address, {"reason": ""}).status_code == 422
    page = oak.browser().post(address, {"reason": "Another Bea."}, follow=True).text

    assert "Reversed." in page
    assert "Another Bea." in page
    assert (holds(amara), holds(bea)) == ((4, Decimal(40)), (0, 0))
    with pytest.raises(ChangedMeanwhileError):
        shares.reverse(given_away, reason="Again.", by=oak.steward)
    with pytest.raises(TypeError):
        ShareEntry.objects.filter(member=amara).update(count=9)
    with pytest.raises(TypeError):
        ShareEntry.objects.all().delete()
    assert register.strays() == []


def test_a_reversed_payment_takes_off_no_more_than_it_put_on(oak, amara):
    hundred, day = Decimal(100), timezone.localdate()
    shares.subscribe(amara, count=5, price=hundred, paid=Decimal(450), told=told(oak))
    due = dues.ask(amara, dues.Asked("shares", "", hundred, day), by=oak.steward)
    entry = dues.receive(due, amount=hundred, on=day, method="bank", by=oak.steward)
    assert holds(amara) == (5, 500)

    dues.reverse(entry, reason="Twice", by=oak.steward)

    assert holds(amara) == (5, 450)


def test_too_few_are_said_before_they_are_written(oak, amara):
    shares.subscribe(amara, count=2, price=TEN, paid=Decimal(20), told=told(oak))
    browser, data = oak.browser(), {"count": 1, "price": "10.00", "reason": "She asked for it."}
    data["on"] = timezone.localdate().isoformat()
    warned = browser.post(url(oak, "pay-back", amara), data)
    assert warned.status_code == 422
    assert "That leaves 1, fewer than the 2 that this membership asks for." in warned.text
    assert holds(amara) == (2, Decimal(20))

    page = browser.post(url(oak, "pay-back", amara), {**data, "anyway": "on"}, follow=True).text
    assert holds(amara) == (1, TEN)
    assert "Fewer shares than this membership asks for: 1 of 2" in page
    assert "Shares changed" in page


def test_each_page_writes_what_it_says(oak, amara):
    bea, browser = oak.joined("Bea Lind").member, oak.browser()
    day = {"on": timezone.localdate().isoformat(), "reason": "By letter"}
    first = browser.get(url(oak, "subscribe", amara))
    assert first.context["form"].initial["price"] == TEN
    assert "holds no shares" in browser.get(url(oak, "transfer", amara), follow=True).text
    wanted = {"count": 4, "price": "10", "paid": "5"}
    assert "Written down." in post(browser, oak, "subscribe", amara, wanted | day)
    assert "More than these shares cost." in post(
        browser, oak, "subscribe", amara, wanted | day | {"paid": "41"}
    )
    assert "More than is not paid up." in post(
        browser, oak, "pay-up", amara, {"amount": "36"} | day
    )
    assert "Written down." in post(browser, oak, "pay-up", amara, {"amount": "35.00"} | day)
    give = {"count": 2, "price": "10.00", "to": bea.number}
    assert "There are 4 of them." in post(
        browser, oak, "transfer", amara, give | day | {"count": 5}
    )
    for nobody in (amara.number, "X-9"):
        said = post(browser, oak, "transfer", amara, give | day | {"to": nobody})
        assert "No other member has this number." in said
    assert "Written down." in post(browser, oak, "transfer", amara, give | day)
    tomorrow = (timezone.localdate() + timedelta(1)).isoformat()
    late = post(
        browser, oak, "pay-back", amara, {"count": 1, "price": "10"} | day | {"on": tomorrow}
    )
    assert "or an earlier day." in late
    assert (holds(amara), holds(bea)) == ((2, Decimal(20)), (2, Decimal(20)))
    reasons = RegisterEntry.objects.filter(of="shareentry").values_list("reason", flat=True)
    assert set(reasons) == {"By letter"}


def post(browser, oak, route, member, data):
    return browser.post(url(oak, route, member), data, follow=True).text


def test_who_left_and_still_holds_some_is_told(oak, amara):
    shares.subscribe(amara, count=2, price=TEN, paid=Decimal(20), told=told(oak))
    members.end_membership(amara.memberships.get(), reason="resigned", by=oak.steward)
    page = oak.browser().get(oak.url(f"members/{amara.code}/")).text
    assert "rests on these shares any more" in page


MOVES = st.lists(
    st.builds(
        Move,
        st.dates(date(2020, 1, 1), date(2020, 1, 9)),
        st.integers(-3, 5),
        st.sampled_from([TEN, Decimal("25.00")]),
        st.decimals(-20, 60, places=2),
    ),
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(MOVES, st.randoms(use_true_random=False))
def test_entries_add_up_whatever_their_order(moves, chance):
    shuffled = list(moves)
    chance.shuffle(shuffled)
    found = held(moves)

    assert held(shuffled) == found
    assert found.count == sum(move.count for move in moves)
    assert found.paid == sum((move.paid for move in moves), Decimal(0))
    assert first_unsound(moves) == first_unsound(shuffled)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 40), st.integers(0, 100), st.decimals(0, 1, places=3))
def test_a_part_of_what_is_paid_leaves_both_sides_sound(count, more, part):
    lots = {TEN: count, Decimal("7.77"): more} if more else {TEN: count}
    whole = Held(lots)
    whole = Held(lots, (whole.value * part).quantize(Decimal("0.01")))
    for gone in {1, count}:
        taken = whole.paid_with(gone, TEN)
        left = whole.with_move(Move(date(2020, 1, 1), -gone, TEN, -taken))
        assert left.is_sound
        assert Held({TEN: gone}, taken).is_sound
