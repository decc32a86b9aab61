"""Our side of allauth: closed sign-up, links from the canonical origin, secrets encrypted at rest."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # -- allauth ships no types
    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """People come in by applying, by a claim link or by invitation; never by an open form."""
        return False


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # -- allauth ships no types
    """allauth keeps TOTP secrets in clear unless told otherwise."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, Any]:
        entity: dict[str, Any] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": "CoopPortal"}


def _box() -> Fernet:
    key = hashlib.sha256(b"second factors|" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
