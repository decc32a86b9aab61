"""The first page of a team: other apps contribute sections to it when they start."""

from __future__ import annotations

from tenants.models import Staff
from tenants.sections import Sections

_page: Sections[[Staff]] = Sections()
overview_section = _page.contribute
overview_sections = _page.filled
