"""A member's page for staff: other apps contribute sections to it when they start."""

from __future__ import annotations

from tenants.models import Member
from tenants.sections import Sections

_page: Sections[[Member]] = Sections()
member_section = _page.contribute
member_sections = _page.filled
