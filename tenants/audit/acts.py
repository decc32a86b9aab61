"""What each fact is called in the log, and whom or what it is about: every app tells it of its own when it starts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sentence = str | Promise | Callable[[Mapping[str, Any]], str]
# What the portal does by itself behind an act of somebody: in the log, and left out of its list unless asked for.
STEPS: Final = "steps"
GROUPS: dict[str, str | Promise] = {
    "members": _("Members and memberships"),
    "applications": _("Applications"),
    "money": _("Shares and money"),
    "cards": _("Cards"),
    "partners": _("Partners and agreements"),
    "benefits": _("Benefits, visits and desks"),
    "trust": _("Accreditation"),
    "files": _("Files that were taken out"),
    "team": _("Team and programs"),
    "settings": _("Settings"),
    STEPS: _("Steps of the portal itself"),
}


@dataclass(frozen=True)
class Act:
    group: str
    sentence: Sentence


@dataclass(frozen=True)
class About:
    """Whom or what a line is about; `member` leads to a page where one may see it."""

    label: str
    member: str = ""


@dataclass(frozen=True)
class Subject:
    """One key of facts: `named` finds all of these codes at once, `of_members` those that are about these members."""

    named: Callable[[Iterable[str]], dict[str, About]]
    of_members: Callable[[Iterable[str]], Iterable[str]] | None = None


_acts: dict[str, Act] = {}
_subjects: dict[str, Subject] = {}


def acts(group: str, sentences: Mapping[str, Sentence]) -> None:
    """Contribute what facts are called. A sentence, or a function that makes one of what the fact says."""
    if group not in GROUPS:
        raise ValueError(f"The log has no group {group}.")
    _acts.update({name: Act(group, sentence) for name, sentence in sentences.items()})


def steps(*names: str) -> None:
    """Facts by which the portal tells itself what comes next."""
    acts(STEPS, dict.fromkeys(names, _("A step of the portal itself")))


def subject(
    key: str,
    named: Callable[[Iterable[str]], dict[str, About]],
    of_members: Callable[[Iterable[str]], Iterable[str]] | None = None,
) -> None:
    _subjects[key] = Subject(named, of_members)


def names_of(group: str) -> list[str]:
    """The facts of one group; of all but the portal's own steps where none is named."""
    return [
        name
        for name, act in _acts.items()
        if act.group == group or (not group and act.group != STEPS)
    ]


def sentence_of(name: str, data: Mapping[str, Any]) -> str:
    found = _acts.get(name)
    if found is None:
        return str(_("A step of the portal itself"))
    return found.sentence(data) if callable(found.sentence) else str(found.sentence)


def group_of(name: str) -> str:
    found = _acts.get(name)
    return found.group if found else STEPS


def subjects() -> Mapping[str, Subject]:
    return _subjects
