"""Codes that allauth asks for: each try is counted in the database first, and what was right is right once.

allauth counts tries of a login code in the session and those of an app in the cache: whoever sends many at once, begins
a session for each or sees the cache emptied would have more of them.
"""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import Any, Final

from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmEmailVerificationCodeForm, ConfirmLoginCodeForm
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from tenants.secrets import email_key
from tenants.services import tries
from tenants.views.enough import network_of

TRIES_OF_A_CODE: Final = 3
# 20^8 codes from a mailbox, and three tries at each: the pace is for who asks for one after another. It is that of
# whoever types in one network: a stranger who types wrong ones at an address must not keep its owner out.
MAILBOX: Final = tries.Pace(free=10)
# Six digits, of which three are right at any moment.
SECOND_PROOF: Final = tries.Pace(free=5)
# An app's code is taken a period early and late: used, it is remembered for longer than it could be right.
SHOWN_FOR: Final = timedelta(minutes=5)
WHICH: Final = "login code"


class CodeForm(ConfirmLoginCodeForm):  # type: ignore[misc]  # -- allauth ships no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].error_messages["required"] = _lazy("Enter the code from the email.")

    def clean_code(self) -> str:
        """Counted alike whether the address is known here or not."""
        state = context.request._login_stage.state  # noqa: SLF001 -- allauth's middleware keeps it there
        whose, one = email_key(state.get("email") or ""), f"{state['at']}|{self.expected_code}"
        here = network_of(context.request)
        _count(WHICH, whose, one, here)
        code: str = super().clean_code()
        _use(WHICH, whose, one, here)
        return code


class MailboxCodeForm(ConfirmEmailVerificationCodeForm):  # type: ignore[misc]  # -- as above
    """For another address of somebody who is signed in: right, it may open seats that wait for that address."""

    def clean_code(self) -> str:
        whose, one = (
            email_key(self.email or ""),
            f"{self.user and self.user.pk}|{self.expected_code}",
        )
        _count("mailbox code", whose, one)
        code: str = super().clean_code()
        _use("mailbox code", whose, one)
        return code


class _SecondProof:
    user: Any
    authenticator: Authenticator

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].error_messages["required"] = _("Enter the code.")  # type: ignore[attr-defined]  # -- as below

    def clean_code(self) -> str:
        whose = str(self.user.pk)
        _keep_pace("second proof", whose, SECOND_PROOF)
        code: str = super().clean_code()  # type: ignore[misc]  # -- of the form beside which this stands
        if self.authenticator.type == Authenticator.Type.TOTP:
            shown = f"{self.authenticator.pk}|{normalize_user_code(code)}"
            if not tries.spend("app code", shown, keep=SHOWN_FOR):
                raise ValidationError(
                    _("This code was used already. Wait for the next one in your app.")
                )
        tries.forgive("second proof", whose)
        return code


class SecondProofForm(_SecondProof, AuthenticateForm):  # type: ignore[misc]  # -- as above
    """A code of an app, or one for recovery, at signing in."""


class SecondProofAgainForm(_SecondProof, ReauthenticateForm):  # type: ignore[misc]  # -- as above
    """The same, where it is asked for anew."""


def _count(what: str, whose: str, one: str, here: str = "") -> None:
    if not tries.take(what, f"{whose}|{one}", TRIES_OF_A_CODE):
        raise ValidationError(_("This code was typed wrongly too often. Ask for a new one."))
    _keep_pace(what, f"{whose}|{here}", MAILBOX)


def _use(what: str, whose: str, one: str, here: str = "") -> None:
    if not tries.spend(what, f"{whose}|{one}"):
        raise get_adapter().validation_error("incorrect_code")
    tries.forgive(what, f"{whose}|{here}")


def _keep_pace(what: str, whose: str, pace: tries.Pace) -> None:
    left = tries.wait(what, whose, pace)
    if left:
        raise ValidationError(told_to_wait(left))


def told_to_wait(left: timedelta) -> str:
    minutes = ceil(left / timedelta(minutes=1))
    return ngettext(
        "Too many wrong codes were typed. Wait {n} minute, then try again.",
        "Too many wrong codes were typed. Wait {n} minutes, then try again.",
        minutes,
    ).format(n=minutes)
