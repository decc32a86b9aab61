"""The first page of a team: other apps contribute sections to it when they start."""

from __future__ import annotations

from tenants.models import Staff
from tenants.sections import Sections

_page: Sections[[Staff]] = Sections()
overview_section = _page.contribute
overview_sections = _page.filled

# What everybody on the team has to know before all else; it stands above what waits.
_news: Sections[[Staff]] = Sections()
overview_warning = _news.contribute
overview_warnings = _news.filled
