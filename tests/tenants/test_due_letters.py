"""Letters about money: one before the day, one when it was late, each once, and none about what was paid."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
import zxingcpp
from django.utils import timezone
from PIL import Image

from tenants import due_letters, money, outbox, tasks
from tenants.letter_texts import Words
from tenants.models import Application, Letter, Member
from tenants.services import letter_texts
from tenants.services.money import dues
from tenants.services.money.dues import Asked
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)
ACCOUNT = {"holder": "Oak Street eG", "iban": "DE89370400440532013000", "how": "Or at the till."}


@pytest.fixture
def oak():
    made = office()
    with made.within:
        dues.set_rules(by=made.owner, letters=True, **ACCOUNT)
        yield made


def asked(oak, who, days, amount="25.50"):
    due_on = timezone.localdate() + timedelta(days)
    return dues.ask(who, Asked("fee", "", Decimal(amount), due_on), by=oak.steward)


def told():
    tasks.daily()
    outbox.drain()
    return sorted(Letter.objects.filter(kind__startswith="due_").values_list("kind", "to"))


def test_each_letter_comes_once_and_says_how_to_pay(oak, mailoutbox):
    ada = oak.joined("Ada Adler", "ada@example.org").member
    bea = oak.joined("Bea Berg", "bea@example.org").member
    soon, late = asked(oak, ada, 5), asked(oak, bea, -8)
    assert told() == [("due_overdue", "bea@example.org"), ("due_soon", "ada@example.org")]
    assert told() == [("due_overdue", "bea@example.org"), ("due_soon", "ada@example.org")]

    sent = {mail.to[0]: mail for mail in mailoutbox if "paid" in mail.subject.lower()}
    first, second = sent["ada@example.org"], sent["bea@example.org"]
    assert first.subject == "Oak Street: To be paid soon"
    assert second.subject == "Oak Street: Not paid yet"
    for mail, due in ((first, soon), (second, late)):
        for half in (mail.body, mail.alternatives[0][0]):
            assert "25.50 EUR" in half
            assert "DE89 3704 0044 0532 0130 00" in half
            assert due.spelt in half
            assert "Or at the till." in half
        [(name, content, media_type)] = mail.attachments
        assert (name, media_type) == ("payment.png", "image/png")
        [read] = zxingcpp.read_barcodes(Image.open(BytesIO(content)))
        assert read.text.split("\n")[7] == "EUR25.50"
        assert read.text.endswith(due.spelt)


def test_nobody_is_written_to_where_the_co_op_does_not_want_it_or_it_is_not_time(oak, mailoutbox):
    ada = oak.joined("Ada Adler", "ada@example.org").member
    bea = oak.joined("Bea Berg").member
    type(bea).objects.filter(pk=bea.pk).update(email="", email_key="")
    for days in (8, -6, -22):  # not yet, not yet, too long ago
        asked(oak, ada, days)
    asked(oak, bea, 5)
    assert told() == []
    dues.set_rules(by=oak.owner, letters=True, letter_days_before=0, letter_days_after=0)
    assert told() == [
        ("due_overdue", "ada@example.org")
    ]  # of yesterday's and older, not of those long ago
    dues.set_rules(by=oak.owner, letters=False)
    asked(oak, ada, -1)
    assert len(told()) == 1


def test_what_was_paid_or_waived_before_it_leaves_is_asked_for_no_more(oak, mailoutbox):
    ada = oak.joined("Ada Adler", "ada@example.org").member
    paid, waived, half = (asked(oak, ada, days) for days in (1, 2, 3))
    outbox.drain()
    mailoutbox.clear()
    tasks.remind_of_dues()
    today = timezone.localdate()
    dues.receive(paid, amount=paid.amount, on=today, method="bank", by=oak.steward)
    dues.let_go(waived, action="waived", reason="Help", by=oak.steward)
    dues.receive(half, amount=Decimal(20), on=today, method="cash", by=oak.steward)
    outbox.drain()

    [mail] = mailoutbox
    assert "5.50 EUR" in mail.body
    assert half.spelt in mail.body
    assert told() == [("due_soon", "ada@example.org")] * 3
    assert len(mailoutbox) == 1


def test_what_waits_does_not_leave_once_the_letters_are_switched_off(oak, mailoutbox):
    asked(oak, oak.joined("Ada Adler", "ada@example.org").member, 5)
    outbox.drain()
    mailoutbox.clear()
    tasks.remind_of_dues()
    dues.set_rules(by=oak.owner, letters=False)
    outbox.drain()
    assert mailoutbox == []


def test_who_wants_no_reminders_by_now_is_not_told_beforehand_and_still_when_it_is_late(
    oak, mailoutbox
):
    ada = oak.joined("Ada Adler", "ada@example.org").member
    asked(oak, ada, 5)
    late = asked(oak, ada, -8)
    outbox.drain()
    mailoutbox.clear()
    tasks.remind_of_dues()
    Member.objects.filter(pk=ada.pk).update(reminders_off_at=timezone.now())
    outbox.drain()

    [mail] = mailoutbox
    assert mail.subject == "Oak Street: Not paid yet"
    assert late.spelt in mail.body


def test_what_waited_until_the_day_was_over_does_not_say_that_it_is_to_be_paid_soon(
    oak, mailoutbox
):
    asked(oak, oak.joined("Ada Adler", "ada@example.org").member, 2)
    outbox.drain()
    mailoutbox.clear()
    tasks.remind_of_dues()
    money.open_dues().update(due_on=timezone.localdate() - timedelta(1))  # three days later
    outbox.drain()
    assert mailoutbox == []


def test_applicants_are_told_while_they_are_asked(oak, mailoutbox):
    row = oak.applied("Cy Cole", "cy@example.org")
    gone = oak.applied("Di Dot", "di@example.org", state=Application.State.WITHDRAWN)
    asked(oak, row, 3)
    asked(oak, gone, 3)
    assert told() == [("due_soon", "cy@example.org")]
    [mail] = mailoutbox
    assert "/me/" not in mail.body


def test_a_co_op_has_own_words_for_it(oak, mailoutbox):
    words = Words("{name}: {amount}", "Please pay {amount} by {due_day} ({reference}).", "Bo")
    letter_texts.save_text(due_letters.SOON, "en", words, by=oak.owner)
    due = asked(oak, oak.joined("Ada Adler", "ada@example.org").member, 3)
    outbox.drain()
    mailoutbox.clear()
    told()

    [mail] = [each for each in mailoutbox if "25.50" in each.subject]
    assert mail.subject == "Oak Street: Ada Adler: 25.50 EUR"
    assert f"({due.spelt})." in mail.body
    assert "DE89 3704" in mail.body, "how to pay stays the portal's"


def test_an_owner_switches_them_on(oak):
    browser = oak.browser(oak.owner)
    page = browser.get(oak.url("settings/money/"))
    data = {name: page.context["form"][name].value() or "" for name in page.context["form"].fields}
    assert data["letters"] is True
    answer = browser.post(
        oak.url("settings/money/"), data | {"letters": "", "letter_days_before": "61"}
    )
    assert answer.status_code == 422
    browser.post(oak.url("settings/money/"), data | {"letters": "", "letter_days_before": "3"})
    rules = money.rules()
    assert (rules.letters, rules.letter_days_before, rules.iban) == (False, 3, ACCOUNT["iban"])
