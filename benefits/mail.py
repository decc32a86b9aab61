"""Letters about agreements and incidents to those who look after them, and about visits to the visitor."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from benefits import queries, summaries, wording
from benefits.models import AgreementVersion, Grant, Incident
from benefits.queries import Sides
from tenants.dates import today_in
from tenants.mail import Message, called, letter
from tenants.mail_layout import write_halves
from tenants.models import Cooperative, Letter

AGREEMENT = "benefits/mail/agreement"
VISIT = "benefits/mail/visit"
INCIDENT = "benefits/mail/incident"
CHANGES = {"agreement_countered", "agreement_change", "agreement_changed", "network_terms"}


@letter("agreement_proposed")
def write_proposed(row: Letter) -> Message:
    return _agreement(row, _("{name} proposes an agreement"), _("Read the proposal"))


@letter("agreement_countered")
def write_countered(row: Letter) -> Message:
    return _agreement(row, _("{name} answers with other terms"), _("See what differs"))


@letter("agreement_change")
def write_change(row: Letter) -> Message:
    return _agreement(row, _("{name} asks to change your agreement"), _("See what would change"))


@letter("agreement_accepted")
def write_accepted(row: Letter) -> Message:
    return _agreement(row, _("Your agreement with {name} is in force"), _("Open the agreement"))


@letter("agreement_changed")
def write_changed(row: Letter) -> Message:
    return _agreement(row, _("Your agreement with {name} changes"), _("Open the agreement"))


@letter("agreement_change_declined")
def write_change_declined(row: Letter) -> Message:
    return _agreement(row, _("Your agreement with {name} stays as it is"), _("Open the agreement"))


@letter("agreement_declined")
def write_declined(row: Letter) -> Message:
    return _agreement(row, _("The proposal with {name} is closed"), _("Open the proposal"))


@letter("agreement_paused")
def write_paused(row: Letter) -> Message:
    return _agreement(row, _("Your agreement with {name} is paused"), _("Open the agreement"))


@letter("agreement_resumed")
def write_resumed(row: Letter) -> Message:
    return _agreement(row, _("Your agreement with {name} goes on"), _("Open the agreement"))


@letter("agreement_left")
def write_left(row: Letter) -> Message:
    return _agreement(row, _("A co-op has left your agreement with {name}"), _("See who is in it"))


@letter("agreement_ending")
def write_ending(row: Letter) -> Message:
    return _agreement(row, _("Your agreement with {name} ends soon"), _("Open the agreement"))


@letter("network_terms")
def write_network_terms(row: Letter) -> Message:
    return _agreement(row, _("{name} has new terms"), _("See what changes"))


@letter("network_joined")
def write_network_joined(row: Letter) -> Message:
    return _agreement(row, _("A co-op has joined {name}"), _("See who is in it"))


@letter("network_exception")
def write_exception(row: Letter) -> Message:
    return _agreement(row, _("An exception within {name}"), _("Open the exceptions"))


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


@letter("incident_received")
def write_incident_received(row: Letter) -> Message:
    note = _(
        "Who it is about and what happened stands on the page, for those who look after members. The member reads it too, and your answer."
    )
    return _incident(row, _("{name} reports an incident"), note, _("Read and answer it"))


@letter("incident_answered")
def write_incident_answered(row: Letter) -> Message:
    note = _("What they have done about it stands on the page. The report is closed.")
    return _incident(row, _("{name} has answered your report"), note, _("Read the answer"))


@letter("incident_said")
def write_incident_said(row: Letter) -> Message:
    note = _(
        "A member says of a line under “Where my cards were used” that it was not them. Who it is stands on the page, for those who look after members."
    )
    return _incident(row, _("A member says: this was not me"), note, _("Read and answer it"))


@letter("incident_own_answer")
def write_incident_own_answer(row: Letter) -> Message:
    note = _(
        "You had told it that a line about your card was not you. The answer stands on the page."
    )
    title = _("{name} has answered you").format(name=_here(row).name)
    address = reverse("benefits:activity")
    return _incident(row, title, note, _("Read the answer"), address)


def _incident(row: Letter, subject: str, note: str, action: str, address: str = "") -> Message:
    """No word of the other side's own is repeated here, and nobody is named: that stands on the page."""
    here = _here(row)
    found = Incident.objects.get(code=row.about)
    return _message(
        INCIDENT,
        here,
        subject.format(name=found.other_name),
        {"incident": found, "note": note, "day": today_in(here.time_zone, found.happened_at)},
        action=action,
        address=address or reverse("benefits:incident", args=[here.slug, found.code]),
    )


