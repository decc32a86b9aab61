"""The pages of cards: other apps contribute sections to them when they start, as they know what cards are good for."""

from __future__ import annotations

from credentials.models import Credential
from tenants.sections import Sections

_page: Sections[[Credential]] = Sections()
section = _page.contribute
sections = _page.filled

# Below all cards of a person.
_all: Sections[[]] = Sections()
section_below = _all.contribute
sections_below = _all.filled
