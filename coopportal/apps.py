from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "coopportal"
    verbose_name = "The portal"

    def ready(self) -> None:
        from coopportal import checks  # noqa: F401, PLC0415 -- registers them; Django allows it only here
