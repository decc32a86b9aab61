"""A key was declared compromised: every owner hears of it, who did it and what follows, also of what cannot be mended here."""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from credentials import affected
from credentials.key_facts import KeyCompromised
from credentials.models import SigningKey
from credentials.telling import tell_team
from tenants.mail import Message, letter
from tenants.mail_layout import write_halves
from tenants.models import Cooperative, Job, Letter, Staff
from tenants.outbox import on

KIND: Final = "key_compromised"
TEMPLATE: Final = "credentials/mail/accreditation"


@on(KeyCompromised, name="credentials.keys.compromised.letters")
def tell_owners(facts: list[KeyCompromised]) -> None:
    """Whoever did it too: it may have been somebody else at their screen."""
    for row in SigningKey.objects.filter(code__in=[fact.key for fact in facts]):
        tell_team(KIND, row.code, (Staff.Role.OWNER,), key=str(row.code))


@letter(KIND, _lazy("About the keys"))
def write_compromised(row: Letter) -> Message:
    here = Cooperative.objects.get(pk=row.cooperative_id)
    key = SigningKey.objects.get(code=row.about)
    title = _("A key of {coop} was declared compromised").format(coop=here.name)
    context = {
        "title": title,
        "subject": title,
        "sentences": [_who(here, key), *_what_follows(key)],
        "action": _("See the keys"),
        "action_url": settings.CANONICAL_ORIGIN + reverse("credentials:keys", args=[here.slug]),
    }
    text, html = write_halves(TEMPLATE, context, cooperative=here)
    return Message(f"{here.name}: {title}", text, html)


def _who(here: Cooperative, key: SigningKey) -> str:
    job = Job.objects.filter(kind=affected.SIGN_ANEW, about=key.code)
    by = job.select_related("started_by__user").get().started_by
    at = timezone.localtime(key.compromised_at, ZoneInfo(here.time_zone))
    said = (
        _("{name} ({email}) declared it on {day} at {time}: somebody else may have the key.")
        if by
        else _(
            "Whoever runs the portal declared it on {day} at {time}: somebody else may have the key."
        )
    )
    return said.format(
        name=by.user.name or by.user.email if by else "",
        email=by.user.email if by else "",
        day=date_format(at, "DATE_FORMAT"),
        time=date_format(at, "TIME_FORMAT"),
    )


def _what_follows(key: SigningKey) -> list[str]:
    """What is signed anew, and what nobody here can have signed anew."""
    cards = affected.to_sign_anew(key)
    told = [
        _("Nothing that it has signed counts any more, whenever that was."),
        ngettext(
            "A new key is made, and {n} card is signed anew with it. Its member gets it by mail, if you have an address.",
            "A new key is made, and {n} cards are signed anew with it. Members get theirs by mail, if you have an address.",
            cards,
        ).format(n=cards),
        _("Cards on paper are refused from now on: print them again. Visits elsewhere go on."),
    ]
    if lost := affected.lost_with(key):
        told.append(
            ngettext(
                "{n} credential that a program had signed stops counting. The portal keeps no copy of it: whoever runs "
                "the program has to ask for it again.",
                "{n} credentials that programs had signed stop counting. The portal keeps no copies of them: whoever runs "
                "the programs has to ask for them again.",
                lost,
            ).format(n=lost)
        )
    told.append(
        _("If you do not know why this was done, ask today whoever did it, or who runs the portal.")
    )
    return told
