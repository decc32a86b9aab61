"""A co-op's public page: other apps contribute sections to it when they start."""

from __future__ import annotations

from tenants.sections import Sections

_page: Sections[[]] = Sections()
section = _page.contribute
sections = _page.filled
