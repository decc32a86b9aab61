"""A partner's member as only this co-op can name them: the same for every card of one membership."""

from __future__ import annotations

import hashlib
import hmac

from tenants.models import Cooperative
from tenants.secrets import digest


def pseudonym_of(host: Cooperative, *, home: str, membership_id: str) -> str:
    """By the co-op whose member it is, whoever signs its cards: that may change, the person does not."""
    secret = digest("host-pseudonym", str(host.pk)).encode()
    return hmac.new(secret, f"{home}|{membership_id}".encode(), hashlib.sha256).hexdigest()
