"""What the log calls the facts of cards, keys and accreditation."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from credentials.models import Credential
from tenants.audit.acts import About, acts, steps, subject


def register() -> None:
    """Once, when the app starts."""
    acts(
        "cards",
        {
            "CredentialIssued": _("A card was signed"),
            "CardResendAsked": _("The card was sent again"),
            "ProgramCredentialIssued": _("A program had a credential signed"),
            "ProgramCredentialChanged": _("A program changed the status of a credential"),
            "CardsPrinted": _("Cards were printed"),
            "WaveBegun": _("Inviting members to open their cards was begun"),
            "WavePaused": _("Inviting members was paused"),
            "WaveResumed": _("Inviting members was taken up again"),
            "WaveStopped": _("Inviting members was stopped"),
            "WaveReminded": _("Members were reminded to open their cards"),
            "KeyAnnounced": _("A new key was announced"),
            "KeyActivated": _("A new key signs from now on"),
            "KeyAsked": _("A new key was asked for"),
            "KeyDestroyed": _("An old key was taken down"),
            "KeyCompromised": _("A key was declared compromised"),
            "SignerCompromised": _("The key of who signs the cards was declared compromised"),
            "IssuerChanged": _("Who signs the cards was changed"),
        },
    )
    steps("CardOrdered", "StandingTold", "CredentialChecked", "StatusChanged", "StatusHinted")
    steps("PaperOwed", "WaveStepOwed")
    steps("AccreditationSigned", "TrustListSigned", "TrustListFull")
    subject("credential", _cards, _cards_of)
    _register_trust()


def _register_trust() -> None:
    acts(
        "trust",
        {
            "AcceptanceChanged": _("Whose cards are accepted was changed"),
            "AccreditationAsked": _("Accreditation was asked for"),
            "AccreditationWithdrawn": _("The request for accreditation was taken back"),
            "AccreditationAppealed": _("An appeal was made"),
            "RenewalAsked": _("Renewing an accreditation was asked for"),
            "VouchAsked": _("Somebody was asked to vouch"),
            "VouchAnswered": _("Vouching was answered"),
            "RulingProposed": _("A decision on an accreditation was proposed"),
            "RulingSentBack": _("A proposed decision was sent back"),
            "AccreditationDecided": _("An accreditation was decided on"),
            "AccreditationSuspended": _("An accreditation was suspended"),
            "AccreditationLapsing": _("An accreditation is about to end"),
            "AccreditationLapsed": _("An accreditation ended"),
            "AccreditationStoppedAgain": _(
                "An accreditation stopped again, after a backup was put back"
            ),
            "OutsideWordBrought": _("Another body's word on the co-op was brought"),
            "OutsideWordTakenDown": _("Another body's word on the co-op was taken down"),
            "OutsideWordChanged": _("Another body's word on the co-op changed"),
            "OutsideWordEnding": _("Another body's word on the co-op is about to end"),
        },
    )


def _cards(codes: Iterable[str]) -> dict[str, About]:
    rows = Credential.objects.filter(code__in=list(codes)).select_related("membership__member")
    people = {row.code: row.membership.member for row in rows}
    return {str(code): About(one.name or one.number, str(one.code)) for code, one in people.items()}


def _cards_of(members: Iterable[str]) -> list[str]:
    rows = Credential.objects.filter(membership__member__code__in=list(members))
    return [str(code) for code in rows.values_list("code", flat=True)]
