from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tenants import outbox
from tenants.errors import (
    ApplicationIncompleteError,
    CodeRefusedError,
    CodeSpentError,
    TooManyCodesError,
)
from tenants.models import Application, Event, MembershipClass, User
from tenants.services import applying
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


@pytest.mark.parametrize("typed", ["{} ", " {}", "{:.3} {}"])
def test_a_code_may_be_typed_with_spaces(elm, mailoutbox, typed):
    row = joining.asked()
    code = joining.code_in(mailoutbox[-1])
    typed = typed.format(code) if "3" not in typed else f"{code[:3]} {code[3:]}"

    assert applying.confirm_application(row, typed).state == State.SUBMITTED


def test_another_kind_chosen_after_the_code_asks_for_what_it_needs(elm, mailoutbox):
    row = joining.asked()
    code = joining.code_in(mailoutbox[-1])
    MembershipClass.objects.filter(pk=elm.consumer.pk).update(minimum_age=18)

    with pytest.raises(ApplicationIncompleteError):
        applying.confirm_application(row, code)
    row.refresh_from_db()
    assert row.state == State.DRAFT


def test_confirming_twice_sends_once(elm, mailoutbox):
    row = joining.asked()
    code = joining.code_in(mailoutbox[-1])
    first = applying.confirm_application(row, code)
    again = applying.confirm_application(row, code)

    assert first.pk == again.pk
    assert again.state == State.SUBMITTED
    assert facts("ApplicationSubmitted") == 1


def test_five_tries_and_no_more(elm, mailoutbox):
    row = joining.asked()
    code = joining.code_in(mailoutbox[-1])
    wrong = "111111" if code != "111111" else "222222"
    for _ in range(5):
        with pytest.raises(CodeRefusedError) as refused:
            applying.confirm_application(row, wrong)
        assert refused.value.code == "code_refused"

    with pytest.raises(CodeSpentError):
        applying.confirm_application(row, code)
    row.refresh_from_db()
    assert (row.state, row.confirm_fails) == (State.DRAFT, 5)
    assert not User.objects.filter(email="amara@example.org").exists()


def test_the_fifth_try_may_be_the_right_one(elm, mailoutbox):
    row = joining.asked()
    code = joining.code_in(mailoutbox[-1])
    for _ in range(4):
        with pytest.raises(CodeRefusedError):
            applying.confirm_application(row, "x")

    assert applying.confirm_application(row, code).state == State.SUBMITTED


def test_a_code_is_too_old_after_fifteen_minutes(elm, mailoutbox):
    row = joining.asked()
    later(row, confirm_code_expires_at=timezone.now() - timedelta(seconds=1))

    with pytest.raises(CodeSpentError):
        applying.confirm_application(row, joining.code_in(mailoutbox[-1]))


def test_a_new_code_ends_the_old_one_and_gives_five_new_tries(elm, mailoutbox):
    row = joining.asked()
    old = joining.code_in(mailoutbox[-1])
    with pytest.raises(CodeRefusedError):
        applying.confirm_application(row, "0")
    let_resend(row)
    applying.send_confirmation(row)
    outbox.drain()
    new = joining.code_in(mailoutbox[-1])

    assert (old != new, len(mailoutbox)) == (True, 2)
    row.refresh_from_db()
    assert row.confirm_fails == 0
    with pytest.raises(CodeRefusedError):
        applying.confirm_application(row, old)
    assert applying.confirm_application(row, new).state == State.SUBMITTED


def test_a_second_click_within_half_a_minute_sends_nothing(elm, mailoutbox):
    row = joining.asked()
    applying.send_confirmation(row)
    outbox.drain()

    assert len(mailoutbox) == 1
    assert facts("ConfirmationAsked") == 1


def test_one_draft_gets_five_codes_at_most(elm, mailoutbox):
    row = joining.asked()
    for _ in range(4):
        let_resend(row)
        applying.send_confirmation(row)
    let_resend(row)

    with pytest.raises(TooManyCodesError):
        applying.send_confirmation(row)


def test_one_mailbox_gets_five_letters_an_hour_whoever_types_it(elm, mailoutbox):
    for _ in range(7):
        joining.asked()

    assert len(mailoutbox) == 5


def test_another_address_needs_another_code(elm, mailoutbox):
    row = joining.asked()
    code = joining.code_in(mailoutbox[-1])
    applying.save_answers(row, email="other@example.org")

    with pytest.raises(CodeRefusedError):
        applying.confirm_application(row, code)


def test_a_letter_that_was_overtaken_is_not_written(elm, mailoutbox):
    row = applying.send_confirmation(joining.draft())
    applying.save_answers(row, email="other@example.org")
    outbox.drain()

    assert mailoutbox == []
