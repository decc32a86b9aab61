"""Codes that allauth asks for, by the forms behind which they are compared. Once Django is set up."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.test import RequestFactory, override_settings

from tenants.models import SecretTry, User
from tenants.services import tries
from tenants.views import code_forms

CODE = "BCDF-GHJK"
PERIOD = 1
# Whatever stands in a cache may be gone at any moment.
FORGETFUL = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
SHARE = tries.Share(of_one=10, of_all=10_000_000)


def addresses(how_many: int) -> list[str]:
    return [f"typed{number}-{time.time_ns()}@example.org" for number in range(how_many)]


def guess_login(address: str, racer: int) -> str | None:
    return _login(address, f"WRONG-{racer}", at=1)


def guess_in_sessions(address: str, racer: int) -> str | None:
    """Each racer a session, and so a code, of their own."""
    return _login(address, "WRONG", at=racer)


def sign_in(address: str, _racer: int) -> str | None:
    """The right one: within the tries that a code has, one comes in."""
    return _login(address, CODE, at=1)


def guess_mailbox(address: str, _racer: int) -> str | None:
    form = code_forms.MailboxCodeForm({"code": "WRONG"}, user=None, email=address, code=CODE)
    return _came(form)


def apps(how_many: int) -> list[tuple[int, str]]:
    """Somebody's app, each, in a period that does not end while they race."""
    totp.yield_hotp_counters_from_time = lambda: iter([PERIOD])
    made = []
    for address in addresses(how_many):
        user, secret = User.objects.create(email=address), totp.generate_totp_secret()
        totp.TOTP.activate(user, secret)
        made.append((user.pk, secret))
    return made


def show_app(thing: tuple[int, str], _racer: int) -> str | None:
    code = totp.format_hotp_value(totp.hotp_value(thing[1], PERIOD))
    return _second_proof(thing[0], code) and "refused"


def guess_app(thing: tuple[int, str], _racer: int) -> str | None:
    return _second_proof(thing[0], "no code")


def recovering(how_many: int) -> list[tuple[int, str]]:
    made = []
    for pk, _secret in apps(how_many):
        codes = RecoveryCodes.activate(User.objects.get(pk=pk))
        made.append((pk, codes.get_unused_codes()[0]))
    return made


def recover(thing: tuple[int, str], _racer: int) -> str | None:
    return _second_proof(*thing) and "refused"


def networks(how_many: int) -> list[str]:
    return [f"network-{number}" for number in range(how_many)]


def type_anybodys(network: str, _racer: int) -> str | None:
    return None if tries.of_network("races", network, SHARE) else "enough"


def tried(times: int, rows: int = 1) -> Callable[[], int]:
    """How many things were tried so often, where each has so many rows that say so."""
    return lambda: SecretTry.objects.filter(count=times).count() // rows


def shown() -> int:
    return Authenticator.objects.exclude(last_used_at=None).count()


def recovered() -> int:
    rows = Authenticator.objects.filter(type=Authenticator.Type.RECOVERY_CODES)
    return sum(each.data["used_mask"].bit_count() for each in rows)


def _login(address: str, typed: str, *, at: int) -> str | None:
    request = RequestFactory().post("/")
    request._login_stage = SimpleNamespace(state={"email": address, "at": at})  # type: ignore[attr-defined]  # -- where allauth's middleware keeps it
    with context.request_context(request):
        return _came(code_forms.CodeForm({"code": typed}, code=CODE))


@override_settings(CACHES=FORGETFUL)
def _second_proof(pk: int, typed: str) -> str | None:
    request = RequestFactory().post("/")
    with context.request_context(request):
        form = code_forms.SecondProofForm({"code": typed}, user=User.objects.get(pk=pk))
        came = _came(form)
    if came is None:
        form.authenticator.record_usage()
    return came


SAID = {
    "Incorrect code.": "wrong",
    "This code was typed wrongly": "enough",
    "Too many wrong codes": "wait",
    "This code was used already": "used",
}


def _came(form: Any) -> str | None:
    if form.is_valid():
        return None
    said = form.errors["code"][0]
    return next((short for start, short in SAID.items() if said.startswith(start)), said)
