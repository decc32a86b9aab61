"""What is compared in a plan: lines, the register, and lines above. Values only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tenants.importing.besides import TAGS, tag_keys
from tenants.importing.likeness import folded_number, same_person
from tenants.importing.values import Parsed
from tenants.secrets import email_key, name_key


@dataclass(frozen=True)
class Known:
    """Somebody on the register, with the memberships as the import would write them."""

    pk: int
    values: Mapping[str, str]
    memberships: tuple[Mapping[str, str], ...] = ()


@dataclass
class Planned:
    number: int
    action: str
    reason: str = ""
    member: int | None = None
    membership: int | None = None
    before: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(
        default_factory=dict
    )  # what is to be written; empty for an error
    changes: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    is_somebody: bool = False  # whether lines below are compared with this one


@dataclass(frozen=True)
class Line:
    number: int
    parsed: Parsed


@dataclass(frozen=True)
class Above:
    """A line that was planned before these: who it is about, and as what."""

    number: int
    values: Mapping[str, str]
    member: int | None
    membership: int | None


class Register:
    """Who is there, found by number, address and name."""

    def __init__(
        self,
        people: Iterable[Known],
        visiting: Iterable[str] = (),
        *,
        prices: Mapping[str, str] = {},
        tags: Iterable[str] = (),
        room: int = 0,
    ) -> None:
        self.by_number: dict[str, Known] = {}
        self.by_email: dict[str, list[Known]] = defaultdict(list)
        self.by_name: dict[str, list[Known]] = defaultdict(list)
        self.visiting = set(visiting)
        self.prices = prices  # of one share, by kind of membership
        self.tags = set(tags)
        self.room = room  # for so many tags more
        for each in people:
            self.by_number[folded_number(each.values)] = each
            if each.values.get("email"):
                self.by_email[email_key(each.values["email"])].append(each)
            self.by_name[name_key(each.values["name"])].append(each)


class Seen:
    """Lines before this one, so that a file that holds somebody twice makes one member of them."""

    def __init__(self) -> None:
        self.people: dict[tuple[str, str], list[Line]] = defaultdict(list)
        self.members: dict[tuple[int, str], int] = {}
        self.tags: set[str] = set()

    def twin(self, line: Line) -> Line | None:
        values = line.parsed.values
        for key in keys_of(values):
            for other in self.people[key]:
                if same_person(values, other.parsed.values) and values.get(
                    "class"
                ) == other.parsed.values.get("class"):
                    return other
        return None

    def add(self, line: Line) -> None:
        for key in keys_of(line.parsed.values):
            self.people[key].append(line)

    def again(self, above: Above, register: Register) -> None:
        self.add(Line(above.number, Parsed(dict(above.values), ())))
        self.has_room(above.values, register)
        if above.member and above.membership:
            self.members.setdefault((above.member, str(above.membership)), above.number)

    def has_room(self, values: Mapping[str, str], register: Register) -> bool:
        """Whether the tags of this line can be given; those that are new are counted over the whole file."""
        new = tag_keys(values.get(TAGS, "")) - register.tags
        if len(self.tags | new) > register.room:
            return False
        self.tags |= new
        return True


def keys_of(values: Mapping[str, str]) -> list[tuple[str, str]]:
    """By what a line and somebody on the register, or two lines, can be found to be the same."""
    keys = [("name", name_key(values.get("name", "")))]
    if values.get("number"):
        keys.append(("number", folded_number(values)))
    if values.get("email"):
        keys.append(("email", email_key(values["email"])))
    return keys
