"""A partner's member as only this co-op can name them: the same for every card of one membership."""

from __future__ import annotations

import hashlib
import hmac

from tenants.models import Cooperative
from tenants.secrets import digest


def pseudonym_of(host: Cooperative, *, issuer: str, membership_id: str) -> str:
    secret = digest("host-pseudonym", str(host.pk)).encode()
    return hmac.new(secret, f"{issuer}|{membership_id}".encode(), hashlib.sha256).hexdigest()
