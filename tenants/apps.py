from __future__ import annotations

from django.apps import AppConfig


class TenantsConfig(AppConfig):
    name = "tenants"
    verbose_name = "Co-operatives and people"

    def ready(self) -> None:
        from tenants import handlers  # noqa: F401, PLC0415 -- reactions register once the models are there
