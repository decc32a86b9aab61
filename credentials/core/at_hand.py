"""Documents at hand instead of a network, for tests, archives and the command line.

What https://www.w3.org/TR/did-core/#did-resolution and the fetching of lists would bring is looked for among
documents that somebody has, by their ``id``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module
from types import ModuleType

from credentials.core.did.key import PREFIX, resolve_key
from credentials.core.errors import UnreachableError
from credentials.core.types import Did, Document


def without_fetching() -> None:
    """Load PyLD without what it would fetch contexts with, which is half of all its time: for a process of our own alone.

    Call it before anything that uses PyLD. Nothing is ever fetched here, whether it could be or not.
    """
    absent = ("requests", "aiohttp")
    empty = {name: ModuleType(name) for name in ("asyncio", "lxml", "lxml.html", "urllib.request")}
    empty["urllib.request"].url2pathname = str  # type: ignore[attr-defined] # -- asked for by name, never called
    kept = {name: sys.modules.get(name) for name in empty}
    sys.modules.update(dict.fromkeys(absent), **empty)  # type: ignore[arg-type] # -- None stands for what is not there
    import_module("pyld")
    for name in empty:
        del sys.modules[name]
    sys.modules.update({name: module for name, module in kept.items() if module is not None})


class AtHand:
    """Answers like a resolver and a fetcher: DID documents, status lists, linked presentations."""

    def __init__(self, documents: Iterable[Document] = ()) -> None:
        """Take the documents; of two with one ``id`` the last one counts, and one without has no address."""
        self._documents = {
            document["id"]: document
            for document in documents
            if isinstance(document.get("id"), str)
        }

    def resolve(self, did: Did) -> Document:
        """The document of a DID; that of a did:key follows from it.

        Raises:
            UnreachableError: ``not_at_hand``.
            InvalidKeyError: When a did:key is of another kind.
            EncodingError: When a did:key is badly written.
        """
        return resolve_key(did) if did.startswith(PREFIX) else self.fetch(did)

    def fetch(self, url: str) -> Document:
        """The document of an address.

        Raises:
            UnreachableError: ``not_at_hand``.
        """
        if url not in self._documents:
            raise UnreachableError("not_at_hand", "A document that is needed is not at hand.")
        return self._documents[url]
