"""What every holder of the portal's key must do. Call it with one that holds no key, or that somebody gave one.

A class of your own (`KEK_PROVIDER=your.package.Class`) passes when `hold(Class())` returns.
"""

from __future__ import annotations

import pytest

from credentials.custody.wrapping import LONGEST_NAME, KeyEncryption
from credentials.errors import KeyEncryptionKeyError, KeyMadeElsewhereError

SECRET, ABOUT = bytes(range(32)), b"v1|name|coop-dek/v1|a|1"


def hold(keys: KeyEncryption, *, makes: bool = True) -> None:
    """`makes`: whether it makes keys itself. One that does not is given two before."""
    first = keys.make(first=True)
    assert keys.make(first=True) == keys.names()[-1]
    _opens_only_its_own(keys, keys.names()[-1])
    if not makes:
        with pytest.raises(KeyMadeElsewhereError):
            keys.make()
        newest, older = keys.names()[-1], keys.names()[0]
    else:
        older, newest = first, keys.make()
    _keeps_two_apart(keys, older, newest)
    if makes:
        _forgets(keys, older, newest)


def _opens_only_its_own(keys: KeyEncryption, name: str) -> None:
    assert len(name) <= LONGEST_NAME
    assert "|" not in name
    sealed = keys.wrap(name, SECRET, ABOUT)
    assert SECRET not in sealed
    assert keys.wrap(name, SECRET, ABOUT) != sealed
    assert keys.unwrap(name, sealed, ABOUT) == SECRET
    others = [ABOUT + b"2", ABOUT[:-1], b"", ABOUT.swapcase()]
    damaged = [
        bytes([*sealed[:place], sealed[place] ^ 1, *sealed[place + 1 :]])
        for place in range(len(sealed))
    ]
    for wrong, about in [
        *((sealed, each) for each in others),
        *((each, ABOUT) for each in damaged),
    ]:
        with pytest.raises(KeyEncryptionKeyError):
            keys.unwrap(name, wrong, about)
    for short in (b"", sealed[:5], sealed[:12], sealed[:-1]):
        with pytest.raises(KeyEncryptionKeyError):
            keys.unwrap(name, short, ABOUT)


def _keeps_two_apart(keys: KeyEncryption, older: str, newest: str) -> None:
    assert older != newest
    assert list(keys.names())[-1] == newest
    sealed = keys.wrap(older, SECRET, ABOUT)
    assert keys.unwrap(older, sealed, ABOUT) == SECRET
    for name in (newest, "never-made"):
        with pytest.raises(KeyEncryptionKeyError):
            keys.unwrap(name, sealed, ABOUT)
    with pytest.raises(KeyEncryptionKeyError):
        keys.wrap("never-made", SECRET, ABOUT)


def _forgets(keys: KeyEncryption, older: str, newest: str) -> None:
    sealed = keys.wrap(older, SECRET, ABOUT)
    keys.drop(older)
    keys.drop(older)
    assert list(keys.names()) == [newest]
    with pytest.raises(KeyEncryptionKeyError):
        keys.unwrap(older, sealed, ABOUT)
