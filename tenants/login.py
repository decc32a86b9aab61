"""Our side of allauth: closed sign-up, links from the canonical origin, secrets encrypted at rest."""

from __future__ import annotations

import base64
import hashlib
import logging
from email.utils import formataddr
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.signals import authenticator_added, authenticator_removed
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core.mail import EmailMultiAlternatives
from django.dispatch import receiver
from django.http import HttpRequest
from django.template import TemplateDoesNotExist
from django.template.loader import get_template, render_to_string
from django.urls import reverse

from tenants import second_proof, spoken
from tenants.mail_layout import sender_address, write_halves
from tenants.models import User
from tenants.services import seats

log = logging.getLogger(__name__)


class Site:
    """Where allauth's mails say they come from: it would ask the Host header of whoever caused them."""

    name = "CoopPortal"

    @property
    def domain(self) -> str:
        return urlsplit(settings.CANONICAL_ORIGIN).netloc

    def __str__(self) -> str:
        return self.domain


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # -- allauth ships no types
    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """People come in by applying, by a claim link or by invitation; never by an open form."""
        return False

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> Any:
        """Go on in the language of the person, unless this browser has its own."""
        response = super().post_login(request, user, **kwargs)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and spoken.is_known(user.language):
            spoken.remember(response, user.language)
        return response

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMultiAlternatives:
        """The portal's own mails look like its letters: two halves where we wrote both, else text."""
        context = {**context, "current_site": Site()}
        name = f"{template_prefix}_message"
        html = ""
        try:
            get_template(f"{name}.html")
        except TemplateDoesNotExist:
            text = render_to_string(f"{name}.txt", context).strip() + "\n"
        else:
            text, html = write_halves(name, context, cooperative=None)
        mail = EmailMultiAlternatives(
            subject=" ".join(render_to_string(f"{template_prefix}_subject.txt", context).split()),
            body=text,
            from_email=formataddr(("CoopPortal", sender_address())),
            to=[email] if isinstance(email, str) else email,
            headers={"Auto-Submitted": "auto-generated", **(headers or {})},
        )
        if html:
            mail.attach_alternative(html, "text/html")
        return mail

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Word of a change that is done already: a mail server that is away does not undo it."""
        try:
            super().send_notification_mail(*args, **kwargs)
        except (SMTPException, OSError):
            log.warning("The mail server did not take a notification.")

    def get_reset_password_from_key_url(self, key: str) -> str:
        return _canonical("account_reset_password_from_key", uidb36="UID", key="KEY").replace(
            "UID-KEY", key
        )

    def get_email_confirmation_url(self, _request: HttpRequest, emailconfirmation: Any) -> str:
        return _canonical("account_confirm_email", key=emailconfirmation.key)


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # -- allauth ships no types
    """allauth keeps TOTP secrets in clear unless told otherwise."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, Any]:
        entity: dict[str, Any] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": "CoopPortal"}


@receiver(user_logged_in, dispatch_uid="tenants.login.claim_seats")
def claim_seats(user: User, **_values: Any) -> None:
    """Whoever signs in, by whatever way, finds the co-ops that know the address."""
    seats.claim_seats(user)


@receiver(authenticator_added, dispatch_uid="tenants.login.count_new_proof")
def count_new_proof(request: HttpRequest, user: User, **_values: Any) -> None:
    """Whoever has just set up a second proof has given it: the recovery codes follow without another."""
    record_authentication(request, user, method="mfa", reauthenticated=True)


@receiver(authenticator_removed, dispatch_uid="tenants.login.forget_proof")
def forget_proof(request: HttpRequest | None, user: User, **_values: Any) -> None:
    """With the last one gone, the team's pages ask for another."""
    if request is not None and not second_proof.has_one(user):
        second_proof.forget(request)


def _canonical(name: str, **arguments: str) -> str:
    """An address in a mail never follows the Host header of whoever asked for the mail."""
    return f"{settings.CANONICAL_ORIGIN}{reverse(name, kwargs=arguments)}"


def _box() -> Fernet:
    key = hashlib.sha256(b"second factors|" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
