"""Our side of allauth: closed sign-up, links from the canonical origin, secrets encrypted at rest."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core.mail import EmailMultiAlternatives
from django.dispatch import receiver
from django.http import HttpRequest
from django.template import TemplateDoesNotExist
from django.template.loader import get_template, render_to_string
from django.urls import reverse

from tenants.mail_layout import write_halves
from tenants.models import User
from tenants.services import seats


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # -- allauth ships no types
    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """People come in by applying, by a claim link or by invitation; never by an open form."""
        return False

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMultiAlternatives:
        """The portal's own mails look like its letters: two halves where we wrote both, else text."""
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
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[email] if isinstance(email, str) else email,
            headers={"Auto-Submitted": "auto-generated", **(headers or {})},
        )
        if html:
            mail.attach_alternative(html, "text/html")
        return mail

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


def _canonical(name: str, **arguments: str) -> str:
    """An address in a mail never follows the Host header of whoever asked for the mail."""
    return f"{settings.CANONICAL_ORIGIN}{reverse(name, kwargs=arguments)}"


def _box() -> Fernet:
    key = hashlib.sha256(b"second factors|" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
