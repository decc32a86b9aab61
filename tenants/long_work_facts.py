"""Facts of long work, and of lists that come in and go out."""

from __future__ import annotations

from dataclasses import dataclass

from tenants.facts import Fact


@dataclass(frozen=True)
class ImportRun(Fact):
    """`brought` is the import: its plan was agreed to and is carried out."""

    brought: str


@dataclass(frozen=True)
class ImportUndone(Fact):
    brought: str


@dataclass(frozen=True)
class MembersExported(Fact):
    """Somebody took a list out: how many, as what; never whom."""

    rows: str
    form: str


@dataclass(frozen=True)
class JobStarted(Fact):
    job: str


@dataclass(frozen=True)
class JobStepOwed(Fact):
    """The next batch of long work. Owed, never written into the history of a co-op."""

    job: str


@dataclass(frozen=True)
class JobFinished(Fact):
    """All its items have an outcome; `lap` counts retries of those that failed."""

    job: str
    lap: str


@dataclass(frozen=True)
class JobCancelled(Fact):
    job: str


@dataclass(frozen=True)
class LogTaken(Fact):
    """The co-op's log left the portal as a file of so many rows."""

    rows: str
