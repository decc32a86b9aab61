"""The test mail: from the address that letters will come from, with a code that proves it arrived."""

from __future__ import annotations

from email.utils import formataddr
from smtplib import SMTPException

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext as _

from coopportal.errors import MailNotTakenError
from tenants.mail_layout import write_halves


def send_test_mail(*, sender: str, to: str, code: str) -> None:
    """Outside any transaction. Raises MailNotTakenError where the mail server refuses or is away."""
    text, html = write_halves("portal/mail/test", {"code": code}, cooperative=None)
    mail = EmailMultiAlternatives(
        subject=_("Test mail of your portal: {code}").format(code=code),
        body=text,
        from_email=formataddr(("CoopPortal", sender)),
        to=[to],
        headers={"Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(html, "text/html")
    try:
        mail.send()
    except (SMTPException, OSError) as error:
        raise MailNotTakenError from error
