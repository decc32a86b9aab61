"""What this app refuses, each with a stable code and a sentence."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tenants.errors import DomainError


class NoSigningKeyError(DomainError):
    code = "no_signing_key"
    message = _(
        "This co-op has no key to sign cards with. An owner can create one in the settings."
    )


class SignerAwayError(NoSigningKeyError):
    code = "signer_away"
    message = _("Nothing can be signed at the moment. Please try again in a minute.")
    status = 503


class KeyEncryptionKeyError(DomainError):
    code = "key_encryption_key"
    message = _("The portal's key file is missing or is not the one the keys were locked with.")
    status = 500


class KeyMadeElsewhereError(DomainError):
    """The key comes from outside, so the portal neither makes nor forgets one."""

    code = "key_made_elsewhere"
    message = _(
        "The portal's own key is given to it from outside. Whoever runs the portal changes it there."
    )
    status = 500


class KeyCompromisedError(DomainError):
    code = "key_compromised"
    message = _("This key was declared compromised already. Nothing was changed.")


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


class QuestionSpentError(DomainError):
    code = "question_spent"
    message = _("This question was answered already.")
    status = 409


class TooManyQuestionsError(DomainError):
    code = "too_many"
    message = _("This co-op has asked too often. It may ask again in a minute.")
    status = 429


class CardUnknownError(DomainError):
    code = "card_unknown"
    message = _("No co-op that was named knows this card.")
    status = 404


class UnreadableError(DomainError):
    code = "unreadable"
    message = _("We could not read a card in that. Nothing was stored.")
    status = 422


class IdTakenError(DomainError):
    code = "id_taken"
    message = _("A credential with this identifier was issued before. Nothing was signed.")


class CredentialUnknownError(DomainError):
    code = "credential_unknown"
    message = _("This program has issued no credential with this identifier.")
    status = 404


class NoSuchStatusError(DomainError):
    code = "no_such_status"
    message = _("The credential was issued without a status for this.")
    status = 422


class RevokedForGoodError(DomainError):
    code = "revoked_for_good"
    message = _("The credential is revoked, and stays so.")


class NotPresentableError(DomainError):
    code = "not_presentable"
    message = _("Cards cannot be shown to another co-op from here yet. Nothing was shared.")
    status = 503


class IssuerRefusedError(DomainError):
    code = "issuer_refused"
    message = _(
        "This federation may not sign your cards. Its accreditation of you must be in force and say so."
    )


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


class AccreditationOpenError(DomainError):
    code = "accreditation_open"
    message = _("You have asked this federation already, or it has accredited you already.")


class BodyRefusedError(DomainError):
    code = "body_refused"
    message = _("This co-op is no federation that accredits, or it is your own.")
    status = 422


class VouchersRefusedError(DomainError):
    code = "vouchers_refused"
    message = _("Choose two different co-ops, neither your own nor the federation.")
    status = 422


class AccreditationClosedError(DomainError):
    code = "accreditation_closed"
    message = _("This has changed in the meantime, and that is no longer possible.")


class AppealTooLateError(DomainError):
    code = "appeal_too_late"
    message = _("The time for an appeal is over. You can ask for accreditation again.")


class VouchAnsweredError(DomainError):
    code = "vouch_answered"
    message = _("This was answered already, or it is no longer asked. Nothing was changed.")


class SamePersonError(DomainError):
    code = "same_person"
    message = _("Two different persons decide. Ask a colleague to look at your proposal.")
    status = 403


class OthersFirstError(DomainError):
    code = "others_first"
    message = _("You took part in the refusal. An appeal is decided by colleagues who did not.")
    status = 403


class RulingWaitsError(DomainError):
    code = "ruling_waits"
    message = _("A proposal waits for a second person already. Nothing was changed.")


class RulingSettledError(DomainError):
    code = "ruling_settled"
    message = _("A colleague was first: this proposal is no longer open. Nothing was changed.")


class NotShownError(DomainError):
    code = "not_shown"
    message = _("Nobody has written down yet that this was seen. Write down first what you saw.")
    status = 422


class PeriodRefusedError(DomainError):
    code = "period_refused"
    message = _("An accreditation ends on a day to come, within a year.")
    status = 422


class OutsideWordError(ValueError):
    """Why a word is not taken.

    `code`: unreadable, not_found, not_accreditation, of_another, of_this_portal, accreditation_not_checked or
    another code of the check. `about` is an identifier that the sentence names.
    """

    def __init__(self, code: str, about: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.about = about


class WaveOpenError(DomainError):
    code = "wave_open"
    message = _("Another round of invitations is under way. Wait until it is done, or stop it.")


class UndrawableError(DomainError):
    code = "undrawable"
    message = _(
        "We have no typeface for some letters of this name or address, so nothing was printed. "
        "Change the name on the card or the address, or write this letter by hand."
    )
    status = 422


class TooManyToPrintError(DomainError):
    code = "too_many_to_print"
    message = _(
        "One file holds 2,000 cards or 1,000 letters, and these are more. Narrow the list, and print the "
        "rest in a second file. Nothing was printed."
    )
    status = 422
