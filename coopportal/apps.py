from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "coopportal"
    verbose_name = "The portal"

    def ready(self) -> None:
        from coopportal import checks  # noqa: F401, PLC0415 -- registers them; Django allows it only here
        from coopportal.network import comments, interests  # noqa: PLC0415 -- once the models are there
        from coopportal.onboarding import checklist  # noqa: PLC0415 -- as above
        from tenants.overview_page import overview_section  # noqa: PLC0415 -- as above

        overview_section("portal/overview/interest.html", interests.of_a_federation, order=20)
        overview_section("portal/overview/consultation.html", comments.of_a_federation, order=30)
        overview_section("portal/overview/first_steps.html", checklist.of_the_team, order=10)
