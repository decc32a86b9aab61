"""What a co-op writes to many of its members, as each of them gets it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _lazy

from tenants import queries
from tenants.letter_texts import INVENTED, Words, paragraphs
from tenants.mail import Message, letter
from tenants.mail_layout import write_halves
from tenants.models import Cooperative, Letter, Mailing, Member, Staff
from tenants.services.mailings import token_of

LETTER, TEST = "mailing", "mailing_test"


def _of(row: Letter) -> Mailing | None:
    return Mailing.objects.filter(code=UUID(row.key.partition("|")[0])).first()


def still_wanted(row: Letter) -> bool:
    """Not stopped meanwhile, and the member has not chosen otherwise."""
    mailing = _of(row)
    member = Member.objects.filter(code=row.about, anonymised_at=None).first()
    if mailing is None or member is None or mailing.state == Mailing.State.STOPPED:
        return False
    return mailing.required or member.mailings_off_at is None


@letter(LETTER, _lazy("Mailing"), wanted=still_wanted)
def write_mailing(row: Letter) -> Message:
    """With the one click by which mail programs let somebody say that they want no more (RFC 8058)."""
    here = queries.here()
    mailing = Mailing.objects.get(code=UUID(row.key.partition("|")[0]))
    member = Member.objects.get(code=row.about)
    address = settings.CANONICAL_ORIGIN + reverse(
        "tenants:unsubscribe", args=[token_of(member.code)]
    )
    title, text, html = shown(mailing, here, row.language, member, address)
    headers = {} if mailing.required else one_click(address)
    return Message(f"{here.name}: {title}", text, html, headers=headers)


def one_click(address: str) -> dict[str, str]:
    return {
        "List-Unsubscribe": f"<{address}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


@letter(TEST, _lazy("A mailing to look at"))
def write_test(row: Letter) -> Message:
    """To whoever asked for it; its link for wanting no more leads nowhere."""
    here = queries.here()
    mailing = Mailing.objects.get(code=row.about)
    staff = Staff.objects.select_related("user").filter(user__email=row.to).first()
    title, text, html = shown(mailing, here, row.language, name=str(staff or INVENTED))
    return Message(f"{here.name}: {title}", text, html)


def shown(
    mailing: Mailing,
    here: Cooperative,
    language: str,
    member: Member | None = None,
    address: str = "",
    *,
    name: str = INVENTED,
) -> tuple[str, str, str]:
    """Title, text and HTML in that language, or in the one it was written in; for a member, or somebody by this name."""
    variant = mailing.variants.get(language) or {}
    words = Words(variant.get("subject") or mailing.subject, variant.get("text") or mailing.text)
    values = {
        "name": member.name if member else name,
        "number": member.number if member else f"{here.number_prefix}-000417",
        "coop": here.name,
    }
    filled = words.filled(values)
    with translation.override(language):
        context: dict[str, Any] = {
            "title": filled.subject,
            "subject": filled.subject,
            "paragraphs": paragraphs(filled.opening),
            "mailing": mailing,
            "leave_url": address or f"{settings.CANONICAL_ORIGIN}/me/letters/",
        }
        text, html = write_halves("tenants/mail/mailing", context, cooperative=here)
    return filled.subject, text, html