def _agreement(row: Letter, subject: str, action: str) -> Message:
    """No sentence of the other side's own is repeated here: what they wrote stands on the page."""
    here = _here(row)
    sides = queries.sides_of(row.about)
    if sides is None:
        raise LookupError("The agreement of this letter is not ours.")
    address = reverse("benefits:agreement", args=[here.slug, row.about])
    title = subject.format(name=_name(row, sides))
    return _message(
        AGREEMENT,
        here,
        title,
        {
            "summary": summaries.summary(sides),
            "changes": _changes(row, sides),
            "note": _note(row, sides),
        },
        action=action,
        address=address,
    )


def _note(row: Letter, sides: Sides) -> str:
    """What follows from it, in a sentence."""
    version = _version(row, sides)
    day = (
        version.effective_on
        if version and row.kind in {"agreement_changed", "network_terms"}
        else sides.over_on
    )
    notes = {
        "agreement_proposed": _("Nothing is agreed until you accept."),
        "agreement_countered": _("Nothing is agreed until everybody has signed the same terms."),
        "agreement_change": _(
            "What you have agreed goes on until everybody has signed the change."
        ),
        "agreement_changed": _("This holds from {day}. Until then everything stays as it was."),
        "agreement_change_declined": _("The change was not agreed."),
        "agreement_paused": _(
            "Nobody new is recognised until it goes on. The reason stands on the page."
        ),
        "agreement_ending": _("Its last day is {day}. To go on, ask for a later one on its page."),
        "network_terms": _("They hold from {day}. Whoever does not want them leaves before."),
        "network_exception": _("It concerns you and one other co-op. Read it on the page."),
        "agreement_resumed": _("Members are recognised again from now on."),
        "agreement_ended": _(
            "Nobody new is recognised from now on. Visits end on {day} at the latest."
        ),
    }
    return notes.get(row.kind, "").format(day=date_format(day, "DATE_FORMAT") if day else "")


def _name(row: Letter, sides: Sides) -> str:
    """Whom it is with; where one of them asks for something, who."""
    version = _version(row, sides)
    asks = {"agreement_countered", "agreement_change"}
    who = [each for each in sides.others if version and each.did == version.proposed_by]
    return summaries.names(who) if row.kind in asks and who else summaries.title(sides)


def _version(row: Letter, sides: Sides) -> AgreementVersion | None:
    """The version a letter is about, by the mark in its key."""
    mark = row.key.rpartition("|")[2]
    return next((each for each in sides.versions if str(each.number) == mark), None)


def _changes(row: Letter, sides: Sides) -> list[summaries.Change]:
    version = _version(row, sides)
    if version is None or row.kind not in CHANGES:
        return []
    before = sides.before(version)
    return summaries.differences(before, version, sides.parties) if before else []


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


called(
    _lazy("About an agreement"),
    "agreement_proposed",
    "agreement_countered",
    "agreement_change",
    "agreement_accepted",
    "agreement_changed",
    "agreement_change_declined",
    "agreement_declined",
    "agreement_paused",
    "agreement_resumed",
    "agreement_left",
    "agreement_ending",
    "agreement_ended",
    "network_terms",
    "network_joined",
    "network_exception",
)
called(_lazy("About a visit"), "visit_paused", "visit_resumed", "visit_ended")
called(_lazy("About an incident"), "incident_received", "incident_answered")
called(_lazy("About an incident"), "incident_said", "incident_own_answer")
