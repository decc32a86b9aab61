from __future__ import annotations

from typing import Any

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "coopportal"
    verbose_name = "The portal"

    def ready(self) -> None:
        from coopportal import checks  # noqa: F401, PLC0415 -- registers them; Django allows it only here
        from coopportal.network import comments, interests  # noqa: PLC0415 -- once the models are there
        from coopportal.onboarding import checklist  # noqa: PLC0415 -- as above
        from tenants.overview_page import overview_section  # noqa: PLC0415 -- as above

        _lay_after_migrate()
        overview_section("portal/overview/interest.html", interests.of_a_federation, order=20)
        overview_section("portal/overview/consultation.html", comments.of_a_federation, order=30)
        overview_section("portal/overview/first_steps.html", checklist.of_the_team, order=10)


def _lay_after_migrate() -> None:
    """What no migration knows: it is laid for the tables of today, so that a new one is never forgotten.

    Django tells apps with models only, so it is told through one that has them. All tables are there by then.
    """
    from django.apps import apps  # noqa: PLC0415 -- once they are read
    from django.db.models.signals import post_migrate, pre_migrate  # noqa: PLC0415, TID251 -- Django's own hooks around a migrate; no fact

    sender = apps.get_app_config("tenants")
    pre_migrate.connect(_lift, sender=sender, dispatch_uid="coopportal.db.lift")
    post_migrate.connect(_lay, sender=sender, dispatch_uid="coopportal.db.lay")


def _lift(*, using: str, **_sent: Any) -> None:
    from django.db import connections  # noqa: PLC0415 -- once Django is set up

    from coopportal.db import walls  # noqa: PLC0415 -- as above

    walls.lift(connections[using])


def _lay(*, using: str, **_sent: Any) -> None:
    from django.db import connections  # noqa: PLC0415 -- once Django is set up

    from coopportal.db import roles, walls  # noqa: PLC0415 -- as above

    walls.lower(connections[using])
    walls.lay(connections[using])
    roles.lay(connections[using])
