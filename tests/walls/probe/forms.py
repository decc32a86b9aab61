"""The forms of a page as a browser would send them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c636060f8cf"
    "5000000a0001fe2dd2b10000000049454e44ae426082"
)


@dataclass(frozen=True)
class Field:
    name: str
    value: str
    kind: str = "text"
    chosen: bool = True
    required: bool = False
    options: tuple[str, ...] = ()

    @property
    def is_sent(self) -> bool:
        return self.kind not in {"checkbox", "radio"} or self.chosen


@dataclass(frozen=True)
class Form:
    """`number` is its place on the page, so that the same form is found on the same page of another co-op."""

    action: str
    method: str
    number: int
    fields: tuple[Field, ...] = ()
    buttons: tuple[tuple[str, str], ...] = ()

    @property
    def names(self) -> set[str]:
        return {each.name for each in self.fields} | {name for name, _ in self.buttons}

    def filled(self) -> dict[str, list[Any]]:
        """What stands in it; where nothing does, what somebody might write."""
        sent: dict[str, list[Any]] = {}
        for each in self.fields:
            if each.kind == "radio" and each.name not in sent and not self._has_choice(each.name):
                sent[each.name] = [each.value]
            elif each.is_sent or (each.kind == "checkbox" and each.required):
                sent.setdefault(each.name, []).append(_written(each))
        return sent

    def _has_choice(self, name: str) -> bool:
        return any(
            each.chosen for each in self.fields if each.name == name and each.kind == "radio"
        )

    def send(self, client: Client, values: dict[str, list[Any]]) -> Any:
        """A value that is a file is sent anew each time."""
        fresh = {name: [_again(value) for value in given] for name, given in values.items()}
        return getattr(client, self.method)(self.action, fresh)


def _again(value: Any) -> Any:
    return SimpleUploadedFile("dot.png", PIXEL, "image/png") if value is PIXEL else value


def _written(each: Field) -> Any:
    if each.kind == "file":
        return PIXEL
    if each.value or each.kind in {"hidden", "checkbox"}:
        return each.value
    if each.kind == "select":
        return next((option for option in each.options if option), "")
    soon = timezone.localdate() + timedelta(30)
    return {
        "email": "somebody@example.org",
        "date": soon.isoformat(),
        "number": "1",
        "url": "https://example.org/",
        "time": "12:00",
        "datetime-local": f"{soon.isoformat()}T12:00",
    }.get(each.kind, "Somebody")


@dataclass
class _Reader(HTMLParser):
    page: str
    forms: list[Form] = field(default_factory=list)
    _open: Form | None = None
    _list: Field | None = None
    _area: Field | None = None

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = urljoin(self.page, given.get("action") or self.page)
            method = given.get("method", "get").lower()
            self._open = Form(action, method, len(self.forms))
            self.forms.append(self._open)
        elif self._open is not None:
            self._inside(tag, given)

    def _inside(self, tag: str, given: dict[str, str]) -> None:
        name, required = given.get("name", ""), "required" in given
        if tag == "option" and self._list is not None:
            value = given.get("value", "")
            chosen = value if "selected" in given else self._list.value
            options = (*self._list.options, value)
            self._list = replace(self._list, options=options, value=chosen)
        elif not name or name == "csrfmiddlewaretoken":
            return
        elif tag == "input" and given.get("type") not in {"submit", "button", "reset", "image"}:
            usual = "on" if given.get("type") in {"checkbox", "radio"} else ""
            kind = given.get("type", "text")
            self._add(Field(name, given.get("value", usual), kind, "checked" in given, required))
        elif tag == "select":
            self._list = Field(name, "", "select", required=required)
        elif tag == "textarea":
            self._area = Field(name, "", "textarea", required=required)
        elif tag == "button" and given.get("type", "submit") == "submit":
            self._put(
                replace(self._now, buttons=(*self._now.buttons, (name, given.get("value", ""))))
            )

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area = replace(self._area, value=self._area.value + data.removeprefix("\n"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._list is not None:
            self._add(self._list)
            self._list = None
        elif tag == "textarea" and self._area is not None:
            self._add(self._area)
            self._area = None
        elif tag == "form":
            self._open = None

    @property
    def _now(self) -> Form:
        return self.forms[-1]

    def _add(self, new: Field) -> None:
        self._put(replace(self._now, fields=(*self._now.fields, new)))

    def _put(self, form: Form) -> None:
        self.forms[-1] = form


def forms_of(client: Client, path: str, method: str = "post") -> list[Form]:
    """Those on the page itself, not the ones that every page has (leaving, choosing a language)."""
    answer = client.get(path)
    kind = answer.headers.get("Content-Type", "")
    if answer.status_code != 200 or not kind.startswith("text/html") or answer.streaming:
        return []
    reader = _Reader(path)
    reader.feed(answer.content.decode())
    usual = ("/accounts/", "/language/")
    return [
        form for form in reader.forms if form.method == method and not form.action.startswith(usual)
    ]
