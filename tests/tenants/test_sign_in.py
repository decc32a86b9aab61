from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client, RequestFactory

from tenants import scope
from tenants.login import AccountAdapter
from tenants.models import Member, Seat, User
from tenants.services.people import enter_people, enter_person
from tenants.services.seats import seat_members
from tests import build

pytestmark = pytest.mark.django_db(transaction=True)

ASK, ENTER = "/accounts/login/code/", "/accounts/login/code/confirm/"


def ask(email, **values):
    client = Client()
    answer = client.post(ASK, {"email": email}, **values)
    assert (answer.status_code, answer["Location"]) == (302, ENTER)
    return client


def told(client):
    page = client.get(ENTER).content.decode()
    return re.sub(r'value="[^"]{60,}"', "", page)


def test_a_code_signs_a_person_in_and_finds_the_seat(mailoutbox):
    elm = build.cooperative("elm")
    with scope.within(elm.pk):
        row = Member.objects.create(
            number="1", name="Amara", email="amara@example.org", email_key="amara@example.org"
        )
        seat_members([row])
    user = enter_person("Amara@example.org")
    client = ask("amara@example.org")
    code = re.search(r"^[A-Z0-9-]{6,}$", mailoutbox[0].body, re.MULTILINE)[0]

    answer = client.post(ENTER, {"code": code})

    assert answer["Location"] == "/me/"
    assert Seat.objects.get().user == user
    with scope.within(elm.pk):
        row.refresh_from_db()
    assert row.user == user


def test_many_are_entered_as_one_by_one_and_in_no_more_statements(django_assert_max_num_queries):
    enter_person("here@example.org", name="Here", confirmed=True)
    enter_person("new0@example.org")
    people = [(f"New{each}@example.org", f"New {each}", "de") for each in range(40)]

    with django_assert_max_num_queries(8):
        enter_people([*people, people[0], ("HERE@example.org", "Other", "fr")])
    enter_people(people)

    assert User.objects.count() == EmailAddress.objects.count() == 41
    new = User.objects.get(email="new3@example.org")
    assert (new.name, new.language, new.has_usable_password()) == ("New 3", "de", False)
    address = new.emailaddress_set.get()
    assert (address.email, address.primary, address.verified) == (new.email, True, False)
    assert User.objects.get(email="here@example.org").name == "Here"


def test_the_mail_has_two_halves_and_no_address_from_the_request(mailoutbox):
    enter_person("amara@example.org")

    ask("amara@example.org", headers={"host": "localhost"})

    sent = mailoutbox[0]
    assert sent.subject == "Your code to sign in"
    assert "15 minutes" in sent.body
    assert "15 minutes" in sent.alternatives[0].content
    assert "http" not in sent.body


@pytest.mark.parametrize("page", [ASK, "/accounts/login/"])
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter your email address."),
        ("  ", "Enter your email address."),
        ("amara", "Enter an email address in the correct format, like name@example.org."),
    ],
)
def test_what_is_no_address_is_answered_with_what_to_do(page, typed, sentence, mailoutbox):
    answer = Client().post(page, {"email": typed})
    html = answer.content.decode()

    assert answer.status_code == 422
    assert "There is a problem" in html
    assert f'<a href="#id_email">{sentence}</a>' in html
    assert "<title>Error: Sign in" in html
    assert mailoutbox == []


def test_the_address_may_be_sent_to_the_page_itself(mailoutbox):
    enter_person("ada@example.org")
    answer = Client().post("/accounts/login/?next=/directory/", {"email": "ada@example.org"})

    assert answer["Location"].startswith(ENTER)
    assert [mail.to for mail in mailoutbox] == [["ada@example.org"]]


@pytest.mark.parametrize(
    "sent",
    [{"email": "a@example.org", "password": "x"}, {"login": "a@example.org", "password": "x"}],
)
def test_no_password_signs_anybody_in(sent):
    user = enter_person("a@example.org", confirmed=True)
    user.set_password("x")
    user.save()
    client = Client()
    client.post("/accounts/login/", sent)

    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("typed", "sentence"), [("", "Enter the code from the email."), ("WRONG1", "Incorrect code.")]
)
def test_a_code_that_is_missing_or_wrong_is_a_mistake(mailoutbox, typed, sentence):
    enter_person("bela@example.org")
    answer = ask("bela@example.org").post(ENTER, {"code": typed})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_an_unknown_address_gets_the_same_page_and_no_mail(mailoutbox):
    enter_person("amara@example.org")
    known, unknown = ask("amara@example.org"), ask("nobody@example.org")

    assert told(known).replace("amara@", "nobody@") == told(unknown)
    assert [mail.to for mail in mailoutbox] == [["amara@example.org"]]
    assert not User.objects.filter(email="nobody@example.org").exists()


def test_a_hall_asks_from_one_address_and_a_mailbox_gets_three(mailoutbox):
    people = [f"member{number}@example.org" for number in range(40)]
    enter_people([(email, "Somebody", "en") for email in people])
    for email in people:
        ask(email)
    for _turn in range(2):
        ask(people[0])

    refused = Client().post(ASK, {"email": people[0].upper()})

    assert refused.status_code == 422
    assert "Codes were asked for too often just now. Wait a minute" in refused.content.decode()
    assert len(mailoutbox) == 42


def test_nobody_signs_up_by_an_open_form():
    Client().post("/accounts/signup/", {"email": "new@example.org"})

    assert not User.objects.exists()


def test_links_in_mails_stand_on_the_canonical_origin(settings):
    settings.CANONICAL_ORIGIN = "https://portal.example.org"
    adapter = AccountAdapter(RequestFactory().get("/", headers={"host": "localhost"}))

    assert (
        adapter.get_reset_password_from_key_url("1-abc")
        == "https://portal.example.org/accounts/password/reset/key/1-abc/"
    )


def test_a_person_is_entered_once_however_the_address_is_written():
    first = enter_person("Amara@Example.org", name="Amara", language="de")
    again = enter_person(" amara@example.org", name="Somebody", confirmed=True)

    assert first == again
    assert (again.email, again.name, again.language) == ("amara@example.org", "Amara", "de")
    assert not again.has_usable_password()
    address = EmailAddress.objects.get()
    assert (address.user, address.primary, address.verified) == (first, True, True)


def test_a_second_address_that_is_confirmed_leads_to_the_same_person():
    amara = enter_person("amara@example.org", confirmed=True)
    EmailAddress.objects.create(user=amara, email="amara@work.example.org", verified=True)

    assert enter_person("amara@work.example.org") == amara
