"""Many cards on paper: each chosen member once in the outcome, each printed code readable, who printed it noted."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import transaction

from credentials.models import CardPrint, Credential, PrintRun
from credentials.services import printing
from tenants import long_work, outbox
from tenants.models import Job, JobFile, Member, Membership
from tests.credentials import holding
from tests.credentials.members import card_of, changed, started
from tests.credentials.papers import CODE, members, outcomes, pages, printed
from tests.credentials.test_letter_with_code import claimed_by

pytestmark = pytest.mark.django_db(transaction=True)
SCRIPTS = (
    "Amara Okonkwo-Lindqvist",
    "Ελένη Παπαδοπούλου",
    "Наталія Шевченко",
    "محمد العربي",
    "דוד לוי",
    "王小明",
    "山田花子",
    "김민준",
    "अनीता शर्मा",
    "Nguyễn Thị Hà",
    "José Ñuñez",
)
UNKNOWN = "สมชาย ใจดี"


@pytest.fixture(autouse=True)
def nobody_asked_before():
    cache.clear()


@pytest.fixture
def valley():
    return holding.opened()


def test_a_sheet_has_ten_codes_that_read_and_a_name_in_any_script(valley):
    made = members(valley, *SCRIPTS)
    job, content = printed(valley)

    first, second = pages(content)
    wanted = {card_of(each).card_code for each in made}
    read = [re.search(r"/v/(\w{8})#", text)[1] for text in first[2] + second[2]]
    assert (first[0], len(first[2]), len(second[2])) == ((210.0, 297.0), 10, 1)
    assert sorted(read) == sorted(wanted)
    for name in ("Ελένη", "Шевченко", "王小明", "김민준", "Nguyễn", "Ñuñez", "Amara"):
        assert name in first[1] + second[1]
    assert b"/StructTreeRoot" in content
    assert b"pdfuaid" in content
    assert set(outcomes(valley, job).values()) == {("printed", "")}
    assert set(outcomes(valley, job)) == set(SCRIPTS)


def test_back_and_front_follow_one_another_and_single_cards_are_as_big_as_a_card(valley):
    members(valley, "Bea Lind", "Cem Demir")
    sheets = pages(printed(valley, sides="both")[1])
    single = pages(printed(valley, shape="single", sides="both")[1])

    assert [len(codes) for _size, _words, codes in sheets] == [2, 0]
    assert "To check this card" in sheets[1][1]
    assert [size for size, _words, _codes in single] == [(85.6, 54.0)] * 4
    assert [len(codes) for _size, _words, codes in single] == [1, 0, 1, 0]
    assert "Bea Lind" in single[0][1]
    assert "Cem Demir" in single[2][1]


def test_each_chosen_member_is_printed_or_left_out_with_the_reason(valley):
    good, expired, odd, ended = members(valley, "Good", "Expired", UNKNOWN, "Ended")
    [without] = started(valley.coop, name="Without")
    holding.expire(valley, card_of(expired))
    these = [str(each.code) for each in (good, expired, odd, ended, without)]
    with valley.within:
        chosen = Membership.objects.filter(code__in=these).select_related("member")
        run = printing.begin(
            chosen.order_by("pk"),
            key=uuid4(),
            paper=printing.Paper("sheet", "front"),
            by=valley.steward,
        )
        Membership.objects.filter(pk=ended.pk).update(standing="ended")
        while not Job.objects.filter(pk=run.job_id, state="done").exists():
            run_step(run)
    said = outcomes(valley, run.job)

    assert said["Good"] == ("printed", "")
    assert {
        name: outcome for name, (outcome, _reason) in said.items() if name != "Good"
    } == dict.fromkeys(("Expired", UNKNOWN, "Ended", "Without"), "failed")
    for name, word in (
        ("Expired", "run out"),
        (UNKNOWN, "No typeface"),
        ("Ended", "ended"),
        ("Without", "No card"),
    ):
        assert word in said[name][1]


def run_step(run):

    with transaction.atomic():
        long_work.step(str(run.job.code))


def test_letters_have_a_fresh_code_that_claims_the_seat_and_none_for_who_signed_in(valley):
    grete, bea = members(valley, "Grete Müller", "Bea Lind", email="", language="de")
    with valley.within:
        Member.objects.filter(pk=grete.member_id).update(address="Am Wehr 1", town="Hamburg")
        Member.objects.filter(pk=bea.member_id).update(user=holding.person("bea@example.org"))
    old = CODE.search(pages(printed(valley, shape="letter")[1])[0][1])[0]
    _job, content = printed(valley, shape="letter")
    first, second = pages(content)

    assert "Am Wehr 1" in first[1]
    assert "HAMBURG" in first[1].upper()
    assert [len(first[2]), len(second[2])] == [1, 1]
    assert CODE.search(second[1]) is None
    new = CODE.search(first[1])[0]
    user = holding.person("grete@example.net", "Grete Müller")
    assert new != old
    assert claimed_by(user, old).status_code == 302
    with valley.within:
        assert Member.objects.get(pk=grete.member_id).user is None
    assert claimed_by(user, new)["Location"] == "/me/"
    with valley.within:
        assert Member.objects.get(pk=grete.member_id).user == user


def test_a_second_click_prints_nothing_and_the_paper_made_again_counts_once(valley):
    members(valley, "Bea Lind")
    key = str(uuid4())
    job, _content = printed(valley, key=key)
    again, _content = printed(valley, key=key)

    assert job == again
    with valley.within:
        assert Job.objects.filter(kind=printing.PRINT).count() == 1
        run = PrintRun.objects.get()
        printing.keep_paper(run, list(Credential.objects.all()), name="a.pdf", content=b"%PDF-")
        assert CardPrint.objects.count() == 1


def test_who_was_left_out_is_tried_again_and_joins_the_others_on_the_paper(valley):
    members(valley, "Bea Lind", UNKNOWN)
    job, content = printed(valley)
    assert len(pages(content)[0][2]) == 1
    with valley.within:
        Member.objects.filter(name=UNKNOWN).update(name="Somchai")
        Credential.objects.update(superseded_at=None)
    for each in cards_of_all(valley):
        changed(each, "named:x")
    outbox.drain()
    valley.browser().post(valley.url(f"jobs/{job.code}/retry/"))
    outbox.drain()

    with valley.within:
        content = bytes(JobFile.objects.get(job=job).content)
    assert len(pages(content)[0][2]) == 2
    assert "Somchai" in pages(content)[0][1]


def cards_of_all(valley):
    with valley.within:
        return list(Membership.objects.all())
