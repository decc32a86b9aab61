"""Signing in: allauth's forms, with sentences that say what to do."""

from __future__ import annotations

from typing import Any, Final

from allauth.account.forms import AddEmailForm, RequestLoginCodeForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

ADDRESS: Final = {
    "required": _("Enter your email address."),
    "invalid": _("Enter an email address in the correct format, like name@example.org."),
}

TOO_OFTEN: Final = _("Codes were asked for too often just now. Wait a minute, then ask again.")


class AddressForm(RequestLoginCodeForm):  # type: ignore[misc]  # -- allauth ships no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].error_messages |= ADDRESS

    def clean_email(self) -> str:
        """Nobody has failed at anything yet: too often is said as such, and not in allauth's words for wrong codes."""
        try:
            email: str = super().clean_email()
        except ValidationError as error:
            if error.code != "too_many_login_attempts":
                raise
            raise ValidationError(TOO_OFTEN, code=error.code) from error
        return email


class AnotherAddressForm(AddEmailForm):  # type: ignore[misc]  # -- as above
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].error_messages |= ADDRESS | {"required": _("Enter the email address.")}
