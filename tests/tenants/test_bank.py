"""A bank's file: read as banks write, planned line by line, booked once, whatever comes twice."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants import outbox
from tenants.importing.bank import Paid, statement
from tenants.importing.matching import MATCHED, Owed, plan
from tenants.importing.reading import rows_of
from tenants.importing.table import UnreadableFileError
from tenants.models import BankFile, BankLine, Due, JobItem, MoneyEntry
from tenants.secrets import new_reference
from tenants.services.money import bank, dues
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


def asked(oak, who, amount="30.00", reference=""):
    due = dues.ask(who, Asked("fee", "", Decimal(amount), timezone.localdate()), by=oak.steward)
    if reference:
        Due.objects.filter(pk=due.pk).update(reference=reference)
        due.refresh_from_db()
    return due


def paid_with(*payments):
    """A file: who, what for, how much."""
    rows = [f"02.11.2026;{who};{what};{amount}" for who, what, amount in payments]
    return "\n".join(["Buchungstag;Auftraggeber;Verwendungszweck;Betrag", *rows, ""]).encode()


def url(oak, route, row=None):
    return reverse(f"tenants:bank{route}", args=[oak.coop.slug, *([row.code] if row else [])])


def sent(oak, content, browser=None):
    file = SimpleUploadedFile("november.csv", content)
    return (browser or oak.browser()).post(url(oak, ""), {"file": file}, follow=True)


def outcomes(brought):
    return dict(BankLine.objects.filter(brought=brought).values_list("number", "outcome"))


def became(brought):
    brought.refresh_from_db()
    return dict(JobItem.objects.filter(job=brought.job).values_list("position", "outcome"))


def test_a_file_is_planned_line_by_line_and_booked_once(oak, amara):
    bea = oak.joined("Bea Lind").member
    due, short, other = (asked(oak, who) for who in (amara, amara, bea))
    content = paid_with(
        ("Amara", f"Beitrag {due.spelt}", "30,00"),
        ("Amara", short.spelt.lower(), "20,00"),
        ("Amara", f"Beitrag {due.spelt}", "30,00"),
        ("Lind, Bea", "thank you", "30,00"),
        ("Power", "November", "-58,20"),
        ("", "Balance", ""),
    )
    browser = oak.browser()
    page = sent(oak, content, browser)
    brought = BankFile.objects.get()
    assert outcomes(brought) == {
        2: "matched",
        3: "differs",
        4: "known",
        5: "unknown",
        6: "not_in",
        7: "unreadable",
    }
    assert "Book 1 payment" in page.text
    assert other.pk in BankLine.objects.get(number=5).choices
    browser.post(url(oak, "-file", brought), {"line_5": other.pk, "line_3": 999_999})
    assert not MoneyEntry.objects.exists()
    for _twice in range(2):
        browser.post(url(oak, "-run", brought))
        outbox.drain()

    assert became(brought) == {
        2: "booked",
        3: "left_out",
        4: "known",
        5: "booked",
        6: "not_in",
        7: "unreadable",
    }
    assert sorted(MoneyEntry.objects.values_list("due__pk", "amount", "method")) == [
        (due.pk, 30, "bank"),
        (other.pk, 30, "bank"),
    ]
    again = sent(oak, content, browser)
    assert "This very file is here already." in again.text
    more = sent(oak, content + b"03.11.2026;Amara;nothing;5,00\n", browser)
    assert "Book " not in more.text
    assert outcomes(BankFile.objects.first())[2] == outcomes(BankFile.objects.first())[5] == "known"


def test_what_was_paid_meanwhile_is_left_alone_and_says_so(oak, amara):
    due = asked(oak, amara)
    browser = oak.browser()
    sent(oak, paid_with(("Amara", due.spelt, "30,00")), browser)
    brought = BankFile.objects.get()
    dues.let_go(due, action="waived", reason="Hardship", by=oak.steward)
    browser.post(url(oak, "-run", brought))
    outbox.drain()

    assert became(brought) == {2: "failed"}
    assert JobItem.objects.get().reason.startswith("Something else was booked")
    assert MoneyEntry.objects.count() == 1


def test_two_payments_that_come_to_the_amount_are_both_found(oak, amara):
    due = asked(oak, amara)
    sent(oak, paid_with(("Amara", due.spelt, "10,00"), ("Amara", due.spelt, "20,00")))
    brought = BankFile.objects.get()
    oak.browser().post(url(oak, "-run", brought))
    outbox.drain()
    due.refresh_from_db()
    assert (set(became(brought).values()), due.open) == ({"booked"}, 0)


def test_columns_that_are_not_known_are_asked_for_and_remembered(oak, amara):
    due, browser = asked(oak, amara), oak.browser()
    text = "Wann;Wieviel;Notiz\n02.11.2026;30,00;{}\n"
    page = sent(oak, text.format(due.spelt).encode(), browser)
    brought = BankFile.objects.get()
    assert "What the columns are" in page.text
    address = url(oak, "-columns", brought)
    assert browser.post(address, {"column_0": "day"}).status_code == 422
    assert browser.post(address, {"column_0": "day", "column_1": "day"}).status_code == 422
    chosen = {"column_0": "day", "column_1": "amount", "column_2": "text"}
    assert "Book 1 payment" in browser.post(address, chosen, follow=True).text
    assert "Book 1 payment" in sent(oak, text.format(f"{due.spelt} again").encode(), browser).text
    assert (
        "Nothing of this file is kept."
        in browser.post(url(oak, "-discard", brought), follow=True).text
    )
    assert browser.get(address).status_code == 404


@pytest.mark.parametrize("content", [b"", b"one row;only\n", b"\xd0\xcf\x11\xe0old"])
def test_what_is_no_file_of_payments_is_refused(oak, content):
    assert sent(oak, content).status_code == 422
    with pytest.raises(UnreadableFileError):
        statement(rows_of(content))


def test_files_are_forgotten_when_their_time_is_over(oak, amara):
    due = asked(oak, amara)
    sent(oak, paid_with(("Amara", due.spelt, "30,00")))
    booked = BankFile.objects.get()
    oak.browser().post(url(oak, "-run", booked))
    outbox.drain()
    sent(oak, paid_with(("Bea", "who knows", "30,00")))
    long_ago = timezone.now() - timedelta(100)
    BankFile.objects.update(created_at=long_ago)
    BankFile.objects.filter(pk=booked.pk).update(booked_at=long_ago)
    bank.forget_lines()
    assert [(line.cells, line.payer, line.amount) for line in BankLine.objects.all()] == [
        ([], "", Decimal(30))
    ]
    assert sent(oak, paid_with(("Amara", due.spelt, "30,00"))).status_code == 200


def test_a_long_file_asks_no_more_than_a_short_one(oak, amara):
    browser, counts = oak.browser(), []
    for lines in (2, 30):
        rows = [("Amara", f"payment {number}", "30,00") for number in range(lines)]
        asked(oak, amara)
        sent(oak, paid_with(*rows), browser)
        with CaptureQueriesContext(connection) as seen:
            browser.get(url(oak, "-file", BankFile.objects.first()))
        counts.append(len(seen))
    assert counts[0] == counts[1]


REFERENCES = [new_reference() for _ in range(3)]
OWED = [Owed(pk, each, Decimal(30), "EUR", "Amara") for pk, each in enumerate(REFERENCES, 1)]
PAYMENTS = st.lists(
    st.tuples(
        st.sampled_from([*REFERENCES, ""]),
        st.sampled_from(["30", "10", "20", "-5"]),
        st.integers(1, 3),
    ),
    max_size=8,
)


def lines_of(payments):
    return [
        Paid(
            number,
            date(2026, 11, day),
            Decimal(amount),
            text=reference,
            references=(reference,) if reference else (),
        )
        for number, (reference, amount, day) in enumerate(payments, 1)
    ]


def totals(lines):
    made = plan(lines, OWED, set())
    assert [each.number for each in made] == [each.number for each in lines]
    found = {}
    for line, each in zip(lines, made, strict=True):
        if each.take:
            assert each.outcome == MATCHED
            found[each.due] = found.get(each.due, 0) + line.amount
    return found


@settings(max_examples=80, deadline=None)
@given(PAYMENTS, st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_matter(payments, chance):
    lines = lines_of(payments)
    shuffled = list(lines)
    chance.shuffle(shuffled)
    assert totals(shuffled) == totals(lines)
    assert set(totals(lines).values()) <= {30}
    known = {line.key for line in lines}
    assert not any(each.take for each in plan(lines, OWED, known))


@settings(max_examples=6, deadline=None)
@given(PAYMENTS)
def test_a_file_that_is_played_again_changes_nothing(payments):
    made = office(slug=f"bank-{new_reference().lower()}")
    with made.within:
        member = made.joined().member
        for reference in REFERENCES:
            asked(made, member, reference=reference)
        for extra in ("", "05.11.2026;Nobody;nothing;1,00\n"):
            rows = [("Amara", f"{reference} {day}", amount) for reference, amount, day in payments]
            if not rows:
                continue
            content = paid_with(*rows) + extra.encode()
            told = statement(rows_of(content))
            brought, _new = bank.upload(told, name="x", digest=str(hash(content)), by=made.steward)
            bank.run(brought, by=made.steward)
            outbox.drain()
            assert sorted(became(brought)) == [row.number for row in told.rows]
            booked = sorted(MoneyEntry.objects.values_list("due", "amount"))
            if not extra:
                first = booked
            assert booked == first
            total = sum((each.settled for each in Due.objects.all()), Decimal(0))
            assert total == sum(amount for _due, amount in booked)
