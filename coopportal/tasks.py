"""What the portal itself does in the background: letters about an interest, and its clock."""

from __future__ import annotations

import logging
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Final

from celery import shared_task
from django.utils.translation import gettext as _

from coopportal.interest.mail import compose
from coopportal.services import interest, interest_letters

log = logging.getLogger(__name__)
LETTERS: Final = "coopportal.tasks.send_interest_letters"


@shared_task(name=LETTERS, acks_late=False)
def send_interest_letters() -> None:
    """Send what is owed, one mail at a time and outside any transaction."""
    while (row := interest_letters.claim_letter()) is not None:
        try:
            compose(row).send()
        except SMTPRecipientsRefused:
            interest_letters.mark_failed(row, _("The address was refused."))
        except (SMTPException, OSError) as error:
            log.warning("A letter about an interest was not taken: %s.", type(error).__name__)
            interest_letters.put_off(row, _("The mail server did not take it."))
        except Exception as error:  # noqa: BLE001 -- whatever is wrong with one, the others leave
            log.warning("A letter about an interest broke: %s.", type(error).__name__)
            interest_letters.put_off(row, _("It could not be written or sent."))
        else:
            interest_letters.mark_sent(row)


@shared_task(name="coopportal.tasks.daily")
def daily() -> None:
    """Idempotent, so an hourly call is harmless."""
    interest.delete_unconfirmed()
