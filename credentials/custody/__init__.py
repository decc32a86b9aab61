"""Where the portal's key-encryption key lives: a folder, the environment, a token, or somebody else's class.

`KEK_PROVIDER` says which: `file` (the default), `environment`, `pkcs11`, or the dotted path of a class with the
methods of `KeyEncryption`, for a cloud's key service or Vault. `tests/custody/contract.py` is what any of them
must pass.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from credentials.custody.wrapping import KeyEncryption

OURS: Final = {
    "file": "credentials.custody.folder.FolderKeys",
    "environment": "credentials.custody.environment.EnvironmentKeys",
    "pkcs11": "credentials.custody.token.TokenKeys",
}


def provider() -> KeyEncryption:
    """What wraps and opens the co-ops' keys. Raises ImproperlyConfigured where KEK_PROVIDER names nothing."""
    made: KeyEncryption = _class(OURS.get(settings.KEK_PROVIDER, settings.KEK_PROVIDER))()
    return made


@cache
def _class(path: str) -> type:
    try:
        found: type = import_string(path)
    except ImportError as error:
        raise ImproperlyConfigured(
            f"KEK_PROVIDER must be file, environment, pkcs11 or the path of a class ({error})."
        ) from None
    return found
