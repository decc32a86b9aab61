"""What the portal itself does in the background: its own letters, and its clock."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Final

from celery import shared_task
from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext as _

from coopportal.consultation.mail import compose as compose_about_a_comment
from coopportal.db import counted
from coopportal.interest.mail import compose as compose_about_an_interest
from coopportal.services import consultation, interest, letters
from coopportal.services.letters import L
from tenants.models import CommentLetter, InterestLetter

log = logging.getLogger(__name__)
LETTERS: Final = "coopportal.tasks.send_interest_letters"
COMMENT_LETTERS: Final = "coopportal.tasks.send_comment_letters"
SPELL: Final = 8.0  # seconds; a round has the limit of one task for everything that it looks for


@shared_task(name=LETTERS, acks_late=False)
def send_interest_letters() -> None:
    """Send what is owed about interests."""
    _send(InterestLetter, compose_about_an_interest)


@shared_task(name=COMMENT_LETTERS, acks_late=False)
def send_comment_letters() -> None:
    """Send what is owed about comments."""
    _send(CommentLetter, compose_about_a_comment)


def _send(owed: type[L], compose: Callable[[L], EmailMultiAlternatives]) -> None:
    """One mail at a time and outside any transaction. What is left after a while is the next round's."""
    until = time.monotonic() + SPELL
    while time.monotonic() < until and (row := letters.claim_letter(owed)) is not None:
        try:
            compose(row).send()
        except SMTPRecipientsRefused:
            letters.mark_failed(row, _("The address was refused."))
        except (SMTPException, OSError) as error:
            log.warning("A letter (%s) was not taken: %s.", row.ABOUT, type(error).__name__)
            letters.put_off(row, _("The mail server did not take it."))
        except Exception as error:  # noqa: BLE001 -- whatever is wrong with one, the others leave
            log.warning("A letter (%s) broke: %s.", row.ABOUT, type(error).__name__)
            letters.put_off(row, _("It could not be written or sent."))
        else:
            letters.mark_sent(row)


@shared_task(name="coopportal.tasks.daily")
def daily() -> None:
    """Idempotent, so an hourly call is harmless."""
    counted.renew()
    interest.delete_unconfirmed()
    consultation.delete_what_is_over()
