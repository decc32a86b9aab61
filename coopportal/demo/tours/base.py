"""What every story has: steps in their order, somebody for each, and a walk that begins anew each time."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise

from coopportal.demo import personas, session
from coopportal.demo.facts import TourPageRead
from tenants import scope
from tenants.facts import Fact
from tenants.models import Cooperative, Event, User

Text = str | Promise


@dataclass(frozen=True)
class Step:
    """One thing to do: by whom, in words, and what the button says.

    `page` is the page that is to be read where nothing else is done. `scans` is for a desk: the button
    hands over what its scanner would type.
    """

    key: str
    persona: str
    title: Text
    text: Text
    action: Text
    page: str = ""
    scans: bool = False


class Walk(ABC):
    """One walk through a story, known by a key that a browser keeps; reads, never writes."""

    # A template that is given a story shows it, and begins no walk.
    do_not_call_in_templates: ClassVar[bool] = True
    slug: ClassVar[str]
    title: ClassVar[Text]
    line: ClassVar[Text]
    over: ClassVar[Text]
    steps: ClassVar[tuple[Step, ...]]
    # Where it plays; its pages read are noted at the first.
    houses: ClassVar[tuple[str, ...]]

    def __init__(self, key: str) -> None:
        self.key = key

    @classmethod
    @abstractmethod
    def begin(cls) -> str:
        """Prepare a walk as its first step needs it, and say by which key it is known."""

    @property
    @abstractmethod
    def begun(self) -> bool:
        """Whether it is still there: the data may have been made anew since."""

    @abstractmethod
    def happened(self) -> dict[str, bool]:
        """For each step that is more than reading: whether its fact is there."""

    @abstractmethod
    def address(self, step: Step) -> str | None:
        """The page of a step; nothing while what it shows is not there."""

    def actor(self, step: Step) -> User | None:
        one = personas.persona(step.persona)
        return personas.login_of(one) if one else None

    def note(self, _step: Step) -> Text:
        """What to say of a step meanwhile."""
        return ""

    def who(self) -> str:
        """With whom one walks, where that is somebody new."""
        return ""

    def typed(self, _step: Step) -> str:
        """What the scanner of a desk would type."""
        return ""

    def enter(self, request: HttpRequest, step: Step) -> HttpResponse | None:
        """In the hands of whoever does it; nothing while it cannot be done."""
        address = self.address(step)
        if address is None:
            return None
        session.become(request, self.actor(step))
        return redirect(address)

    def may_begin(self, step: Step) -> bool:
        """Whether the step before is done."""
        place = self.steps.index(step)
        return not place or self.steps[place - 1].key in self.done

    def is_open(self, step: Step) -> bool:
        return self.may_begin(step) and self.address(step) is not None

    @cached_property
    def done(self) -> list[str]:
        """The steps whose facts are there, in their order."""
        happened = self.happened()
        read = self._read() if any(step.page for step in self.steps) else set()
        return [step.key for step in self.steps if happened.get(step.key, step.key in read)]

    def seen(self, view: str, address: str) -> Fact | None:
        """What a page that was shown makes true."""
        for step in self.steps:
            if step.page == view and step.key not in self.done and self.is_open(step):
                wanted = self.address(step) or ""
                if urlsplit(wanted).path == address:
                    return TourPageRead(self.key, step.key)
        return None

    def _read(self) -> set[str]:
        there = house(self.houses[0])
        if there is None:
            return set()
        with scope.within(there.pk):
            rows = Event.objects.filter(name=TourPageRead.__name__, data__walk=self.key)
            return {str(data["step"]) for data in rows.values_list("data", flat=True)}


def house(slug: str) -> Cooperative | None:
    return Cooperative.objects.filter(slug=slug).first()
