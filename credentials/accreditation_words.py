"""An accreditation in the words of its pages: what the co-op said, where it stands, how to show a domain."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from credentials.models import Accreditation, Ruling, Vouch
from tenants.models import Cooperative, MembershipClass

PROOF_FILE: Final = "/.well-known/coop-accreditation.txt"
PROOF_NAME: Final = "_coop-accreditation"
State = Accreditation.State
DONE, OPEN, WAITING, FAILED = "done", "open", "waiting", "failed"


def identity(row: Accreditation) -> list[dict[str, Any]]:
    """What the co-op says of itself, one fact per line."""
    kinds = dict(MembershipClass.Kind.choices)
    bases = ", ".join(str(kinds.get(each, each)) for each in row.membership_base)
    return [
        {"label": _("Registered name"), "value": row.legal_name},
        {"label": _("Name that people know"), "value": row.trading_name},
        {"label": _("Registration number"), "value": row.registration_number, "number": True},
        {"label": _("Register"), "value": row.registration_authority},
        {"label": _("Country"), "value": row.jurisdiction},
        {"label": _("What it is"), "value": row.get_category_display()},
        {"label": _("Members"), "value": bases},
        {"label": _("Domain"), "value": row.domain},
        {
            "label": _("Cards"),
            "value": _("The federation may make them as well")
            if row.body_may_issue
            else _("The co-op makes its own"),
        },
    ]


def proof(row: Accreditation) -> dict[str, str] | None:
    """What is to stand where, so that the domain is known to be the co-op's."""
    if not row.domain:
        return None
    word = f"coop-accreditation={row.proof_token}"
    if row.domain_proof == Accreditation.Proof.DNS:
        return {"how": "dns", "where": f"{PROOF_NAME}.{row.domain}", "word": word}
    return {"how": "file", "where": f"https://{row.domain}{PROOF_FILE}", "word": word}


def tasks(row: Accreditation, here: Cooperative) -> list[dict[str, Any]]:
    """Where a request stands, step by step, and who is waited for."""
    sent = _("By {name}, on {day}").format(name=row.asked_by, day=_day(row.asked_at))
    steps = [_task(_("Request sent"), DONE, sent)]
    steps += [_vouched(each, row) for each in row.vouches.all()]
    if row.domain:
        steps.append(_domain(row))
    steps.append(_decision(row))
    if row.renewal_asked_at and row.state == State.IN_FORCE:
        asked = _("Asked on {day}").format(day=_day(row.renewal_asked_at))
        steps.append(_task(_("{name} renews it").format(name=row.body.name), WAITING, asked))
    if row.is_listed and row.document:
        address = reverse("credentials:accreditation-document", args=[here.slug])
        steps.append({**_task(_("Published with your co-op's keys"), DONE), "href": address})
    return steps


def question(kind: Ruling.Kind) -> dict[str, Any]:
    """What the first person is asked before a proposal."""
    two = _("A second person decides. Until then nothing changes.")
    words: dict[Ruling.Kind, dict[str, Any]] = {
        Ruling.Kind.ACCREDIT: {
            "title": _("Accredit {name}?"),
            "yes": _("Propose to accredit"),
        },
        Ruling.Kind.REFUSE: {
            "title": _("Refuse {name}?"),
            "yes": _("Propose to refuse"),
            "danger": True,
        },
        Ruling.Kind.RENEW: {
            "title": _("Renew the accreditation of {name}?"),
            "yes": _("Propose to renew"),
        },
        Ruling.Kind.RESTORE: {
            "title": _("Restore the accreditation of {name}?"),
            "yes": _("Propose to restore"),
        },
        Ruling.Kind.REVOKE: {
            "title": _("Revoke the accreditation of {name}?"),
            "yes": _("Propose to revoke"),
            "danger": True,
        },
    }
    return {"text": two, **words[kind]}


def _vouched(vouch: Vouch, row: Accreditation) -> dict[str, Any]:
    label = _("{name} vouches for you").format(name=vouch.voucher.name)
    if vouch.state == Vouch.State.GIVEN:
        return _task(label, DONE, vouch.sentence)
    if vouch.state == Vouch.State.DECLINED:
        return {**_task(label, FAILED), "word": _("Declined")}
    return _task(label, WAITING, _("Asked on {day}").format(day=_day(vouch.asked_at)), live=row)


