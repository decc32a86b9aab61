from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TenantsConfig(AppConfig):
    name = "tenants"
    verbose_name = "Co-operatives and people"

    def ready(self) -> None:
        from tenants import (  # noqa: PLC0415 -- once the models are there
            application_handlers,  # noqa: F401 -- its reactions register
            bulk_acts,  # noqa: F401 -- they register, and their kind of job
            handlers,  # noqa: F401 -- its reactions register
            leaving_handlers,  # noqa: F401 -- its reactions register
            login,  # noqa: F401 -- it listens for people who sign in
            member_sections,
            paper_section,
            retention,
        )
        from tenants.audit import words  # noqa: PLC0415 -- as above
        from tenants.member_page import member_section  # noqa: PLC0415 -- as above
        from tenants.reports import own  # noqa: PLC0415 -- as above
        from tenants.views.staff.own_answers import own_answers  # noqa: PLC0415 -- as above

        words.register()
        own.register()
        _keep_only_adding(self)
        member_section("tenants/staff/answers_section.html", own_answers, order=30)
        member_section("tenants/staff/retention.html", retention.of_member, order=5)
        member_section("tenants/staff/papers.html", paper_section.papers_of, order=30)
        _add_settings_pages()
        _add_mail()
        _add_sections_of_people()
        _add_staff_items()
        _add_money()
        member_section(
            "tenants/staff/representatives.html", member_sections.representatives, order=10
        )
        member_section("tenants/staff/entries.html", member_sections.entries, order=90)


def _add_sections_of_people() -> None:
    from tenants import household  # noqa: PLC0415 -- once the models are there
    from tenants.member_page import member_section  # noqa: PLC0415 -- as above
    from tenants.views.staff import photo, tags  # noqa: PLC0415 -- as above

    member_section("tenants/staff/household_section.html", household.of_member, order=25)
    member_section("tenants/staff/photo_section.html", photo.section, order=9)
    member_section("tenants/staff/tags_section.html", tags.section, order=8)


def _keep_only_adding(app: AppConfig) -> None:
    """After every migrate: SQLite forgets triggers where a table is made anew."""
    from django.db.models.signals import post_migrate  # noqa: PLC0415, TID251 -- Django's own hook after a migrate; no fact

    post_migrate.connect(_install_triggers, sender=app, dispatch_uid="tenants.append_only")


def _install_triggers(*, using: str, **_sent: Any) -> None:
    from django.db import connections  # noqa: PLC0415 -- once Django is set up

    from tenants import append_only  # noqa: PLC0415 -- as above

    append_only.install(connections[using])


def _add_staff_items() -> None:
    from tenants import household, queries  # noqa: PLC0415 -- once the models are there
    from tenants.models import Staff  # noqa: PLC0415 -- as above
    from tenants.navigation import staff_item  # noqa: PLC0415 -- as above
    from tenants.views.staff import requests  # noqa: PLC0415 -- as above

    stewards = (Staff.Role.MEMBERSHIP,)
    staff_item(_("Overview"), "tenants:overview", "layout-dashboard", order=10)
    staff_item(
        _("Applications"),
        "tenants:applications",
        "inbox",
        stewards,
        badge=queries.applications_to_review,
        order=20,
    )
    staff_item(_("Team"), "tenants:team", "user-plus", order=60)
    staff_item(
        _("Members"),
        "tenants:members",
        "users",
        stewards,
        badge=household.waiting,  # who asks for a further card
        order=30,
        also=("memberships", "leavers", "households", "holders"),
    )
    staff_item(_("Jobs"), "tenants:jobs", "clock", stewards, order=65)
    staff_item(
        _("Changes asked for"),
        "tenants:change-requests",
        "pencil",
        stewards,
        badge=requests.waiting,
        order=32,
    )
    staff_item(_("Reports"), "tenants:reports", "clipboard-list", (Staff.Role.REPORTS,), order=45)
    staff_item(_("Log"), "tenants:audit", "history", (Staff.Role.REPORTS,), order=66)
    staff_item(_("Register"), "tenants:register", "file-text", stewards, order=35)
    staff_item(_("Settings"), "tenants:settings", "settings", (Staff.Role.OWNER,), order=70)


def _add_money() -> None:
    from tenants import (  # noqa: PLC0415 -- once the models are there
        money,
        money_handlers,  # noqa: F401 -- its reactions register
        money_sections,
    )
    from tenants.member_page import member_section  # noqa: PLC0415 -- as above
    from tenants.models import Staff  # noqa: PLC0415 -- as above
    from tenants.navigation import staff_item  # noqa: PLC0415 -- as above
    from tenants.settings_page import settings_page  # noqa: PLC0415 -- as above

    member_section("tenants/staff/shares.html", money_sections.shares, order=8)
    member_section("tenants/staff/money_section.html", money_sections.of_member, order=7)
    settings_page(_("Money"), "tenants:money-rules", order=45)
    staff_item(
        _("Money"),
        "tenants:money",
        "list-checks",
        (Staff.Role.MEMBERSHIP,),
        badge=money.overdue_count,
        order=37,
    )


def _add_settings_pages() -> None:
    from tenants.settings_page import settings_page  # noqa: PLC0415 -- its labels are translated

    settings_page(_("Profile"), "tenants:settings", order=10)
    settings_page(_("Rules and privacy"), "tenants:texts", order=15)
    settings_page(_("Kinds of membership"), "tenants:classes", order=20)
    settings_page(_("Taking people in"), "tenants:admission", order=30)
    settings_page(_("Own questions"), "tenants:fields", order=40)
    settings_page(_("Time and languages"), "tenants:place", order=50)
    settings_page(_("Members' own changes"), "tenants:own-changes", order=45)
    settings_page(_("Leaving and renewal"), "tenants:leaving-rules", order=40)


def _add_mail() -> None:
    from tenants import (  # noqa: PLC0415 -- once the models are there
        mail_handlers,  # noqa: F401 -- its reactions register
        mail_log,
    )
    from tenants.audit import mail_words  # noqa: PLC0415 -- as above
    from tenants.member_page import member_section  # noqa: PLC0415 -- once the models are there
    from tenants.models import Staff  # noqa: PLC0415 -- as above
    from tenants.navigation import staff_item  # noqa: PLC0415 -- as above
    from tenants.settings_page import settings_page  # noqa: PLC0415 -- its labels are translated
    from tenants.views.staff.addresses import own_address  # noqa: PLC0415 -- as above
    from tenants.views.staff.messages import own_letters  # noqa: PLC0415 -- as above

    mail_words.register()
    stewards = (Staff.Role.MEMBERSHIP,)
    badge = mail_log.to_mend
    staff_item(
        _("Messages"),
        "tenants:messages",
        "mail",
        stewards,
        badge=badge,
        order=36,
        also=("addresses",),
    )
    member_section("tenants/staff/address_section.html", own_address, order=1)
    member_section("tenants/staff/letters_section.html", own_letters, order=60)
    settings_page(_("Mail"), "tenants:mail-rules", order=60)
