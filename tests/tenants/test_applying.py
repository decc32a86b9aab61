from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from tenants import outbox, scope
from tenants.errors import (
    AlreadyKnownError,
    ApplicationIncompleteError,
    ApplicationSentError,
    ChangedMeanwhileError,
    CodeRefusedError,
    NotOpenError,
)
from tenants.models import Application, Event, Locator, Seat, User
from tenants.secrets import application_token, digest
from tenants.services import applying, thread
from tests.tenants import joining
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)

State = Application.State


@pytest.fixture
def elm():
    made = office("elm", "Elm Lane")
    with made.within:
        joining.bylaws()
        yield made


@pytest.fixture
def oak():
    return office("oak")


def facts(name):
    return Event.objects.filter(name=name).count()


def later(row, **values):
    Application.objects.filter(pk=row.pk).update(**values)


def let_resend(row):
    later(row, confirm_sent_at=timezone.now() - timedelta(seconds=31))


def test_a_draft_is_found_by_its_secret_and_lasts_fourteen_days(elm):
    row, token = applying.start_application(language="de")

    place = Locator.objects.get()
    assert (place.target, place.cooperative) == (row.code, elm.coop)
    assert place.digest == digest("locator", token)
    assert token == application_token(row.code)
    assert row.language == "de"
    assert timedelta(13) < row.draft_expires_at - timezone.now() <= timedelta(14)
    assert facts("ApplicationSubmitted") == 0


def test_answers_are_kept_with_the_keys_that_searches_compare(elm):
    row = joining.draft(name="  José Ñuñez ", email="José@Example.org")

    assert (row.name, row.name_key) == ("José Ñuñez", "jose nunez")
    assert row.email_key == "josé@example.org"
    with pytest.raises(TypeError):
        applying.save_answers(row, state="approved")


def test_the_code_sends_the_application_and_makes_the_login(elm, mailoutbox):
    row = joining.applied(mailoutbox)

    row.refresh_from_db()
    user = User.objects.get(email="amara@example.org")
    assert (row.state, row.user) == (State.SUBMITTED, user)
    assert row.email_confirmed_at is not None
    assert (user.name, user.has_usable_password()) == ("Amara Okonkwo-Lindqvist", False)
    assert EmailAddress.objects.get(user=user).verified
    assert Seat.objects.get(user=user).kind == Seat.Kind.APPLICANT
    assert facts("ApplicationSubmitted") == 1


def test_a_person_who_is_known_to_the_portal_keeps_the_login(elm, mailoutbox):
    with transaction.atomic():
        known = User.objects.enter("amara@example.org", name="Amara O.", confirmed=True)

    row = joining.applied(mailoutbox)

    assert row.user == known
    assert User.objects.get(pk=known.pk).name == "Amara O."


@pytest.mark.parametrize("missing", [{"name": ""}, {"email": ""}, {"bylaws": None}])
def test_nothing_is_sent_while_something_is_missing(elm, missing):
    row = joining.draft(**missing)

    with pytest.raises(ApplicationIncompleteError):
        applying.send_confirmation(row)


def test_a_kind_that_is_closed_to_applicants_takes_none(elm):
    with pytest.raises(ApplicationIncompleteError):
        applying.send_confirmation(
            joining.draft(membership_class=joining.of_class(open_to_applicants=False))
        )


def test_answers_stay_as_they_were_sent(elm, mailoutbox):
    row = joining.applied(mailoutbox)

    with pytest.raises(ApplicationSentError):
        applying.save_answers(row, name="Somebody Else")
    with pytest.raises(ApplicationSentError):
        applying.send_confirmation(row)


def test_a_member_gets_no_code_and_no_second_application(elm, mailoutbox):
    elm.joined(email="amara@example.org")
    before = Application.objects.get().pk
    row = joining.asked()

    assert joining.code_in(mailoutbox[-1]) is None
    assert mailoutbox[-1].subject == "Elm Lane: You are a member already"
    row.refresh_from_db()
    for guess in ("", "000000"):
        with pytest.raises(CodeRefusedError) as refused:
            applying.confirm_application(row, guess)
        assert refused.value.code == "code_refused"
    assert Application.objects.exclude(state=State.DRAFT).get().pk == before


