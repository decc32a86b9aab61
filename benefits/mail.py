"""Letters about agreements to those who look after them, and about visits to the visitor."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from benefits import queries, wording
from benefits.models import Grant
from benefits.queries import Sides
from tenants.mail import Message, letter
from tenants.mail_layout import write_halves
from tenants.models import Cooperative, Letter

AGREEMENT = "benefits/mail/agreement"
VISIT = "benefits/mail/visit"


@letter("agreement_proposed")
def write_proposed(row: Letter) -> Message:
    return _agreement(row, _("{name} proposes an agreement"), _("Read the proposal"))


@letter("agreement_accepted")
def write_accepted(row: Letter) -> Message:
    return _agreement(row, _("Your agreement with {name} is in force"), _("Open the agreement"))


@letter("agreement_declined")
def write_declined(row: Letter) -> Message:
    return _agreement(row, _("The proposal with {name} is closed"), _("Open the proposal"))


@letter("agreement_ended")
def write_ended(row: Letter) -> Message:
    return _agreement(row, _("The agreement with {name} has ended"), _("Open the agreement"))


@letter("visit_paused")
def write_visit_paused(row: Letter) -> Message:
    return _visit(row, _("Your visiting membership at {name} is paused"))


@letter("visit_resumed")
def write_visit_resumed(row: Letter) -> Message:
    return _visit(row, _("Your visiting membership at {name} goes on"))


@letter("visit_ended")
def write_visit_ended(row: Letter) -> Message:
    return _visit(row, _("Your visiting membership at {name} has ended"))


def _agreement(row: Letter, subject: str, action: str) -> Message:
    """No sentence of the other side's own is repeated here: what they wrote stands on the page."""
    here = _here(row)
    sides = queries.sides_of(row.about)
    if sides is None:
        raise LookupError("The agreement of this letter is not ours.")
    address = reverse("benefits:agreement", args=[here.slug, row.about])
    title = subject.format(name=sides.theirs.name)
    return _message(
        AGREEMENT,
        here,
        title,
        {"summary": wording.summary(sides), "kind": row.kind, "notice": _notice(sides)},
        action=action,
        address=address,
    )


def _notice(sides: Sides) -> Any:
    return sides.over_on if sides.agreement.ended_at else None


def _visit(row: Letter, subject: str) -> Message:
    here = _here(row)
    grant = Grant.objects.select_related("membership__member").get(code=row.about)
    why = wording.cause(row.key.partition("|")[2], home=grant.issuer_name)
    name = grant.membership.member.name if grant.membership else ""
    return _message(
        VISIT,
        here,
        subject.format(name=here.name),
        {"why": why, "kind": row.kind, "name": name, "home": grant.issuer_name},
        action=_("Open my cards"),
        address="/me/",
    )


def _message(
    template: str,
    here: Cooperative,
    title: str,
    context: dict[str, Any],
    *,
    action: str,
    address: str,
) -> Message:
    whole = {
        **context,
        "title": title,
        "subject": title,
        "action": action,
        "action_url": f"{settings.CANONICAL_ORIGIN}{address}",
    }
    text, html = write_halves(template, whole, cooperative=here)
    return Message(f"{here.name}: {title}", text, html)


def _here(row: Letter) -> Cooperative:
    return Cooperative.objects.get(pk=row.cooperative_id)
