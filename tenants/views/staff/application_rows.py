"""What the list of applications says in each row and above it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tenants import admission, queries
from tenants.admission import listing
from tenants.dates import today_in
from tenants.http import CooperativeRequest
from tenants.models import Application, Cooperative, MembershipClass

State = Application.State


def drawn(rows: list[Application], here: Cooperative) -> list[dict[str, Any]]:
    """Each row with its words; as many queries for three hundred as for one."""
    open_ = [row for row in rows if row.is_open]
    doubtful = queries.with_duplicates(open_)
    lacking = admission.with_open_conditions(open_)
    places = admission.positions() if any(r.state == State.WAITING_LIST for r in open_) else {}
    today = today_in(here.time_zone)
    found = []
    for row in rows:
        place = places.get(row.pk)
        state, word, note = _status(row, place, today)
        by = listing.answer_by(row, here) if row.is_open else None
        found.append(
            {
                "application": row,
                "state": state,
                "word": word,
                "note": note,
                "duplicate": row.pk in doubtful,
                "lacking": row.pk in lacking,
                **_age(row, by, today),
            }
        )
    return found


def tabs(
    request: CooperativeRequest, filters: listing.Filters, counts: dict[str, int]
) -> list[dict[str, object]]:
    url = reverse("tenants:applications", args=[request.cooperative.slug])
    return [
        {
            "label": state.label,
            "url": f"{url}?{filters.query(state=state.value)}",
            "count": counts.get(state, 0),
            "current": state == filters.state,
        }
        for state in listing.TABS
    ]


def choices(filters: listing.Filters) -> list[dict[str, Any]]:
    """The filters above the list: {name, label, all, options}."""
    classes = MembershipClass.objects.filter(visiting=False)
    people = [(str(each.code), str(each)) for each in admission.deciders()]
    age = {
        "late": _("Past the promised day"),
        "due": _("Due today"),
        "new": _("New since yesterday"),
    }
    flag = {
        "duplicate": _("May be known already"),
        "wrote": _("Applicant wrote last"),
        "proposed": _("Waits for a second person"),
        "conditions": _("A condition is open"),
        "place": _("A place is kept"),
    }
    return [
        _choice(
            "kind", _("Membership"), [(str(each.code), str(each)) for each in classes], filters
        ),
        _choice(
            "assigned",
            _("Looked after by"),
            [("me", _("Me")), ("nobody", _("Nobody")), *people],
            filters,
        ),
        _choice("age", _("Age"), list(age.items()), filters),
        _choice("flag", _("Mark"), list(flag.items()), filters),
    ]


def bulk(state: str, *, two: bool) -> list[dict[str, str]]:
    """What can be done to many at once; the names of the buttons say what happens."""
    approve = {
        "value": "approve",
        "label": _("Propose or confirm {n}") if two else _("Approve {n} and send cards"),
        "plain": _("Propose or confirm") if two else _("Approve and send cards"),
        "kind": "primary",
    }
    take = {"value": "take", "label": _("Take {n}"), "plain": _("Take")}
    wait = {"value": "wait", "label": _("Waiting list: {n}"), "plain": _("Put on the waiting list")}
    offer = {
        "value": "offer",
        "label": _("Offer {n} a place"),
        "plain": _("Offer a place"),
        "kind": "primary",
    }
    decline = {"value": "decline", "label": _("Decline {n}"), "plain": _("Decline")}
    if state == State.WAITING_LIST:
        return [offer, take, decline]
    return [approve, take, wait, decline]


def lead(request: CooperativeRequest, waiting: int) -> str:
    if not waiting:
        return _("Nobody is waiting for an answer.")
    oldest = queries.applications(State.SUBMITTED).values_list("submitted_at", flat=True).first()
    days = (timezone.now() - oldest).days if oldest else 0
    said = ngettext("{n} is waiting.", "{n} are waiting.", waiting).format(n=waiting)
    if days:
        said += " " + ngettext("The oldest for {n} day.", "The oldest for {n} days.", days).format(
            n=days
        )
    promised = request.cooperative.answer_days
    return f"{said} " + ngettext(
        "You promise an answer within {n} day.", "You promise an answer within {n} days.", promised
    ).format(n=promised)


def _choice(
    name: str, label: str, options: list[tuple[str, str]], filters: listing.Filters
) -> dict[str, Any]:
    return {"name": name, "label": label, "options": options, "value": getattr(filters, name)}


def _status(row: Application, place: int | None, today: date) -> tuple[str, str, str]:
    if row.state == State.WAITING_LIST:
        return _of_waiting(row, place, today)
    if not row.is_open:
        who = str(row.decided_by or "")
        day = _day(row.decided_at)
        return row.state, str(State(row.state).label), f"{day} · {who}" if who else day
    if row.proposed_by is not None:
        return "proposed", _("Proposed"), _("by {name}").format(name=row.proposed_by)
    if row.place_taken_at is not None:
        return "new", _("Takes the place"), _day(row.place_taken_at)
    if getattr(row, "last_from", "") == "them":
        return "new", _("Has written"), ""
    if row.state == State.INFORMATION_ASKED:
        return row.state, _("Asked"), ""
    return "new", _("New"), ""


def _of_waiting(row: Application, place: int | None, today: date) -> tuple[str, str, str]:
    until = row.place_offered_until
    if until is None:
        since = _("since {day}").format(day=_day(row.waitlisted_at))
        return "waiting", _("Number {n}").format(n=place), since
    if until >= today:
        return "offered", _("Place offered"), _("until {day}").format(day=_day(until))
    return "expiring", _("Offer ran out"), _day(until)


def _age(row: Application, by: date | None, today: date) -> dict[str, Any]:
    """How long it waits, beside what was promised."""
    if by is None or row.state == State.WAITING_LIST:
        return {"late": False, "age": _day(row.submitted_at)}
    late = (today - by).days
    if late > 0:
        said = ngettext("{n} day late", "{n} days late", late).format(n=late)
        return {"late": True, "age": said}
    if not late:
        return {"late": False, "age": _("Answer due today")}
    left = ngettext("{n} day left", "{n} days left", -late).format(n=-late)
    return {"late": False, "age": left}


def _day(moment: Any) -> str:
    return date_format(moment, "DATE_FORMAT") if moment else ""
