from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CredentialsConfig(AppConfig):
    name = "credentials"
    verbose_name = "Credentials"

    def ready(self) -> None:
        from credentials import (  # noqa: F401, PLC0415 -- reactions register once the models are there
            accreditation_handlers,
            accreditations,
            audit_words,
            beside,
            bulk_acts,
            card_states,
            handlers,
            invitation_mail,
            key_handlers,
            key_jobs,
            outside_handlers,
            print_jobs,
            reports,
            standing_section,
            warnings,
            wave_work,
        )
        from credentials.staff_section import cards_of  # noqa: PLC0415 -- as above
        from tenants import profile  # noqa: PLC0415 -- as above
        from tenants.member_page import member_section  # noqa: PLC0415 -- as above
        from tenants.overview_page import overview_warning  # noqa: PLC0415 -- as above

        audit_words.register()
        reports.register()
        profile.section(
            "credentials/profile/accreditation.html", accreditations.public_marks, order=10
        )
        profile.description(accreditations.described)
        _add_staff_items()
        card_states.register()
        bulk_acts.register()
        member_section("credentials/staff/cards.html", cards_of, order=20)
        beside.section("credentials/me/pay.html", standing_section.dues_of_card, order=55)
        beside.section("credentials/me/standing.html", standing_section.of_card, order=60)
        overview_warning("credentials/overview/accreditation.html", warnings.of_accreditation)
        overview_warning("credentials/overview/trust_list.html", warnings.of_trust_list)
        overview_warning("credentials/overview/untold.html", warnings.of_untold)


def _add_staff_items() -> None:
    from credentials import accreditations  # noqa: PLC0415 -- once the models are there
    from tenants.models import Staff  # noqa: PLC0415 -- as above
    from tenants.navigation import staff_item  # noqa: PLC0415 -- as above

    staff_item(_("Cards"), "credentials:cards", "credit-card", (Staff.Role.MEMBERSHIP,), order=32)
    staff_item(
        _("Invitations"), "credentials:invitations", "send", (Staff.Role.MEMBERSHIP,), order=33
    )
    staff_item(
        _("Accreditations"),
        "credentials:accreditations",
        "list-checks",
        (Staff.Role.MEMBERSHIP,),
        badge=accreditations.reviews_waiting,
        order=60,
        of=accreditations.is_body,
    )
    staff_item(
        _("Accreditation"),
        "credentials:accreditation",
        "shield-check",
        (Staff.Role.OWNER,),
        badge=accreditations.vouches_waiting,
        order=61,
        also=("vouching",),
    )
    staff_item(
        _("Accepted cards"),
        "credentials:acceptance",
        "sliders-horizontal",
        (Staff.Role.OWNER, Staff.Role.PARTNERSHIPS),
        order=42,
    )
    staff_item(
        _("Who signs your cards"),
        "credentials:issuing",
        "key-round",
        (Staff.Role.OWNER,),
        order=62,
    )
