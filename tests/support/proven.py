"""`Client.force_login` stands for somebody who has shown both proofs; one who has shown a code alone is `by_mail_alone`."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    record_authentication,
)
from django.contrib.auth.signals import user_logged_in
from django.test import Client


def stand_in() -> None:
    """From now on in this process. A sign-in over HTTP, as people do it, is left as it is."""
    user_logged_in.connect(_prove, dispatch_uid="tests.support.proven")


def by_mail_alone(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    forget(client)
    return client


def forget(client: Client) -> None:
    """The same browser, as if only the code from the mail had been typed in."""
    session = client.session
    session.pop(AUTHENTICATION_METHODS_SESSION_KEY, None)
    session.save()


def _prove(request: Any, user: Any, **_values: Any) -> None:
    if request.method is None:  # made by the test client, for nobody's request
        record_authentication(request, user, method="mfa", type="totp")
