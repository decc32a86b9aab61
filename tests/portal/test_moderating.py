"""The consultation for whoever looks after the network: the same people who see who is interested."""

from __future__ import annotations

import csv

import pytest
from django.test import Client

from coopportal import celery
from coopportal.services import consultation as service
from coopportal.tasks import COMMENT_LETTERS
from tenants import scope
from tenants.models import Comment, Proposal, Seat, Staff, User
from tests import build
from tests.portal.consulting import answered, commented, letters, moderator, proposed, published

pytestmark = pytest.mark.django_db(transaction=True)
LIST, SHEET, CHANGES = "/network/consultation/", "/network/consultation.csv", "/network/proposals/"
State = Comment.State


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def seat(coop, *roles, email="dele@example.org"):
    user = User.objects.create_user(email, name="Dele")
    with scope.within(coop.pk):
        Staff.objects.create(user=user, roles=list(roles))
    Seat.objects.create(kind=Seat.Kind.STAFF, user=user, cooperative=coop)
    return user


@pytest.fixture
def operator():
    return signed_in(moderator())


@pytest.fixture
def commons():
    return build.cooperative("commons", name="Commons", level="secondary")


def page_of(row):
    return f"{LIST}{row.code}/"


def send(client, row, form, **typed):
    values = {f"{form}-{key}": value for key, value in {"was": row.state, **typed}.items()}
    return client.post(page_of(row), {"form": form, **values})


@pytest.mark.parametrize("who", ["operator", "federation"])
def test_a_comment_is_read_published_and_answered(who, commons, operator):
    client = operator if who == "operator" else signed_in(seat(commons, Staff.Role.OWNER))
    row, change = commented(), proposed()
    assert "Grandparents" in client.get(LIST).content.decode()

    assert send(client, row, "read", to="publish").status_code == 302
    row.refresh_from_db()
    assert (row.state, row.number) == (State.PUBLISHED, 1)
    send(client, row, "answer", state="accepted", answer="Yes, in v0.2.", led_to=change.pk)
    row.refresh_from_db()

    assert (row.state, row.answer, row.led_to) == (State.ACCEPTED, "Yes, in v0.2.", change)
    assert row.changed_by == ("Olwen Price" if who == "operator" else "Dele")
    assert "Yes, in v0.2." in Client().get("/definition/consultation/").content.decode()
    assert [each.subject for each in letters() if each.to == [row.email]][-2:] == [
        "Your comment is published",
        "There is an answer to your comment",
    ]


def test_a_comment_that_should_not_be_read_is_hidden(operator):
    row = published()
    send(operator, row, "read", to="hide")

    assert Comment.objects.get().state == State.HIDDEN
    assert "Grandparents" not in Client().get("/definition/consultation/").content.decode()
    assert "Not published (1)" in operator.get(LIST).content.decode()


def test_nothing_is_decided_by_a_form_that_is_not_filled_in(operator):
    fresh, known = commented(), published(email="b@example.org")
    for row, form, sentence in (
        (fresh, "read", "Choose whether it is published."),
        (known, "answer", "Choose what becomes of it."),
        (known, "answer", "Write an answer."),
    ):
        refused = send(operator, row, form)
        assert refused.status_code == 422
        assert sentence in refused.content.decode()
    assert (
        send(operator, fresh, "answer", state="later", answer="Not published yet").status_code
        == 200
    )
    assert set(Comment.objects.values_list("state", flat=True)) == {State.NEW, State.PUBLISHED}


def test_a_colleague_who_was_faster_is_not_overruled(operator):
    row = commented()
    send(operator, row, "read", to="hide")

    assert send(operator, row, "read", to="publish").status_code in {409, 422}
    assert Comment.objects.get().state == State.HIDDEN


def test_no_page_and_no_sheet_shows_an_address(operator):
    rows = [commented(), published(email="b@example.org")]
    rows.append(answered("declined", "No.", email="c@example.org"))
    addresses = [row.email for row in rows]
    pages = [LIST, SHEET, CHANGES, *map(page_of, rows)]
    pages += [f"{LIST}?state={state}" for state in Comment.LISTED]
    pages += [f"{SHEET}?state={state}" for state in Comment.LISTED]

    for page in pages:
        text = operator.get(page).content.decode()
        assert [each for each in addresses if each in text] == [], page


