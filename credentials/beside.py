"""A card's page: other apps contribute sections to it when they start, as they know what a card is good for."""

from __future__ import annotations

from credentials.models import Credential
from tenants.sections import Sections

_page: Sections[[Credential]] = Sections()
section = _page.contribute
sections = _page.filled
