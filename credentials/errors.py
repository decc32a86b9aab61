"""What this app refuses, each with a stable code and a sentence."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tenants.errors import DomainError


class NoSigningKeyError(DomainError):
    code = "no_signing_key"
    message = _(
        "This co-op has no key to sign cards with. An owner can create one in the settings."
    )


class KeyEncryptionKeyError(DomainError):
    code = "key_encryption_key"
    message = _("The portal's key file is missing or is not the one the keys were locked with.")
    status = 500


class RotationRunningError(DomainError):
    code = "rotation_running"
    message = _("A new key is announced already. It takes over within a few minutes.")


class TooManyKeysError(DomainError):
    code = "too_many_keys"
    message = _(
        "Too many earlier keys still have valid cards. Please wait until some have expired."
    )


class OfferExpiredError(DomainError):
    code = "offer_expired"
    message = _("This link is too old. Ask for a new one below.")
    status = 410


class RequestSpentError(DomainError):
    code = "request_spent"
    message = _("This request was answered already, or it is too old. Please start again.")
    status = 410


class UnreadableError(DomainError):
    code = "unreadable"
    message = _("We could not read a card in that. Nothing was stored.")
    status = 422


class NotPresentableError(DomainError):
    code = "not_presentable"
    message = _("Cards cannot be shown to another co-op from here yet. Nothing was shared.")
    status = 503


class CooperativeSuspendedError(DomainError):
    code = "cooperative_suspended"
    message = _("This co-op is suspended. Its cards wait until it is open again.")


class SignedOtherwiseError(DomainError):
    code = "signed_otherwise"
    message = _("What was signed is not what was planned. Nothing was issued.")
    status = 500


class CardFaultyError(DomainError):
    """The independent check refused a card. `fault` says why, for the log and the waiting row."""

    message = _("A card failed its check and was not sent.")
    status = 500

    def __init__(self, fault: str) -> None:
        super().__init__()
        self.code = f"card_faulty:{fault}"
