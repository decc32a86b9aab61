"""What the site itself refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tenants.errors import DomainError


class SetUpAlreadyError(DomainError):
    code = "set_up_already"
    message = _("This portal has been set up. The link works once.")
    status = 410


class MailNotTakenError(DomainError):
    code = "mail_not_taken"
    message = _("The mail server did not take the mail. Look at its address and try again.")
    status = 422


class PeopleAlreadyError(DomainError):
    code = "people_already"
    message = _("There are people in this portal already, so no invented ones are added.")
