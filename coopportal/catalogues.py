"""Catalogues of translations, compiled where they lie: with polib, because gettext's msgfmt is not on every machine."""

from __future__ import annotations

import os
from pathlib import Path

import polib
from django.conf import settings


def compile_catalogues() -> bool:
    """Bring every .mo up to its .po; whether there was anything to do."""
    stale = [
        source
        for folder in settings.LOCALE_PATHS
        for source in Path(folder).glob("*/LC_MESSAGES/*.po")
        if not (made := source.with_suffix(".mo")).exists()
        or made.stat().st_mtime < source.stat().st_mtime
    ]
    for source in stale:
        draft = source.with_suffix(f".mo.{os.getpid()}")
        polib.pofile(str(source)).save_as_mofile(str(draft))
        draft.replace(source.with_suffix(".mo"))
    return bool(stale)
