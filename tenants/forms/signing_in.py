"""Signing in: allauth's forms, with sentences that say what to do."""

from __future__ import annotations

from typing import Any, Final

from allauth.account.forms import AddEmailForm, RequestLoginCodeForm
from django.utils.translation import gettext_lazy as _

ADDRESS: Final = {
    "required": _("Enter your email address."),
    "invalid": _("Enter an email address in the correct format, like name@example.org."),
}


class AddressForm(RequestLoginCodeForm):  # type: ignore[misc]  # -- allauth ships no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].error_messages |= ADDRESS


class AnotherAddressForm(AddEmailForm):  # type: ignore[misc]  # -- as above
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].error_messages |= ADDRESS | {"required": _("Enter the email address.")}
