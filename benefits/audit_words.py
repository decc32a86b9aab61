"""What the log calls the facts between co-ops, at desks and of what was given."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from benefits.models import Desk
from tenants.audit.acts import About, acts, steps, subject


def register() -> None:
    """Once, when the app starts."""
    acts(
        "partners",
        {
            "AgreementProposed": _("An agreement was proposed"),
            "AgreementAccepted": _("An agreement was accepted"),
            "AgreementChangeProposed": _("Other terms were proposed"),
            "AgreementChangeDeclined": _("Other terms were declined"),
            "AgreementDeclined": _("An agreement was declined"),
            "AgreementEnded": _("An agreement was ended"),
            "AgreementStoppedAgain": _("An agreement stopped again, after a backup was put back"),
            "AgreementLeft": _("A party left an agreement"),
            "AgreementPaused": _("An agreement was paused"),
            "AgreementResumed": _("An agreement was taken up again"),
            "MembersRecognised": _("Members of a co-op elsewhere are welcome"),
            "NetworkTermsPublished": _("Terms of a network were published"),
            "NetworkJoined": _("A network was joined"),
            "ExceptionChanged": _("An exception within a network was changed"),
            "SideStated": _("Our side of an agreement was signed"),
        },
    )
    acts(
        "benefits",
        {
            "BenefitGranted": _("A member of a partner was welcomed"),
            "GrantPaused": _("A visit was paused"),
            "GrantResumed": _("A visit was taken up again"),
            "GrantEnded": _("A visit ended"),
            "DeskAdded": _("A desk was added"),
            "DeskPaired": _("A device became a desk"),
            "DeskLookedUp": _("A desk searched the register"),
            "DeskRemoved": _("A desk was removed"),
            "BenefitUsed": _("A benefit was given"),
            "UseUndone": _("A benefit was taken back at the desk"),
            "UseVoided": _("A use was made void"),
            "ClearanceAsked": _("An approval was asked for"),
            "ClearanceDecided": _("An approval was decided on"),
            "ClearanceEnded": _("An approval ended"),
            "IncidentReported": _("An incident was reported to a partner"),
            "IncidentReceived": _("A partner reported an incident"),
            "IncidentAnswered": _("An incident was answered"),
        },
    )
    steps("NewsHinted")
    subject("desk", _desks)


def _desks(codes: Iterable[str]) -> dict[str, About]:
    rows = Desk.objects.filter(code__in=list(codes)).values_list("code", "place")
    return {str(code): About(place) for code, place in rows}
