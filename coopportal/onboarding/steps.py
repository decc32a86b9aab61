"""From the invitation to a living membership, in seven steps: which are done, and who is waited for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coopportal.onboarding.facts import WEEK, Facts

INVITED, SET_UP, ACCREDITED = "invited", "set_up", "accredited"
AGREED, CARDED, GRANTED, ACTIVE = "agreed", "carded", "granted", "active"
DAYS_SHOWN, MONTHS_SHOWN = 60, 24


@dataclass(frozen=True)
class Step:
    """When it was reached, by what is recorded; and while it is not, whom one waits for, since when.

    `begun` is when somebody was asked; without that, one waits since the steps before were done.
    """

    key: str
    label: str | Promise
    reached: Callable[[Facts], datetime | None]
    waits: Callable[[Facts], str]
    begun: Callable[[Facts], datetime | None] = lambda _facts: None


@dataclass(frozen=True)
class Stand:
    """One step of one co-op."""

    key: str
    label: str
    at: datetime | None
    waits: str
    begun: datetime | None = None

    @property
    def done(self) -> bool:
        return self.at is not None


def _set_up(facts: Facts) -> datetime | None:
    if facts.described is None or facts.rules is None or not facts.classes:
        return None
    return max(facts.described, facts.rules)


def _waits_for_set_up(facts: Facts) -> str:
    missing = [
        (_("its description and colour"), facts.described is None),
        (_("its own rules"), facts.rules is None),
        (_("a kind of membership to apply for"), not facts.classes),
    ]
    return _("{name} still has to enter {what}.").format(
        name=facts.cooperative, what=", ".join(what for what, open_ in missing if open_)
    )


def _waits_for_accreditation(facts: Facts) -> str:
    if facts.bodies_asked:
        return _("{body} is looking at it.").format(body=", ".join(facts.bodies_asked))
    if facts.suspended_by:
        return _("{body} has suspended the accreditation.").format(
            body=", ".join(facts.suspended_by)
        )
    return _("{name} has to ask a federation.").format(name=facts.cooperative)


def _waits_for_agreement(facts: Facts) -> str:
    if facts.proposals_in:
        return _("{name} has to answer a proposal.").format(name=facts.cooperative)
    if facts.proposals_out:
        return _("The partner has to answer the proposal of {name}.").format(name=facts.cooperative)
    return _("{name} has to propose an agreement.").format(name=facts.cooperative)


def _waits_for_card(facts: Facts) -> str:
    if facts.applications:
        return ngettext(
            "{name} has to decide on {n} application.",
            "{name} has to decide on {n} applications.",
            facts.applications,
        ).format(name=facts.cooperative, n=facts.applications)
    return _("Nobody has applied yet: {name} has to share its join link.").format(
        name=facts.cooperative
    )


def _granted(facts: Facts) -> datetime | None:
    """Somebody of a partner became a visiting member here, or was given something."""
    return min((at for at in (facts.granted, facts.given) if at is not None), default=None)


def _waits_for_grant(facts: Facts) -> str:
    if facts.agreed is None:
        return _("An agreement comes first.")
    return _("A member of a partner has to come.")


def _active(facts: Facts) -> datetime | None:
    recent = facts.used is not None and facts.used > timezone.now() - WEEK
    return facts.used if recent else None


def _waits_for_use(facts: Facts) -> str:
    if facts.used is None:
        return _("Nothing has happened at {name} yet.").format(name=facts.cooperative)
    days = (timezone.now() - facts.used).days
    return ngettext(
        "Nothing has happened for {n} day.", "Nothing has happened for {n} days.", days
    ).format(n=days)


STEPS: Final = (
    Step(
        INVITED,
        gettext_lazy("Invited"),
        lambda facts: facts.cooperative.opened_at,
        lambda _facts: "",
    ),
    Step(SET_UP, gettext_lazy("Set up"), _set_up, _waits_for_set_up),
    Step(
        ACCREDITED,
        gettext_lazy("Accredited"),
        lambda facts: facts.accredited,
        _waits_for_accreditation,
        lambda facts: facts.asked,
    ),
    Step(AGREED, gettext_lazy("First agreement"), lambda facts: facts.agreed, _waits_for_agreement),
    Step(CARDED, gettext_lazy("First card"), lambda facts: facts.carded, _waits_for_card),
    Step(GRANTED, gettext_lazy("First visitor"), _granted, _waits_for_grant),
    Step(ACTIVE, gettext_lazy("Active this week"), _active, _waits_for_use),
)


def of(facts: Facts) -> list[Stand]:
    stands = []
    for step in STEPS:
        at = step.reached(facts)
        waits = "" if at is not None else step.waits(facts)
        stands.append(Stand(step.key, str(step.label), at, waits, step.begun(facts)))
    return stands


def is_on_its_way(stands: list[Stand]) -> bool:
    """Until each of the steps was reached once. A quiet week alone is no reason to begin again."""
    return any(not stand.done for stand in stands if stand.key != ACTIVE)


def stalled(stands: list[Stand]) -> tuple[Stand, datetime] | None:
    """The first step that is open, and since when: somebody was asked, or the steps before were done."""
    place = next((number for number, stand in enumerate(stands) if not stand.done), None)
    if place is None:
        return None
    before = max(stand.at for stand in stands[:place] if stand.at is not None)
    return stands[place], max(before, stands[place].begun or before)


def how_long(days: int) -> str:
    """As one says it: days for two months, then months, then years."""
    if days < DAYS_SHOWN:
        return ngettext("{n} day", "{n} days", days).format(n=days)
    months = days // 30
    if months < MONTHS_SHOWN:
        return ngettext("{n} month", "{n} months", months).format(n=months)
    return ngettext("{n} year", "{n} years", days // 365).format(n=days // 365)
