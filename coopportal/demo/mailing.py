"""What became of an invented co-op's letters: most arrived, a mailbox is gone, a server asks for patience."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from coopportal.demo import cast
from coopportal.demo.services import backdating
from coopportal.demo.staffing import seat
from tenants import letter_texts, mail_log, mailing_audience, outbox, reminders, scope
from tenants.letter_texts import Words
from tenants.models import Cooperative, Letter, Mailing, Membership, Staff
from tenants.services import bounces, letters, mailings, sending
from tenants.services import letter_texts as words_service

AN_HOUR: Final = 600
MAILINGS: Final[tuple[dict[str, Any], ...]] = (
    {
        "subject": "The new shelves are here",
        "text": "Dear {name},\n\nthe new shelves are up. Thank you to all who helped on Saturday.",
        "query": "q=GV-00000",
    },
    {
        "subject": "Invitation to the general meeting",
        "text": "Dear {name},\n\nwe invite you to the general meeting of {coop}, on the first Saturday in March.",
        "required": True,
        "reason": "The rules ask for an invitation four weeks before a general meeting.",
    },
)
OWN: Final = Words(
    "Will you stay with us, {name}?",
    "Dear {name},\n\nyour membership {number} runs until {last_day}. We would be glad to keep you.",
    "See you at the shop,\nBo and the membership team",
)
FIRST: Final = 30  # days before the last one
BACK: Final = "550 5.1.1 The email account that you tried to reach does not exist."
# What mail servers said of the last members that were written to, the newest first; of one more a report came back.
SAID: Final = (
    (Letter.State.FAILED, "550 5.1.1 <{to}>: Recipient address rejected: User unknown"),
    (Letter.State.BOUNCED, ""),
    (Letter.State.WAITING, "451 4.7.1 <{to}>: Greylisting in action, please come back later"),
)


def work(slugs: Collection[str], *, now: datetime) -> None:
    """At Green Valley."""
    here = Cooperative.objects.filter(slug__in=slugs, slug=cast.GREEN_VALLEY).first()
    if here is None:
        return
    with scope.within(here.pk):
        if mail_log.rules().letters_an_hour is None:
            sending.set_rules(letters_an_hour=AN_HOUR, kept_months=24, by=seat(Staff.Role.OWNER))
        _reword()
        _write_to_all()
        if not Letter.objects.filter(kind=reminders.KIND).exclude(error="").exists():
            _write(now)


def _write_to_all() -> None:
    """News that went to those who work at the shop, and an invitation that somebody is still writing."""
    if Mailing.objects.exists():
        return
    by = seat(Staff.Role.MEMBERSHIP)
    for words in MAILINGS:
        row = mailings.save_draft(None, by=by, language="en", **words)
        if row.query:
            mailings.start(row, mailing_audience.sorted_out(row).reached, by=by)
            outbox.drain()


def _reword() -> None:
    """A reminder in the shop's own words."""
    if letter_texts.current(reminders.KIND, "en") is None:
        words_service.save_text(reminders.KIND, "en", OWN, by=seat(Staff.Role.MEMBERSHIP))


def _write(now: datetime) -> None:
    """Reminders to members who have no login, as the clock writes them."""
    good = Membership.objects.filter(standing=Membership.Standing.GOOD, member__user=None)
    rows = good.filter(membership_class__visiting=False).exclude(member__email="")
    # Whoever gave notice comes last: a reminder to them leaves no more.
    reached = rows.select_related("member").order_by("end_reason", "-pk")
    for membership, (state, said) in zip(reached[: len(SAID)], SAID, strict=False):
        to = membership.member
        backdating.tell_of_card(membership)
        with transaction.atomic():
            key = f"{membership.code}|{membership.ends_on}|{FIRST}"
            row = letters.write_letter(
                reminders.KIND, to=to.email, about=membership.code, key=key, language=to.language
            )
        outbox.drain()
        if row is not None and not said:
            bounces.take(row.code, gone=True, said=BACK)
        elif row is not None:
            backdating.answer_letter(row, state=state, said=said.format(to=to.email), now=now)
