from __future__ import annotations

from django.apps import AppConfig


class TenantsConfig(AppConfig):
    name = "tenants"
    verbose_name = "Co-operatives and people"

    def ready(self) -> None:
        from tenants import (  # noqa: PLC0415 -- once the models are there
            handlers,  # noqa: F401 -- its reactions register
            login,  # noqa: F401 -- it listens for people who sign in
        )
