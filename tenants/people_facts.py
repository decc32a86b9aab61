"""Facts of what the team does with the list of its members."""

from __future__ import annotations

from dataclasses import dataclass

from tenants.facts import Fact


@dataclass(frozen=True)
class TagAdded(Fact):
    tag: str


@dataclass(frozen=True)
class TagRenamed(Fact):
    tag: str


@dataclass(frozen=True)
class TagRemoved(Fact):
    """Whoever had it has it no more."""

    tag: str


@dataclass(frozen=True)
class MemberTagged(Fact):
    member: str
    tag: str


@dataclass(frozen=True)
class MemberUntagged(Fact):
    member: str
    tag: str


@dataclass(frozen=True)
class ManyActedOn(Fact):
    """Something was decided on for many members at once; `action` is its job's, `rows` how many."""

    action: str
    name: str
    rows: str


@dataclass(frozen=True)
class MembersMerged(Fact):
    """Two entries were one person: `gone` went, with its number; `member` has what both had."""

    member: str
    gone: str
    number: str


@dataclass(frozen=True)
class SaidToBeTwo(Fact):
    """They look alike and are two people."""

    member: str
    other: str


@dataclass(frozen=True)
class PhotoKept(Fact):
    """With the consent of the member."""

    member: str


@dataclass(frozen=True)
class PhotoRemoved(Fact):
    """The consent was withdrawn."""

    member: str
