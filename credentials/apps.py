from __future__ import annotations

from django.apps import AppConfig


class CredentialsConfig(AppConfig):
    name = "credentials"
    verbose_name = "Credentials"

    def ready(self) -> None:
        from credentials import handlers  # noqa: F401, PLC0415 -- reactions register once the models are there
        from credentials.staff_section import cards_of  # noqa: PLC0415 -- as above
        from tenants.member_page import member_section  # noqa: PLC0415 -- as above

        member_section("credentials/staff/cards.html", cards_of, order=20)