def test_tabs_filters_and_the_sheet_agree(operator):
    change = proposed("Count elders apart")
    commented(text="About elders", proposal=change)
    commented(text="About shares", email="b@example.org")
    for query, found in (("", 2), ("?q=shares", 1), ("?proposal=1", 1), ("?q=x&proposal=1", 0)):
        page = operator.get(LIST + query).content.decode()
        listed = csv.reader(operator.get(SHEET + query).content.decode("utf-8-sig").splitlines())
        assert page.count('<th scope="row"') == found
        assert len(list(listed)) == found + 1
    assert "No comment found" in operator.get(f"{LIST}?q=nowhere").content.decode()
    assert "No comment is waiting" not in operator.get(LIST).content.decode()


def test_a_cell_of_the_sheet_runs_nothing(operator):
    commented(text="=1+1")

    assert "\n=1" not in operator.get(SHEET).content.decode()
    assert ",=1" not in operator.get(SHEET).content.decode()


def test_a_change_is_proposed_decided_and_part_of_a_version(operator):
    typed = {"title": "Count elders apart", "text": "Why not.", "term": "covers", "state": "open"}
    assert operator.post(f"{CHANGES}new/", typed)["Location"] == CHANGES
    found = Proposal.objects.get()
    assert (found.number, found.term) == (1, "covers")

    address = f"{CHANGES}{found.code}/"
    refused = operator.post(address, {**typed, "state": "accepted"})
    assert refused.status_code == 422
    assert "Say why it was decided so." in refused.content.decode()
    operator.post(address, {**typed, "state": "accepted", "answer": "Yes.", "version": "v0.1"})
    found.refresh_from_db()
    assert (found.state, found.version, found.changed_by) == ("accepted", "v0.1", "Olwen Price")
    operator.post(address, {**typed, "state": "declined", "answer": "No.", "version": "v0.1"})
    found.refresh_from_db()
    assert (found.state, found.version) == ("declined", "")


def test_whoever_looks_after_the_network_hears_of_comments_once_an_hour(commons):
    moderator()
    seat(commons, Staff.Role.OWNER)
    seat(commons, Staff.Role.DESK, email="desk@example.org")
    for number in range(3):
        row = service.write_comment(text="Secret wish", email=f"a{number}@example.org")
        Client().post(f"/definition/comment/{service.link_token(row.code)}/")
    sent = [each for each in letters() if "Somebody wrote a comment" in each.subject]

    assert sorted(each.to[0] for each in sent) == ["dele@example.org", "olwen@example.org"]
    for each in sent:
        for half in (each.body, each.alternatives[0][0]):
            assert "/network/consultation/" in half
            assert "Secret" not in half
            assert "/definition/comment/" not in half


@pytest.mark.parametrize("who", ["owner of a primary", "desk of a federation", "left", "nobody"])
def test_for_everybody_else_there_is_no_such_page(who, commons):
    row, change = published(), proposed()
    coop = build.cooperative("oak") if who == "owner of a primary" else commons
    if who == "nobody":
        client = signed_in(User.objects.create_user("nobody@example.org"))
    else:
        user = seat(coop, Staff.Role.DESK if "desk" in who else Staff.Role.OWNER)
        if who == "left":
            with scope.within(coop.pk):
                Staff.objects.update(removed_at="2026-11-01T00:00:00Z")
        client = signed_in(user)
    addresses = [LIST, SHEET, CHANGES, f"{CHANGES}new/", page_of(row), f"{CHANGES}{change.code}/"]
    for address in addresses:
        for method in ("get", "post"):
            assert getattr(client, method)(address).status_code == 404, address
        asked = Client().get(address)
        assert asked["Location"].startswith("/accounts/login/?next=/network/")
    assert Comment.objects.get().state == State.PUBLISHED


def test_a_federations_owners_find_what_waits_on_their_first_page(commons):
    client = signed_in(seat(commons, Staff.Role.OWNER))
    assert LIST not in client.get("/c/commons/staff/").content.decode()
    commented()
    published(email="b@example.org")
    page = client.get("/c/commons/staff/").content.decode()

    assert "1 waits to be read." in page
    assert "1 waits for an answer." in page
    assert f'href="{LIST}"' in page


def test_the_workers_look_for_these_letters_by_themselves():
    celery.app.loader.import_default_modules()

    assert COMMENT_LETTERS in celery.OWED
    assert set(celery.OWED) <= set(celery.app.tasks)


def test_an_unconfirmed_comment_is_no_page_for_anybody(operator):
    row = service.write_comment(text="Not confirmed", email="a@example.org")

    assert operator.get(page_of(row)).status_code == 404
    assert send(operator, row, "read", to="publish").status_code == 404
    assert "Not confirmed" not in operator.get(LIST).content.decode()
