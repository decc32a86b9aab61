"""Shares, tags and own questions as columns: taken along, brought back, never doubled, and undone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from tenants import outbox, register
from tenants.holding import held
from tenants.importing.columns import guess
from tenants.importing.reading import read
from tenants.models import (
    Event,
    FieldAnswer,
    FormField,
    Member,
    MembershipClass,
    MemberTag,
    ShareEntry,
    Tag,
)
from tenants.services import fields, tags
from tenants.services.importing.besides import own_questions
from tenants.services.importing.register import labels
from tenants.services.money import shares
from tenants.services.money.shares import Told
from tests.tenants.lists import actions, as_csv, at, bring, brought, counts, reasons, run
from tests.tenants.office import office
from tests.tenants.test_exporting import taken

pytestmark = pytest.mark.django_db(transaction=True)
FIFTY = Decimal("50.00")
HEADS = ["Name", "Member since", "Shares", "Paid up on shares", "Tags", "Which street?", "Size"]
ADA = ["Ada Adler", "2019-04-01", "5", "200,00", "Till team; Board, old", "Elm Row", "large"]
BEA = ["Bea Berg", "2020-05-01", "2", "", "till team", "", ""]


@pytest.fixture
def oak():
    made = office()
    made.coop.languages = ["de"]
    made.coop.save()
    with made.within:
        MembershipClass.objects.filter(pk=made.consumer.pk).update(share_price=FIFTY)
        FormField.objects.create(kind="text", label="Which street?")
        FormField.objects.create(
            kind="choice",
            label="Shirt",
            choices=["Small", "Large"],
            translations={"de": {"label": "Size", "choices": {"Large": "Groß"}}},
            position=1,
        )
        yield made


def joined(oak):
    row = oak.joined("Ada Adler").member
    Member.objects.filter(pk=row.pk).update(joined_on=date(2019, 4, 1))
    return row


def holds(name):
    found = held(row.move for row in ShareEntry.objects.filter(member__name=name))
    return found.count, found.paid


def words(name):
    return set(MemberTag.objects.filter(member__name=name).values_list("tag__name", flat=True))


def said(name):
    rows = FieldAnswer.objects.filter(member__name=name)
    return dict(rows.values_list("field__label", "value"))


def test_shares_tags_and_answers_come_with_a_list_once(oak):
    row = bring(oak, as_csv([HEADS, ADA, BEA]))
    page = oak.browser().get(at(oak, "import", row)).text
    assert "Paid up on shares" in page
    assert "200.00" in page
    assert counts(run(oak, row)) == {"created": 2}

    assert holds("Ada Adler") == (5, Decimal("200.00"))
    assert holds("Bea Berg") == (2, Decimal("100.00"))
    entry = ShareEntry.objects.get(member__name="Ada Adler")
    assert (entry.on, entry.action, entry.price) == (date(2019, 4, 1), "subscribed", FIFTY)
    assert words("Ada Adler") == {"Till team", "Board, old"}
    assert words("Bea Berg") == {"Till team"}
    assert said("Ada Adler") == {"Which street?": "Elm Row", "Shirt": "Large"}
    drawn = register.as_at(date(2019, 5, 1))
    assert [line.shares.count for line in drawn.lines(drawn.order)] == [5]

    again, job = brought(oak, [HEADS, ADA, BEA])
    assert (counts(job), set(actions(again).values())) == ({"unchanged": 2}, {"unchanged"})
    assert ShareEntry.objects.count() == 2
    assert Event.objects.filter(name="SharesChanged").count() == 2


def test_a_line_says_how_many_there_are_and_not_how_many_more(oak):
    brought(oak, [HEADS, ADA, BEA])
    more = [*ADA[:2], "7", "", "Helper", "Oak Lane", "groß"]
    fewer = [*BEA[:2], "1", "", "", "", ""]
    row, job = brought(oak, [HEADS, more, fewer])

    assert counts(job) == {"updated": 1, "failed": 1}
    assert "The register says 2 shares and 100.00 paid up" in reasons(row)[3]
    assert holds("Ada Adler") == (7, Decimal("300.00"))
    assert words("Ada Adler") == {"Till team", "Board, old", "Helper"}
    assert said("Ada Adler")["Which street?"] == "Oak Lane"
    shown = oak.browser().get(at(oak, "import", row)).text
    assert "Oak Lane" in shown
    paid, job = brought(oak, [HEADS, [*ADA[:2], "7", "350", "", "", ""]])
    assert (counts(job), holds("Ada Adler")) == ({"updated": 1}, (7, Decimal("350.00")))
    assert ShareEntry.objects.latest("pk").action == "paid"
    wrong = bring(oak, as_csv([HEADS, [*ADA[:2], "7", "351", "", "", "huge"]]))
    assert reasons(wrong) == {2: "“huge” is no answer to “Shirt”."}
    wrong = bring(oak, as_csv([HEADS, [*ADA[:2], "7", "351", "", "", ""]]))
    assert reasons(wrong) == {2: "More is paid up than the shares cost."}
    assert paid.lines.get().changes == ["shares_paid"]


def test_two_plans_of_one_file_enter_the_shares_once(oak):
    ada = joined(oak)
    first, second = (bring(oak, as_csv([HEADS, ADA])) for _n in range(2))
    assert set(actions(second).values()) == {"update"}
    assert counts(run(oak, first)) == {"updated": 1}
    assert counts(run(oak, second)) == {"failed": 1}
    assert holds(ada.name) == (5, Decimal("200.00"))


def test_undo_reverses_shares_and_gives_back_tags_and_answers(oak):
    ada = joined(oak)
    tag = tags.add_tag("Newsletter", by=oak.steward)
    tags.set_tags(ada, [tag], "", by=oak.steward)
    [street, _size] = FormField.objects.all()
    fields.answer_for_member(ada, {street: "Ash Court"}, by=oak.steward)
    row, job = brought(oak, [HEADS, ADA, BEA])
    assert counts(job) == {"updated": 1, "created": 1}
    oak.browser().post(at(oak, "import-undo", row))
    outbox.drain()
    row.refresh_from_db()

    assert counts(row.undo_job) == {"restored": 1, "removed": 1}
    assert not Member.objects.filter(name="Bea Berg").exists()
    assert holds("Ada Adler") == (0, Decimal("0.00"))
    assert [each.action for each in ShareEntry.objects.all()] == ["subscribed", "reversed"]
    assert words("Ada Adler") == {"Newsletter"}
    assert said("Ada Adler") == {"Which street?": "Ash Court"}
    assert register.strays() == []


def test_what_was_changed_since_stays_at_undo(oak):
    row, _job = brought(oak, [HEADS, ADA, BEA])
    ada = Member.objects.get(name="Ada Adler")
    told = Told(date(2021, 1, 1), "More", oak.steward)
    shares.subscribe(ada, count=1, price=FIFTY, paid=FIFTY, told=told)
    oak.browser().post(at(oak, "import-undo", row))
    outbox.drain()
    row.refresh_from_db()

    assert counts(row.undo_job) == {"removed": 1, "failed": 1}
    assert holds("Ada Adler") == (6, Decimal("250.00"))
    assert register.strays() == []


@pytest.mark.parametrize("form", ["csv", "xlsx", "ods"])
def test_what_is_taken_along_comes_back_with_all_of_it_and_changes_nothing(oak, form):
    brought(oak, [HEADS, [*ADA[:4], "Board, old;", *ADA[5:]], BEA])
    ada = Member.objects.get(name="Ada Adler")
    Member.objects.filter(pk=ada.pk).update(phone="+44 20 7946 0958")
    content = taken(oak, form)
    row = bring(oak, content, f"members.{form}")
    assert set(actions(row).values()) == {"unchanged"}

    cells = read(content)
    place = {head: cells.heads.index(head) for head in ("Shares", "Tags", "Shirt")}
    assert [cells.rows[0].cells[at_place] for at_place in place.values()] == [
        "5",
        "Board, old;",
        "Large",
    ]


def test_no_more_tags_than_a_co_op_can_have(oak):
    for number in range(Tag.MOST):
        tags.add_tag(f"Tag {number}", by=oak.steward)
    row = bring(oak, as_csv([HEADS, ADA, [*BEA[:4], "tag 7", "", ""]]))

    assert actions(row) == {2: "error", 3: "create"}
    assert reasons(row)[2] == "These are more tags than a co-op can have. Leave some of them out."


@pytest.mark.parametrize("language", ["en", "de"])
def test_headings_of_our_own_lists_are_known(oak, language):
    with translation.override(language):
        said = labels()
        heads = [str(each) for each in said.values()]
        own = {each.key: each.heads for each in own_questions()}
        found = guess(heads, (), own)
    names = list(said)
    missing = set(names) - set(found) - {"name"}  # in parts, where a list has both parts
    assert missing == set()
    assert [names[place] for place in found.values()] == list(found)


@pytest.mark.parametrize("said", ["no", "Nein", "-", "0"])
def test_a_consent_is_never_taken_back_by_a_file_and_the_line_says_so(oak, said):
    photos = FormField.objects.create(kind="consent", label="Photos", help="Of us", position=2)
    heads = ["Name", "Member since", "Phone", "Photos"]
    ada, bea = (["Ada Adler", "2019-04-01"], ["Bea Berg", "2020-05-01"])
    brought(oak, [heads, [*ada, "", "yes"], [*bea, "", said]])
    rows = [heads, [*ada, "030 1234567", said], [*bea, "030 7654321", said]]
    row, job = brought(oak, rows)

    assert counts(job) == {"failed": 1, "updated": 1}
    assert "agreed to “Photos”" in reasons(row)[2]
    assert FieldAnswer.objects.get(field=photos).member.name == "Ada Adler"
    assert Member.objects.get(name="Ada Adler").phone == ""
