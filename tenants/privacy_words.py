"""A privacy notice to begin with, from what the co-op has set; its team makes it its own before it is published."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tenants.leaving import rules
from tenants.models import Cooperative


def suggested(here: Cooperative) -> dict[str, str]:
    """Title and text of a first draft, in the language that is active."""
    years = rules().retention_years
    contact = ", ".join(each for each in (here.email, here.phone) if each)
    said = [
        _("{name} keeps this about you because you are a member, or want to become one.").format(
            name=here.name
        ),
        _(
            "What we keep: your name, how to reach you, your kind of membership and shares, the days on which it began "
            "and ends, and the cards we made for you. The law asks us to keep a register of members."
        ),
        _(
            "Who sees it: people of our team who look after members. A partner co-op sees your card when you show it, "
            "and nothing else. We sell nothing and pass nothing on for advertising."
        ),
        ngettext(
            "How long: if we decline your application or you withdraw it, we delete what you entered after {days} day.",
            "How long: if we decline your application or you withdraw it, we delete what you entered after {days} days.",
            here.deletion_days,
        ).format(days=here.deletion_days),
        ngettext(
            "If you leave, we keep your entry on the register for {years} year after the year in which you left, and "
            "then remove your name from it.",
            "If you leave, we keep your entry on the register for {years} years after the year in which you left, and "
            "then remove your name from it.",
            years,
        ).format(years=years),
        _(
            "Your rights: you may read, correct, take with you or have deleted what we keep, as far as the law does not "
            "ask us to keep it. You find most of it in your account. You may complain to the authority that watches "
            "over privacy in your country."
        ),
        _("Write to us: {contact}").format(contact=contact) if contact else "",
    ]
    return {
        "title": _("Privacy at {name}").format(name=here.name)[:120],
        "text": "\n\n".join(each for each in said if each),
    }