def _domain(row: Accreditation) -> dict[str, Any]:
    label = _("Show that {domain} is yours").format(domain=row.domain)
    if row.domain_seen_on:
        return _task(label, DONE, _("Seen on {day}").format(day=_day(row.domain_seen_on)))
    if row.domain_shown_on:
        seen = _("Found there on {day}. {name} confirms it.")
        told = seen.format(day=_day(row.domain_shown_on), name=row.body.name)
        return _task(label, WAITING, told, live=row)
    return _task(label, OPEN, _("How to do it stands below."), live=row)


def looked(row: Accreditation) -> str:
    """What the portal has found by itself; empty where it has not looked."""
    if row.domain_looked_at is None:
        return ""
    at = timezone.localtime(row.domain_looked_at, ZoneInfo(row.body.time_zone))
    if row.domain_shown_on is None:
        return _("The portal looked on {day} and did not find it.").format(day=_day(at))
    if row.domain_shown_on == at.date():
        return _("The portal found it there on {day}.").format(day=_day(row.domain_shown_on))
    gone = _(
        "The portal looked on {day} and did not find it any more. It had found it on {before}."
    )
    return gone.format(day=_day(at), before=_day(row.domain_shown_on))


def _decision(row: Accreditation) -> dict[str, Any]:
    label = _("Two people of {name} decide").format(name=row.body.name)
    if row.is_open:
        return _task(label, WAITING)
    if row.state == State.WITHDRAWN:
        return {**_task(label, WAITING), "word": _("Taken back")}
    day = _day(row.decided_at) if row.decided_at else ""
    refused = row.state == State.REFUSED
    word = _("Refused") if refused else _("Done")
    return {**_task(label, FAILED if refused else DONE, day), "word": word}


def _task(
    label: str, state: str, note: str = "", *, live: Accreditation | None = None
) -> dict[str, Any]:
    """What was never done stays open only as long as anybody waits for it."""
    words = {DONE: _("Done"), OPEN: _("To do"), WAITING: _("Waiting"), FAILED: _("Not done")}
    if live is not None and not live.is_open:
        return {"label": label, "state": "off", "word": _("Not needed any more"), "note": ""}
    return {"label": label, "state": state, "word": words[state], "note": note}


def _day(moment: Any) -> str:
    return date_format(moment, "DATE_FORMAT")


def entry(kept: dict[str, str], home: Cooperative | None = None) -> dict[str, Any]:
    """A line of a trust list, for people."""
    categories, assurances = (
        dict(Accreditation.Category.choices),
        dict(Accreditation.Assurance.choices),
    )
    suspended = kept["standing"] == "suspended"
    return {
        **kept,
        "home": home,
        "category": categories.get(kept["category"], kept["category"]),
        "assurance": assurances.get(kept["assurance"], kept["assurance"]),
        "since": date.fromisoformat(kept["since"]),
        "until": date.fromisoformat(kept["until"]),
        "state": State.SUSPENDED if suspended else State.IN_FORCE,
        "word": State.SUSPENDED.label if suspended else State.IN_FORCE.label,
    }


def changes(old: list[dict[str, str]], new: list[dict[str, str]]) -> list[dict[str, Any]]:
    """What became of each co-op between two versions: come, gone, or other than before."""
    before, after = ({each["did"]: each for each in side} for side in (old, new))
    found = []
    for did in sorted({*before, *after}):
        was, now = before.get(did), after.get(did)
        if was is None and now is not None:
            found.append({"kind": "come", "name": now["name"], "lines": [_until(now)]})
        elif now is None and was is not None:
            found.append({"kind": "gone", "name": was["name"], "lines": []})
        elif was is not None and now is not None and was != now:
            found.append({"kind": "changed", "name": now["name"], "lines": _lines(was, now)})
    return found


def _until(kept: dict[str, str]) -> str:
    return _("Until {day}").format(day=_day(date.fromisoformat(kept["until"])))


def _lines(was: dict[str, str], now: dict[str, str]) -> list[str]:
    labels = {
        "name": _("Name"),
        "category": _("What it is"),
        "level": _("Kind of co-op"),
        "assurance": _("Rests on"),
        "since": _("Since"),
        "until": _("Last day"),
        "standing": _("Standing"),
    }
    drawn_was, drawn_now = ({**entry(each), "standing": entry(each)["word"]} for each in (was, now))
    return [
        _("{what}: {old}, now {new}").format(
            what=labels[key], old=_drawn(drawn_was[key]), new=_drawn(drawn_now[key])
        )
        for key in labels
        if was[key] != now[key]
    ]


def _drawn(value: Any) -> str:
    return _day(value) if isinstance(value, date) else str(value)