def test_a_visitor_may_become_a_member(elm, mailoutbox):
    visiting = joining.of_class(name="Visitor", visiting=True)
    elm.joined(email="amara@example.org", membership_class=visiting)

    assert joining.applied(mailoutbox).state == State.SUBMITTED


def test_an_open_application_is_pointed_to(elm, mailoutbox):
    first = joining.applied(mailoutbox)
    joining.asked()

    assert mailoutbox[-1].subject == "Elm Lane: You have applied already"
    assert joining.link_in(mailoutbox[-1]) == f"/a/{application_token(first.code)}/"


def test_two_drafts_of_one_person_send_one_application(elm, mailoutbox):
    one, two = joining.asked(), joining.asked(email="AMARA@example.org")
    codes = [joining.code_in(mail) for mail in mailoutbox]
    applying.confirm_application(one, codes[0])

    with pytest.raises(AlreadyKnownError):
        applying.confirm_application(two, codes[1])
    assert facts("ApplicationSubmitted") == 1


def test_a_co_op_that_is_suspended_takes_nothing(elm, mailoutbox):
    row = joining.asked()
    joining.suspend(elm.coop)

    with pytest.raises(NotOpenError):
        applying.start_application(language="en")
    with pytest.raises(NotOpenError):
        applying.confirm_application(row, joining.code_in(mailoutbox[-1]))
    with pytest.raises(NotOpenError):
        applying.submit_trusted(name="Paper", membership_class=elm.consumer)


def test_a_form_on_paper_is_entered_without_a_code_or_a_letter(elm, mailoutbox):
    at = timezone.now() - timedelta(days=40)
    row = applying.submit_trusted(
        name="Paper Person", email="", membership_class=elm.consumer, submitted_at=at
    )
    outbox.drain()

    row.refresh_from_db()
    assert (row.state, row.submitted_at, row.email_confirmed_at) == (State.SUBMITTED, at, None)
    assert row.bylaws.version == 1
    assert (mailoutbox, User.objects.filter(name="Paper Person").exists()) == ([], False)
    assert facts("ApplicationSubmitted") == 1


def test_paper_is_checked_like_everything_else(elm):
    values = {"name": "Amara", "membership_class": elm.consumer, "email": "amara@example.org"}
    applying.submit_trusted(**values)

    with pytest.raises(AlreadyKnownError):
        applying.submit_trusted(**values)
    with pytest.raises(ApplicationIncompleteError):
        applying.submit_trusted(name="Amara", email="new@example.org")
    assert Application.objects.count() == 1


def test_an_answer_hands_the_application_back(elm, mailoutbox):
    row = joining.applied(mailoutbox)
    later(row, state=State.INFORMATION_ASKED)
    thread.write_as_applicant(row, "  Elm Lane 3. ")

    row.refresh_from_db()
    assert (row.state, row.messages.get().text) == (State.SUBMITTED, "Elm Lane 3.")
    assert facts("QuestionAnswered") == 1
    applying.withdraw_application(row)
    with pytest.raises(ChangedMeanwhileError):
        thread.write_as_applicant(row, "Again.")


def test_what_is_withdrawn_has_a_last_day_and_is_withdrawn_once(elm, mailoutbox):
    row = joining.applied(mailoutbox)
    applying.withdraw_application(row)
    outbox.drain()

    row.refresh_from_db()
    assert row.state == State.WITHDRAWN
    assert row.delete_on == timezone.localdate() + timedelta(days=30)
    assert mailoutbox[-1].subject == "Elm Lane: Your application is withdrawn"
    with pytest.raises(ChangedMeanwhileError):
        applying.withdraw_application(row)


def test_a_draft_that_is_discarded_is_gone_and_what_was_sent_stays(elm, mailoutbox):
    sent = joining.applied(mailoutbox)
    applying.discard_draft(joining.draft(email="other@example.org"))
    applying.discard_draft(sent)

    assert Application.objects.get().pk == sent.pk
    assert Locator.objects.count() == 1


def test_being_known_at_one_co_op_is_nothing_at_the_next(elm, oak, mailoutbox):
    joining.applied(mailoutbox)

    with scope.within(oak.coop.pk):
        assert not applying.is_known("amara@example.org")
        assert joining.applied(mailoutbox).state == State.SUBMITTED
    assert User.objects.filter(email="amara@example.org").count() == 1
