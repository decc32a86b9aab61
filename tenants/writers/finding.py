"""The answer to somebody who asked, by their mailbox, whether they are a member here."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from tenants import queries
from tenants.mail import Message, letter
from tenants.mail_layout import write_halves
from tenants.models import Cooperative, Letter


@letter("membership_found", _lazy("Find my membership"), urgent=True)
def write_found(row: Letter) -> Message:
    """What is known when it is sent. Nothing that was typed is repeated."""
    here = Cooperative.objects.get(pk=row.cooperative_id)
    found = queries.members_by_address(row.to)
    alone = len(found) == 1
    title = _("Your membership") if found else _("No membership with this address")
    if alone or not found:
        action, address = _("Sign in to my cards"), "/me/"
    else:
        action, address = _("Use the code of my letter"), reverse("tenants:claim-enter")
    context = {
        "title": title,
        "subject": title,
        "found": found,
        "alone": alone,
        "address": row.to,
        "action": action if found else "",
        "action_url": f"{settings.CANONICAL_ORIGIN}{address}" if found else "",
        "preheader": title,
    }
    text, html = write_halves("tenants/mail/found", context, cooperative=here)
    return Message(f"{here.name}: {title}", text, html)
