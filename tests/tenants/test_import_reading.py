"""Files as people have them: encodings, marks, formulas, merged cells, dates; none of it trusted."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest

from tenants.importing.columns import describe, guess
from tenants.importing.reading import MOST_BYTES, read
from tenants.importing.table import UnreadableFileError
from tenants.importing.values import Ways, day, month_comes_first, parse, surnames_come_first
from tests.tenants.lists import as_csv, as_ods, as_xlsx

ROWS = [
    ["Name", "E-Mail", "Ort"],
    ["Zoë Müller", "zoe@example.org", "Köln"],
    ["Łukasz", "", "Łódź"],
]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_any_usual_text_is_read(delimiter, encoding):
    table = read(as_csv(ROWS, delimiter, encoding))

    assert table.heads == ("Name", "E-Mail", "Ort")
    assert [(row.number, *row.cells) for row in table.rows] == [(2, *ROWS[1]), (3, *ROWS[2])]


def test_windows_text_and_cells_with_line_breaks_are_read():
    text = 'sep=;\r\nName;Straße\r\n"Jörg ""Jo"" Weiß";"Am Weg 1\r\nHinterhaus"\r\n\r\nAnna;\r\n'
    table = read(text.encode("cp1252"))

    assert [row.number for row in table.rows] == [3, 5]
    assert table.rows[0].cells == ('Jörg "Jo" Weiß', "Am Weg 1 Hinterhaus")


@pytest.mark.parametrize("make", [as_csv, as_xlsx, as_ods])
def test_a_formula_is_never_worked_out(make):
    table = read(make([["Name", "Email"], ["=1+1", "a@example.org"], ["Bo", "=HYPERLINK(1)"]]))
    parsed = [parse(row.cells, Ways({"name": 0, "email": 1})) for row in table.rows]

    assert [each.problems for each in parsed] == [
        ("A cell holds a formula. Put the value there instead.",)
    ] * 2


@pytest.mark.parametrize(
    "make", [lambda rows: as_xlsx(rows, "C2:C3"), lambda rows: as_ods(rows, 2)]
)
def test_what_is_merged_stands_for_each_of_its_rows(make):
    rows = [["Name", "Email", "Street"], ["Ada", "", "Elm 1"], ["Bea", "", ""], ["Cy", "", "Oak 2"]]
    table = read(make(rows))

    assert [row.cells[2] for row in table.rows] == ["Elm 1", "Elm 1", "Oak 2"]


def bomb():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/worksheets/sheet1.xml", b"0" * 70_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "There is nothing in it"),
        (b"Name,Email\n", "only one row"),
        (b"a" * (MOST_BYTES + 1), "larger than 5 MB"),
        (b"PK\x03\x04 and nonsense", "cannot be read"),
        (b"\xd0\xcf\x11\xe0 old", "old Excel"),
        (b"Name,Email\n" + b"A,b@example.org\n" * 20_001, "more than 20,000 rows"),
        ((",".join(["x"] * 61) + "\n").encode() * 2, "more than 60 columns"),
        (bomb(), "too large once unpacked"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(content, sentence):
    with pytest.raises(UnreadableFileError, match=sentence):
        read(content)


@pytest.mark.parametrize(
    ("heads", "found"),
    [
        (
            "Contact ID,Display Name,First Name,Last Name,Street Address,City,Postal Code,Email,Member Since,Status",
            "number first_name last_name address town postcode email joined_on standing",
        ),
        (
            "User ID,First name,Last name,Email,Membership level,Member since,Renewal due,Membership status,Phone",
            "number first_name last_name email class joined_on ends_on standing phone",
        ),
        (
            "user_id,member_first_name,member_last_name,member_email,membership_plan,membership_status,member_since",
            "number first_name last_name email class standing joined_on",
        ),
        (
            "Vorname,Nachname,Haupt-E-Mail,Strasse,PLZ,Ort,Rollen,Eintritt,Austritt,Korrespondenzsprache",
            "first_name last_name email address postcode town class joined_on ends_on language",
        ),
        (
            "Mitglieds-Nr.;Name;E-Mail-Adresse;Straße und Hausnummer;Mitglied seit;Mitgliedsart",
            "number name email address joined_on class",
        ),
    ],
)
def test_the_columns_of_common_tools_are_known(heads, found):
    names = heads.replace(";", ",").split(",")

    assert set(guess(names)) == set(found.split())


def test_a_day_is_no_tag_and_a_payment_is_no_share_that_was_paid_up():
    assert guess(["Name", "Tag", "Einzahlung", "Einzahlungen"]) == {"name": 0}
    assert guess(["Name", "Tags", "Eingezahlt"]) == {"name": 0, "tags": 1, "shares_paid": 2}


def test_columns_are_described_and_an_address_is_known_by_its_look():
    table = read(as_csv([["Name", "Post"], ["Ada", "ada@example.org"], ["Bea", ""]]))

    assert [(each.head, each.filled) for each in describe(table)] == [("Name", 100), ("Post", 50)]
    assert describe(table)[1].samples == ("ada@example.org",)
    assert guess(table.heads, table.rows) == {"name": 0, "email": 1}


@pytest.mark.parametrize(
    "text",
    [
        "2021-03-04",
        "2021-03-04 00:00:00",
        "04.03.2021",
        "4.3.21",
        "04/03/2021",
        "4 March 2021",
        "4. März 2021",
        "March 4th, 2021",
        "4 Mar 21",
        "44259",
    ],
)
def test_days_are_read_as_people_write_them(text):
    assert day(text, month_first=False) == date(2021, 3, 4)


def test_the_order_of_days_and_names_is_told_by_the_whole_column():
    assert month_comes_first(["01/02/2020", "12/31/2020"]) is True
    assert month_comes_first(["01/02/2020", "31/12/2020"]) is False
    assert month_comes_first(["01/02/2020", "2020-01-01"]) is None
    assert day("03/04/2021", month_first=True) == date(2021, 3, 4)
    assert day("30.02.2021", month_first=False) is None
    assert surnames_come_first(["Lind, Bea", "Okonkwo, Amara", "Jo"])
    assert not surnames_come_first(["Bea Lind", "Oak, Ltd"])
