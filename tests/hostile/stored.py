"""Two co-ops with everything that co-ops can have, all of it hostile, and every page that says any of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from uuid import UUID

from django.apps import apps
from django.core.cache import cache
from django.core.exceptions import FieldError
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tenants import mail, scope
from tenants.errors import OutsideCooperativeError
from tenants.models import Letter, Member, User
from tests.hostile.poison import Poison
from tests.walls import world as worlds
from tests.walls.pages import EVERYBODY, ONE_PERSON, STAFF, routes
from tests.walls.promised import roles_of

OK, NO_PAGE = 200, 405
BROKE = "broke"
NOT_PAGES = ("account_logout", "dev-", "demo")


class Place:
    """The world, poisoned; who looks; and how many pages of each kind answered."""

    def __init__(self, start: int = 0) -> None:
        cache.clear()
        self.world = worlds.build()
        self.world.signed_in()
        self.people = {
            "nobody": Client(),
            **self.world.without_a_seat(),
            "member": _member(self.world),
        }
        self.poison = Poison(start)
        self.poison.everything()
        cache.clear()

    def pages(self) -> Iterator[tuple[str, str, str]]:
        """Who at which address, of what kind, and what stands there."""
        for name in (each for each in STAFF if STAFF[each].get != NO_PAGE):
            role = "owner" if "owner" in roles_of()[name] else min(roles_of()[name])
            address = reverse(
                name, kwargs={"cooperative": "elm", **STAFF[name].arguments(self.world)}
            )
            yield from _seen(f"{role} {name}", self.world.browser(self.world.elm, role), address)
        for route in routes():
            for who in self._who(route.name):
                if (address := _plain(route.name)) is not None:
                    yield from _seen(f"{who} {route.name}", self.people[who], address)

    def _who(self, name: str) -> tuple[str, ...]:
        if name in STAFF or name.startswith(NOT_PAGES):
            return ()
        if name in ONE_PERSON:
            return ("operator",) if name.startswith("network") else ("visitor", "member")
        return ("nobody",) if name in EVERYBODY else ("member",)

    def mails(self) -> Iterator[tuple[str, str, str]]:
        """Of each kind the first that can be written about anything there is."""
        with self.world.elm.within:
            abouts = list(dict.fromkeys(_abouts()))
            for kind in mail.kinds():
                written = next(filter(None, (_written(kind, *about) for about in abouts)), None)
                if written is not None:
                    yield f"mail {kind}", "text/html", written


def _abouts() -> Iterator[tuple[UUID, str]]:
    """Letters there are first, then the codes of all rows."""
    yield from Letter.objects.values_list("about", "key")
    for model in apps.get_models():
        if any(field.name == "code" for field in model._meta.concrete_fields):
            with suppress(FieldError, OutsideCooperativeError):
                code = model._default_manager.order_by("pk").values_list("code", flat=True).first()
                if isinstance(code, UUID):
                    yield code, str(code)


def _written(kind: str, about: UUID, key: str) -> str | None:
    here = scope.current().cooperative_id
    row = Letter(
        cooperative_id=here, kind=kind, about=about, key=key, to="a@b.example", language="en"
    )
    try:
        return str(mail.compose(row).alternatives[0][0])
    except Exception:  # noqa: BLE001 -- whatever a writer says to a row of another kind
        return None


def _member(world: worlds.World) -> Client:
    """Of Elm, with a card."""
    with world.elm.within:
        row = Member.objects.exclude(user=None).order_by("pk").last() or Member.objects.latest("pk")
        if row.user_id is None:
            user = User.objects.create(email="hostile@elm.example.net", name="x")
            Member.objects.filter(pk=row.pk).update(user=user)
            row.refresh_from_db()
    client = Client()
    client.force_login(row.user)
    return client


def _plain(name: str) -> str | None:
    for arguments in ({"cooperative": "elm"}, {}):
        try:
            return reverse(name, kwargs=arguments)
        except NoReverseMatch:
            continue
    return None


def _seen(name: str, client: Client, address: str) -> Iterator[tuple[str, str, str]]:
    client.raise_request_exception = False
    answer = client.get(address)
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    if answer.exc_info:
        yield name, BROKE, str(answer.exc_info[1])
    elif answer.status_code == OK and not answer.streaming:
        spelled = "utf-8" if kind.startswith("text/") else "latin-1"
        yield name, kind, answer.content.decode(spelled, "replace")
