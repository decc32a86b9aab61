"""Properties are about what is true, not about how fast a busy machine says so."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("core", deadline=None)
settings.load_profile("core")
