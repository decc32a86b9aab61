"""Whether a domain lets our mail server write in its name: SPF, DKIM and DMARC, each with the record to add.

Pure: who asks the name servers is handed in. What they say is a stranger's text and is only compared.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from tenants.outbound.errors import OutboundError

GOOD, WARN, BAD, UNKNOWN = "good", "warn", "bad", "unknown"
FEWEST_LABELS: Final = 2
# The texts under a label of a domain; an empty label is the domain itself.
Ask = Callable[[str, str], list[str]]


@dataclass(frozen=True)
class Sending:
    """What the operator says of the way mails leave: the mechanism of SPF, the selector and the key of DKIM."""

    domain: str
    spf: str
    selector: str
    dkim_key: str
    reports_to: str


@dataclass(frozen=True)
class Finding:
    """One of the three: what is there, what that means, and the record to add (`name` empty where none is)."""

    title: str
    state: str
    text: str
    found: str = ""
    name: str = ""
    value: str = ""


def check(sending: Sending, ask: Ask) -> list[Finding]:
    return [_spf(sending, ask), _dkim(sending, ask), _dmarc(sending, ask)]


def _spf(sending: Sending, ask: Ask) -> Finding:
    rows = _asked(ask, "", sending.domain)
    if rows is None:
        return _silent("SPF")
    records = [row for row in rows if row.lower().split(" ")[0] == "v=spf1"]
    if not records:
        text = _("There is none. Mail servers cannot tell whether ours may write in this name.")
        value = f"v=spf1 {sending.spf} ~all"
        return Finding("SPF", BAD, text, name=sending.domain, value=value)
    if len(records) > 1:
        text = _("There are several. Mail servers then take none of them: make one of all.")
        return Finding("SPF", BAD, text, found=" | ".join(records))
    [record] = records
    terms = record.lower().split()
    if "+all" in terms or "all" in terms:
        text = _("It lets the whole world write in this name.")
        fixed = " ".join("~all" if term in {"+all", "all"} else term for term in record.split())
        return Finding("SPF", BAD, text, record, sending.domain, fixed)
    if set(sending.spf.lower().split()) <= set(terms):
        return Finding("SPF", GOOD, _("It names the server that our mails leave from."), record)
    text = _(
        "It does not name the server that our mails leave from. It may be covered by another part."
    )
    return Finding("SPF", WARN, text, record, sending.domain, _extended(record, sending.spf))


def _extended(record: str, mechanism: str) -> str:
    """Before what decides about all the rest."""
    terms = record.split()
    ends = ("all", "redirect=")
    place = next(
        (i for i, term in enumerate(terms) if term.lstrip("+-~?").lower().startswith(ends)),
        len(terms),
    )
    missing = [term for term in mechanism.split() if term.lower() not in record.lower().split()]
    return " ".join([*terms[:place], *missing, *terms[place:]])


def _dkim(sending: Sending, ask: Ask) -> Finding:
    if not sending.selector:
        text = _(
            "Nobody has said by which selector our mails are signed. The operator sets it (DKIM_SELECTOR)."
        )
        return Finding("DKIM", UNKNOWN, text)
    name = f"{sending.selector}._domainkey.{sending.domain}"
    rows = _asked(ask, f"{sending.selector}._domainkey", sending.domain)
    if rows is None:
        return _silent("DKIM")
    value = f"v=DKIM1; k=rsa; p={sending.dkim_key}" if sending.dkim_key else ""
    keys = [row for row in rows if "p" in _tags(row)]
    if not keys:
        text = _("There is none, so the signature of our mails cannot be checked.")
        more = _("The value stands in the settings of the mail server or service.")
        return Finding("DKIM", BAD, text if value else f"{text} {more}", name=name, value=value)
    held = _tags(keys[0])["p"]
    if not held:
        return Finding("DKIM", BAD, _("The key was withdrawn."), keys[0], name, value)
    if sending.dkim_key and held != sending.dkim_key:
        text = _("It holds another key than the one our mails are signed with.")
        return Finding("DKIM", BAD, text, keys[0], name, value)
    return Finding("DKIM", GOOD, _("There is a key by which our mails can be checked."), keys[0])


def _dmarc(sending: Sending, ask: Ask) -> Finding:
    name = f"_dmarc.{sending.domain}"
    value = f"v=DMARC1; p=none; rua=mailto:{sending.reports_to}"
    labels = sending.domain.split(".")
    # A policy of the domain above holds for those below it.
    for start in range(max(1, len(labels) - FEWEST_LABELS + 1)):
        rows = _asked(ask, "_dmarc", ".".join(labels[start:]))
        if rows is None:
            return _silent("DMARC")
        records = [row for row in rows if _tags(row).get("v", "").upper() == "DMARC1"]
        if len(records) > 1:
            return Finding(
                "DMARC",
                BAD,
                _("There are several. Mail servers then take none."),
                " | ".join(records),
            )
        if records:
            return _of_policy(records[0], name, value)
    text = _("There is none. Large mail services ask for one before they take letters to many.")
    return Finding("DMARC", BAD, text, name=name, value=value)


def _of_policy(record: str, name: str, value: str) -> Finding:
    policy = _tags(record).get("p", "").lower()
    if policy == "none":
        text = _(
            "It only watches. That is enough for mail services; a stricter one keeps forgers off."
        )
        return Finding("DMARC", GOOD, text, record)
    if policy in {"quarantine", "reject"}:
        return Finding("DMARC", GOOD, _("Whoever forges this name is turned away."), record)
    return Finding("DMARC", BAD, _("It does not say what to do."), record, name, value)


def _tags(record: str) -> dict[str, str]:
    """`v=DKIM1; p=…` by the names of its parts; blanks within a value count for nothing."""
    parts = (part.partition("=") for part in record.split(";"))
    return {name.strip().lower(): "".join(value.split()) for name, eq, value in parts if eq}


def _asked(ask: Ask, label: str, domain: str) -> list[str] | None:
    try:
        return [row.strip() for row in ask(label, domain)]
    except OutboundError:
        return None


def _silent(title: str) -> Finding:
    return Finding(title, UNKNOWN, _("The name servers did not answer. Try again later."))
