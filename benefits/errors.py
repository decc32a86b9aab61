"""What this app refuses, each with a stable code and a sentence."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tenants.errors import DomainError


class NotAPartyError(DomainError):
    code = "not_a_party"
    message = _("Your co-op is not part of this agreement.")
    status = 404


class QuestionRefusedError(DomainError):
    code = "question_refused"
    message = _(
        "This request cannot be answered: it is too old, or not one for a membership card. Nothing was "
        "shared. Start again at the co-op that you want to visit."
    )
    status = 422


class OtherPortalError(DomainError):
    code = "other_portal"
    message = _(
        "The other portal did not answer. Nothing was changed here. Please try again in a few minutes."
    )
    status = 503


class AnswerNotTakenError(DomainError):
    code = "answer_not_taken"
    message = _(
        "The other portal did not take the answer. Start again at the co-op that you want to visit."
    )
    status = 502


class AgreementAsleepError(DomainError):
    code = "agreement_asleep"
    message = _("This agreement is not in force now. Nothing was changed.")


class AgreementAwakeError(DomainError):
    code = "agreement_awake"
    message = _("Your co-op has not paused this agreement. Nothing was changed.")


class AgreementAnsweredError(DomainError):
    code = "agreement_answered"
    message = _(
        "This proposal has been answered already, or there is a newer one. Nothing was changed."
    )


class AgreementExistsError(DomainError):
    code = "agreement_exists"
    message = _("There is already an agreement or an open proposal between these co-ops.")


class ExceptionOverError(DomainError):
    code = "exception_over"
    message = _("This exception has been answered or taken back already. Nothing was changed.")


class AgreementOverError(DomainError):
    code = "agreement_over"
    message = _("This agreement has ended already. Nothing was changed.")


class TermsRefusedError(DomainError):
    code = "terms_refused"
    message = _("An agreement ends after it starts, and not in the past. Please check the dates.")
    status = 422


class VisitSpentError(DomainError):
    code = "visit_spent"
    message = _("This request was answered already, or it is too old. Please start again.")
    status = 410


class GrantOverError(DomainError):
    code = "grant_over"
    message = _("This visit has ended already. Nothing was changed.")


class NoVisitingClassError(DomainError):
    code = "no_visiting_class"
    message = _(
        "Your co-op has no kind of membership for visitors. Ask an owner to add one without a vote."
    )


class PairingSpentError(DomainError):
    code = "pairing_spent"
    message = _("This code was used already, or it is too old. Ask for a new one in the office.")
    status = 410


class DeskGoneError(DomainError):
    code = "desk_gone"
    message = _("This desk was removed already. Nothing was changed.")


class CheckAnsweredError(DomainError):
    code = "check_answered"
    message = _("This was answered already. Nothing was changed.")


class KeyReusedError(DomainError):
    code = "key_reused"
    message = _("This was sent before for something else. Nothing was given.")


class UndoOverError(DomainError):
    code = "undo_over"
    message = _("A minute has passed, so this cannot be undone any more. It can be made void.")


class NotCountingError(DomainError):
    code = "not_counting"
    message = _("This use does not count any more. Nothing was changed.")


class CodeRefusedError(DomainError):
    code = "code_refused"
    message = _("This code is not valid.")

    SENTENCES = {
        "unknown": _("This is not a code of this co-op."),
        "used": _("This code was used for another order already."),
        "taken_back": _("This code was taken back."),
        "expired": _("This code is too old."),
        "amount_needed": _("Send what the order comes to before the code, as its amount."),
    }

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(self.SENTENCES.get(reason))


class ScanAgainError(DomainError):
    code = "scan_again"
    message = _("That card was scanned too long ago. Nothing was given. Please scan it again.")


class ClearanceAnsweredError(DomainError):
    code = "clearance_answered"
    message = _("A colleague has answered this already. Nothing was changed.")


class IncidentUnknownError(DomainError):
    code = "incident_unknown"
    message = _("The other co-op does not find whom this is about any more. Please write to it.")
    status = 404


class TooManyIncidentsError(DomainError):
    code = "too_many_incidents"
    message = _(
        "Your co-op has sent this co-op 20 reports and answers within a day. Nothing was sent. Please write to it."
    )
    status = 429


class NotDeliveredError(DomainError):
    code = "not_delivered"
    message = _("The other co-op did not answer. Nothing was sent. Try again in a few minutes.")
    status = 503
