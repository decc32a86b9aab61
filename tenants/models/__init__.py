"""The nouns of this app."""

from __future__ import annotations

from tenants.models.application import Application
from tenants.models.audit import AuditCheck, AuditLink
from tenants.models.bank import BankFile, BankLine
from tenants.models.claiming import ClaimCode
from tenants.models.consultation import Comment, CommentLetter, ConsultationCount, Proposal
from tenants.models.cooperative import Cooperative
from tenants.models.dealing import (
    ApplicationMessage,
    ApplicationNote,
    Condition,
    ConditionMet,
    ReasonTemplate,
)
from tenants.models.dues import Due, MoneyEntry, MoneyRules
from tenants.models.event import Event, Letter, OutboxEntry
from tenants.models.form_field import FieldAnswer, FieldFile, FormField
from tenants.models.household import Holder
from tenants.models.importing import Import, ImportLine
from tenants.models.installation import Installation
from tenants.models.interest import Interest, InterestLetter, InterestLink, InterestNote
from tenants.models.job import Job, JobFile, JobItem
from tenants.models.leaving import ClassNotice, LeavingRules, Notice, RetentionHold
from tenants.models.mailing import AddressMark, LetterText, Mailing, MailRules
from tenants.models.member import Member, Membership, Representative
from tenants.models.membership_class import MembershipClass
from tenants.models.merging import TwoPeople
from tenants.models.money import ShareEntry
from tenants.models.own_details import ChangeRequest
from tenants.models.paper import PaperRecord
from tenants.models.photo import MemberPhoto
from tenants.models.register import RegisterEntry, SavedFilter
from tenants.models.staff import Locator, Seat, Staff
from tenants.models.standing import ClassChange
from tenants.models.tagging import MemberAction, MemberTag, Tag
from tenants.models.text import Bylaws, PrivacyNotice, TextDraft
from tenants.models.tries import SecretTry
from tenants.models.user import User

__all__ = [
    "AddressMark",
    "Application",
    "ApplicationMessage",
    "ApplicationNote",
    "AuditCheck",
    "AuditLink",
    "BankFile",
    "BankLine",
    "Bylaws",
    "ChangeRequest",
    "ClaimCode",
    "ClassChange",
    "ClassNotice",
    "Comment",
    "CommentLetter",
    "Condition",
    "ConditionMet",
    "ConsultationCount",
    "Cooperative",
    "Due",
    "Event",
    "FieldAnswer",
    "FieldFile",
    "FormField",
    "Holder",
    "Import",
    "ImportLine",
    "Installation",
    "Interest",
    "InterestLetter",
    "InterestLink",
    "InterestNote",
    "Job",
    "JobFile",
    "JobItem",
    "LeavingRules",
    "Letter",
    "LetterText",
    "Locator",
    "MailRules",
    "Mailing",
    "Member",
    "MemberAction",
    "MemberPhoto",
    "MemberTag",
    "Membership",
    "MembershipClass",
    "MoneyEntry",
    "MoneyRules",
    "Notice",
    "OutboxEntry",
    "PaperRecord",
    "PrivacyNotice",
    "Proposal",
    "ReasonTemplate",
    "RegisterEntry",
    "Representative",
    "RetentionHold",
    "SavedFilter",
    "Seat",
    "SecretTry",
    "ShareEntry",
    "Staff",
    "Tag",
    "TextDraft",
    "TwoPeople",
    "User",
]
