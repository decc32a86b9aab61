"""Numbers of shares and answers: a mark that may be for thousands or for decimals is never guessed."""

from __future__ import annotations

import pytest

from tenants.importing.besides import Own, plain_number, read, unambiguous
from tenants.importing.values import Parsed, Ways
from tenants.models import FieldAnswer, FormField
from tests.tenants.lists import actions, as_csv, bring, brought, counts
from tests.tenants.office import office
from tests.tenants.test_exporting import taken

HOURS = Own("field:hours", "Hours", "number")


def read_as(column, text, own=()):
    ways = Ways({"name": 0, column: 1}, {}, "", month_first=False, surname_first=False)
    return read(["Ada Adler", text], ways, own, Parsed({"name": "Ada Adler"}, ()))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("5", "5"),
        ("5,0", "5"),
        ("5.00", "5"),
        ("1000", "1000"),
        ("1.000,00", "1000"),
        ("1,000.00", "1000"),
        ("1'000", "1000"),
        ("12'345.00", "12345"),
    ],
)
def test_shares_are_read_where_they_say_one_thing(text, count):
    found = read_as("shares", text)
    assert (found.values.get("shares"), found.problems) == (count, ())


@pytest.mark.parametrize(
    "text", ["1,000", "1.000", "5.0000", "1.5", "12,345", "1,00,000", "1.000.000"]
)
def test_shares_that_say_two_things_are_a_problem_of_the_line(text):
    found = read_as("shares", text)
    assert "shares" not in found.values
    assert len(found.problems) == 1
    assert text in found.problems[0]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1250", "1250"),
        ("1,25", "1.25"),
        ("0,250", "0.250"),
        ("1234.567", "1234.567"),
        ("1.250,5", "1250.5"),
        ("1,250,000", "1250000"),
        ("-1.2500", "-1.2500"),
    ],
)
def test_number_answers_are_read_where_they_say_one_thing(text, number):
    found = read_as(HOURS.key, text, [HOURS])
    assert (found.values.get(HOURS.key), found.problems) == (number, ())


@pytest.mark.parametrize("text", ["1,250", "1.250", "-12,345"])
def test_number_answers_that_say_two_things_are_a_problem_of_the_line(text):
    found = read_as(HOURS.key, text, [HOURS])
    assert HOURS.key not in found.values
    assert found.problems == (
        f"“{text}” can be read in two ways. Write it without a mark for thousands.",
    )


@pytest.mark.parametrize("number", ["1.125", "12.5", "-999.999", "0.125", "1.1250", "1000"])
def test_what_the_register_says_is_read_as_the_same_number(number):
    assert float(plain_number(unambiguous(number))) == float(number)


@pytest.mark.django_db(transaction=True)
def test_three_decimals_of_ours_are_taken_along_and_brought_back():
    oak = office()
    with oak.within:
        FormField.objects.create(kind="number", label="Hours")
        heads = ["Name", "Member since", "Hours"]
        _row, job = brought(oak, [heads, ["Ada Adler", "2019-04-01", "2"]])
        assert counts(job) == {"created": 1}
        FieldAnswer.objects.update(value="1.125")
        row = bring(oak, taken(oak, "csv"))
        assert set(actions(row).values()) == {"unchanged"}
        wrong = bring(oak, as_csv([heads, ["Ada Adler", "2019-04-01", "1.125"]]))
        assert set(actions(wrong).values()) == {"error"}
