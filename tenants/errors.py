"""What this app refuses, each with a stable code and a sentence for the person who asked."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A refusal a person can read. `code` is stable; the message never carries bytes from outside."""

    code = "refused"
    message: str | Promise = _("That is not possible.")
    status = 409

    def __init__(self, message: str | Promise | None = None) -> None:
        if message is not None:
            self.message = message
        super().__init__(str(self.message))


class OutsideCooperativeError(RuntimeError):
    """Rows of a co-op were asked for while no co-op is entered: a mistake in our code, never shown."""


class ForeignRowError(RuntimeError):
    """A row of one co-op was about to be written within another: a mistake in our code, never shown."""


class SlugTakenError(DomainError):
    code = "slug_taken"
    message = _("Another co-op has this address already. Choose another one.")


class NotOpenError(DomainError):
    code = "not_open"
    message = _("This co-op does not take applications at the moment.")


class ApplicationSentError(DomainError):
    code = "application_sent"
    message = _("This application has been sent already. Its answers stay as they are.")


class ApplicationIncompleteError(DomainError):
    code = "application_incomplete"
    message = _("Something is missing. Please go through the steps again. Nothing was sent.")


class AlreadyKnownError(DomainError):
    """Said only to somebody who has shown that the mailbox is theirs, or to staff."""

    code = "already_known"
    message = _(
        "There is a membership or an open application with this email address already. "
        "Nothing was sent."
    )


class AlreadyDecidedError(DomainError):
    code = "already_decided"
    message = _("A colleague has already decided this application. Nothing was changed.")


class AlreadyMemberError(DomainError):
    code = "already_member"
    message = _("This person has a running membership of this kind already. Nothing was changed.")


class NothingNewError(DomainError):
    code = "nothing_new"
    message = _(
        "Nothing was published: the draft says what the newest version says, or somebody has changed it since. "
        "Read it once more."
    )


class ClassMissingError(DomainError):
    code = "class_missing"
    message = _("This application names no kind of membership. Ask the applicant for it.")


class ClassNeededError(DomainError):
    code = "class_needed"
    message = _("Partners' members get this kind when they visit, so it cannot be closed.")


class TooManyMessagesError(DomainError):
    code = "too_many_messages"
    message = _("That are many messages in a short time. Please wait a while; nothing was sent.")
    status = 429


class ConditionsOpenError(DomainError):
    """Names the conditions: they are the co-op's own words."""

    code = "conditions_open"
    message = _("A condition is open. Nothing was approved.")


class OwnerNeededError(DomainError):
    code = "owner_needed"
    message = _("Only an owner may approve while a condition is open.")
    status = 403


class SecondPersonError(DomainError):
    code = "second_person"
    message = _("You have proposed this yourself. Somebody else has to confirm it.")


class NobodyElseError(SecondPersonError):
    code = "nobody_else"
    message = _(
        "Two people have to agree, and nobody else here may decide on applications. "
        "Add somebody to the team, or switch the rule off in the settings."
    )


class ClassFullError(DomainError):
    code = "class_full"
    message = _("There is no free place in this kind of membership.")


class PlaceGoneError(DomainError):
    code = "place_gone"
    message = _("This place is no longer kept for you. Write to the co-op below.")


class DateRefusedError(DomainError):
    code = "date_refused"
    message = _("That day is not within the membership. Nothing was changed.")
    status = 422


class VisitFollowsHomeError(DomainError):
    code = "visit_follows_home"
    message = _("A visiting membership lasts as the agreement says. It is not renewed here.")


class ClassRefusedError(DomainError):
    code = "class_refused"
    message = _("The membership cannot become one of this kind. Nothing was changed.")
    status = 422


class NoticeGivenError(DomainError):
    code = "notice_given"
    message = _("There is a notice already. Nothing was changed.")


class TagTakenError(DomainError):
    code = "tag_taken"
    message = _("Another tag is called so already.")


class TooManyTagsError(DomainError):
    code = "too_many_tags"
    message = _("Your co-op has many tags already. Remove one that is not needed any more.")


class LastOwnerError(DomainError):
    code = "last_owner"
    message = _("A co-op needs an owner. Make somebody else an owner first.")


class NoRoleError(DomainError):
    code = "no_role"
    message = _("Choose at least one role.")
    status = 422


class TooLateToUndoError(DomainError):
    code = "too_late_to_undo"
    message = _("It is too late to undo this: the card is already on its way.")


class NotAllowedError(DomainError):
    code = "not_allowed"
    message = _("Your role does not include this. Ask an owner of your co-op.")
    status = 403


class ChangedMeanwhileError(DomainError):
    code = "changed_meanwhile"
    message = _("This has changed in the meantime. Please look again before you decide.")


class CodeRefusedError(DomainError):
    code = "code_refused"
    message = _("That code is not right, or it is too old. Ask for a new one.")
    status = 422


class CodeSpentError(CodeRefusedError):
    code = "code_spent"
    message = _("This code no longer works: it is too old or was tried too often. Get a new one.")


class TooManyCodesError(DomainError):
    code = "too_many_codes"
    message = _(
        "We have sent several codes to this address. Use the newest one, or ask your co-op."
    )
    status = 429


class OnePersonError(DomainError):
    """One login is one person at a co-op, whoever shares the mailbox."""

    code = "one_person"
    message = _(
        "This sign-in belongs to another member of the co-op. Use an email address of your own. "
        "Your card works without one, too."
    )
    status = 422


class SharesRefusedError(DomainError):
    code = "shares_refused"
    sentence = _(
        "At the end of {day} there would be fewer shares than none, or more paid up than they cost."
    )
    message = _("There are not so many shares, or more would be paid up than they cost.")
    status = 422
