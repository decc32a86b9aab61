"""`make words`: bring the catalogues in `locale/` up to date with what pages, letters and sentences say.

Read from the sources by Python itself, because gettext's tools are not on every machine. What is new stands empty in
the catalogue, what nobody says any more is dropped. `list` prints what is still missing as JSON, and `fill FILE` puts
in translations from such a JSON: [{"id": …, "plural": …, "context": …, "text": … or [one, many]}].
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polib

ROOT = Path(__file__).resolve().parent.parent
APPS = ("tenants", "credentials", "benefits", "coopportal")
LANGUAGES = ("de",)
PLURAL = {"de": "nplurals=2; plural=(n != 1);"}
# How the functions of translation are called here, and which of their arguments are words.
CALLS = {
    **dict.fromkeys(("_", "_lazy", "gettext", "gettext_lazy", "gettext_noop"), ("id",)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), ("id", "plural")),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ("context", "id")),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ("context", "id", "plural")),
}
CALL_IN_TEMPLATE = re.compile(r"\b(n?p?gettext|_)\(")


@dataclass(frozen=True)
class Said:
    """One text as the source has it, and the first place that says it."""

    id: str
    plural: str = ""
    context: str = ""
    place: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.id


def said() -> dict[tuple[str, str], Said]:
    """Everything that can be translated, in the order of the files; a text that has a plural somewhere keeps it."""
    found: dict[tuple[str, str], Said] = {}
    for each in [*_in_code(), *_in_templates()]:
        before = found.get(each.key)
        if before is None or (each.plural and not before.plural):
            found[each.key] = each
    return found


def _in_code() -> Iterator[Said]:
    for app in APPS:
        for file in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in file.parts:
                yield from _calls(ast.parse(file.read_text(encoding="utf-8")), _place(file))


def _in_templates() -> Iterator[Said]:
    from django.utils.translation.template import templatize  # noqa: PLC0415 -- the rest needs no Django

    for file in sorted((ROOT / "templates").rglob("*")):
        if file.suffix not in {".html", ".txt"}:
            continue
        code = templatize(file.read_text(encoding="utf-8"), origin=str(file))
        for call in CALL_IN_TEMPLATE.finditer(code):
            yield from _calls(_call_at(code, call.start()), _place(file))


def _call_at(code: str, start: int) -> ast.AST:
    """The call that begins here, to the first bracket with which it is one."""
    end = code.find(")", start)
    while end != -1:
        try:
            return ast.parse(code[start : end + 1])
        except SyntaxError:
            end = code.find(")", end + 1)
    raise SyntaxError(code[start : start + 80])


def _calls(tree: ast.AST, place: str) -> Iterator[Said]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        words = CALLS.get(name)
        if not words or len(node.args) < len(words):
            continue
        texts = [getattr(each, "value", None) for each in node.args[: len(words)]]
        if all(isinstance(text, str) and text for text in texts):
            yield Said(place=place, **dict(zip(words, texts, strict=True)))


def _place(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def path_of(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> dict[tuple[str, str], polib.POEntry]:
    path = path_of(language)
    entries = polib.pofile(str(path)) if path.exists() else []
    return {(entry.msgctxt or "", entry.msgid): entry for entry in entries}


def write(language: str, found: dict[tuple[str, str], Said]) -> int:
    """Write the catalogue anew; returns how many texts are still missing."""
    old = read(language)
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURAL[language],
    }
    for text in found.values():
        catalogue.append(_entry(text, old.get(text.key)))
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(path))
    return sum(not _is_full(entry) for entry in catalogue)


def _entry(text: Said, old: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(msgid=text.id, msgctxt=text.context or None, comment=text.place)
    kept = old.msgstr_plural or {0: old.msgstr, 1: old.msgstr} if old else {}
    if text.plural:
        entry.msgid_plural = text.plural
        entry.msgstr_plural = {0: kept.get(0, ""), 1: kept.get(1, "")}
    else:
        entry.msgstr = kept.get(0, "")
    if "{" in text.id + text.plural:
        entry.flags = ["python-brace-format"]
    elif "%(" in text.id + text.plural:
        entry.flags = ["python-format"]
    return entry


def _is_full(entry: polib.POEntry) -> bool:
    return all(entry.msgstr_plural.values()) if entry.msgid_plural else bool(entry.msgstr)


def missing(language: str) -> list[dict[str, Any]]:
    full = {key for key, entry in read(language).items() if _is_full(entry)}
    return [
        {"id": each.id, "plural": each.plural, "context": each.context, "place": each.place}
        for each in said().values()
        if each.key not in full
    ]


def fill(language: str, given: list[dict[str, Any]]) -> None:
    found = said()
    write(language, found)
    path = path_of(language)
    catalogue = polib.pofile(str(path), wrapwidth=100)
    by_key = {(entry.msgctxt or "", entry.msgid): entry for entry in catalogue}
    for each in given:
        entry = by_key.get((each.get("context") or "", each["id"]))
        if entry is None:
            print(f"nobody says: {each['id'][:70]!r}")
        elif entry.msgid_plural:
            one, many = each["text"]
            entry.msgstr_plural = {0: one, 1: many}
        else:
            entry.msgstr = each["text"]
    catalogue.save(str(path))


def main() -> None:
    from django.conf import settings  # noqa: PLC0415 -- only where templates are read

    if not settings.configured:
        settings.configure(USE_I18N=True)
    match sys.argv[1:]:
        case ["list"]:
            print(json.dumps(missing("de"), ensure_ascii=False, indent=1))
        case ["fill", *files]:
            for file in files:
                fill("de", json.loads(Path(file).read_text(encoding="utf-8")))
        case _:
            for language in LANGUAGES:
                print(f"{language}: {write(language, said())} texts are missing.")


if __name__ == "__main__":
    main()
