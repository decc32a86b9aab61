"""All that is known of one person as a zip: a folder for each co-op, a file for each kind of row."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import BinaryField, Model

from coopportal.person import finding
from credentials.own_data import NOT_TOLD
from tenants.models import MemberPhoto

# Secrets that open something, and what only finds rows.
KEPT_BACK: Final = NOT_TOLD | {"password", "link_digest", "email_digest", "digest", "claim"}


def export(address: str, to: Path) -> int:
    """Returns how many rows there are; nothing is written where there is none."""
    everywhere = finding.of_portal(address)
    count = len(everywhere)
    unfinished = to.with_name(f".{to.name}.part")
    unfinished.touch(mode=0o600)
    try:
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
            _write(archive, "portal", _by_kind(everywhere))
            for rows in finding.of_cooperatives(address):
                kinds = {name: list(found.values()) for name, found in rows.found.items()}
                count += sum(map(len, kinds.values()))
                _write(archive, rows.cooperative.slug, kinds)
                for photo in rows.of(MemberPhoto):
                    archive.writestr(f"{rows.cooperative.slug}/photo.jpg", bytes(photo.content))
        if count:
            unfinished.replace(to)
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def _by_kind(rows: list[Model]) -> dict[str, list[Model]]:
    kinds: dict[str, list[Model]] = {}
    for row in rows:
        kinds.setdefault(row._meta.model_name or "", []).append(row)  # noqa: SLF001 -- what a row is
    return kinds


def _write(archive: zipfile.ZipFile, folder: str, kinds: dict[str, list[Model]]) -> None:
    for name, rows in sorted(kinds.items()):
        told = [_plain(row) for row in rows]
        text = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        archive.writestr(f"{folder}/{name}.json", text)


def _plain(row: Model) -> dict[str, Any]:
    return {
        column.name: getattr(row, column.attname)
        for column in row._meta.concrete_fields  # noqa: SLF001 -- Django's own way to ask for columns
        if not isinstance(column, BinaryField)
        and column.name not in KEPT_BACK
        and not column.is_relation
    }
