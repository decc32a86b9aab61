from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BenefitsConfig(AppConfig):
    name = "benefits"
    verbose_name = "Agreements and benefits"

    def ready(self) -> None:
        from benefits import (  # noqa: PLC0415 -- once the models are there
            across,
            announcing,  # noqa: F401 -- registers
            audit_words,
            handlers,  # noqa: F401 -- registers
            queries,
            reports,
            todo,
            welcoming,
        )
        from credentials import affected, beside, partners  # noqa: PLC0415 -- as above
        from tenants import profile  # noqa: PLC0415 -- as above
        from tenants.overview_page import overview_section  # noqa: PLC0415 -- as above

        affected.counts_too(_("Agreements with other portals"), lambda: len(across.ours()))
        audit_words.register()
        reports.register()
        _offer_pages()
        overview_section("benefits/overview/agreements.html", todo.agreements_to_see_to, order=20)
        profile.section("benefits/profile/partners.html", welcoming.public_partners, order=30)
        beside.section("benefits/card/visit.html", welcoming.visit_behind, order=20)
        beside.section("benefits/card/welcome.html", welcoming.welcomes, order=30)
        beside.section_below("benefits/card/elsewhere.html", dict)
        partners.say(queries.is_partner, queries.partner_dids)


def _offer_pages() -> None:
    from benefits import clearances, queries  # noqa: PLC0415 -- once the models are there
    from tenants.models import Staff  # noqa: PLC0415 -- as above
    from tenants.navigation import staff_item  # noqa: PLC0415 -- as above

    role, readers = (Staff.Role.PARTNERSHIPS,), (Staff.Role.PARTNERSHIPS, Staff.Role.REPORTS)
    staff_item(
        _("Partners"),
        "benefits:partners",
        "handshake",
        role,
        badge=queries.proposals_to_answer,
        order=40,
        also=("agreements", "networks"),
    )
    staff_item(_("Visiting members"), "benefits:grants", "user-check", role, order=41)
    staff_item(
        _("Approvals"),
        "benefits:clearances",
        "circle-check",
        role,
        badge=clearances.waiting,
        order=41,
    )
    staff_item(_("What was given"), "benefits:uses", "hand-heart", readers, order=42)
    staff_item(
        _("Incidents"),
        "benefits:incidents",
        "triangle-alert",
        (Staff.Role.PARTNERSHIPS, Staff.Role.MEMBERSHIP),
        badge=queries.incidents_to_answer,
        order=43,
    )
    developer, desk = (Staff.Role.DEVELOPER,), (Staff.Role.DESK,)
    staff_item(_("Programs"), "benefits:integrations", "link", developer, order=60)
    staff_item(_("Desks"), "benefits:staff-desks", "scan-line", desk, order=50)
