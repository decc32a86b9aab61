"""The published files of the frozen definition, each looked at before it is given out.

They are the same in every installation. ``bundle.json`` lists them with their media types and digests, as
https://www.w3.org/TR/sri-2/ writes these; it is pinned itself, so that nothing of a version can be changed.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from functools import cache
from typing import Final

from credentials.core.definition import BUNDLE_DIGEST, VERSION
from credentials.core.errors import CanonicalError
from credentials.core.types import Document
from credentials.core.vocabulary import read_pinned

BUNDLE: Final = "bundle.json"
_FOLDER: Final = f"definitions/{VERSION}"


@dataclass(frozen=True)
class PublishedFile:
    """One file of a version. ``digest`` is the SHA-256 in hexadecimal digits."""

    name: str
    title: str
    media_type: str
    size: int
    digest: str

    @property
    def data(self) -> bytes:
        """Its bytes.

        Raises:
            CanonicalError: ``altered_file`` when they are not the published ones.
        """
        return read_pinned(f"{_FOLDER}/{self.name}", self.digest)


@cache
def published_files() -> dict[str, PublishedFile]:
    """All files of the version by their names, the list of them last.

    Raises:
        CanonicalError: ``altered_file``.
    """
    written = read_pinned(f"{_FOLDER}/{BUNDLE}", BUNDLE_DIGEST)
    listed: list[Document] = json.loads(written)["files"]
    files = {each["name"]: _file(each) for each in listed}
    title = "The list of all files, with media types and digests"
    whole = PublishedFile(BUNDLE, title, "application/json", len(written), BUNDLE_DIGEST)
    return {**files, BUNDLE: whole}


def published_document(name: str) -> Document:
    """One of the files that are JSON, read.

    Raises:
        CanonicalError: ``unknown_file`` or ``altered_file``.
    """
    if name not in published_files():
        raise CanonicalError("unknown_file", "The definition has no such file.")
    document: Document = json.loads(published_files()[name].data)
    return document


def _file(listed: Document) -> PublishedFile:
    digest = base64.b64decode(listed["digestSRI"].removeprefix("sha256-")).hex()
    return PublishedFile(
        listed["name"], listed["title"], listed["mediaType"], listed["bytes"], digest
    )
