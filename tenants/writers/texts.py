"""Letters as they would look with a co-op's own words: for its team, before anybody else gets them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from tenants import letter_texts, queries
from tenants.letter_texts import Changeable, Words
from tenants.mail import Message, letter
from tenants.mail_layout import write_letter
from tenants.models import Cooperative, Letter, LetterText, Member

TEST = "letter_text_test"


def shown(
    row: Changeable, here: Cooperative, words: Words, language: str, member: Member | None = None
) -> tuple[str, str, str]:
    """Title, text and HTML for a member or somebody invented, in that language. Its button leads nowhere secret."""
    today = timezone.now().astimezone(ZoneInfo(here.time_zone)).date()
    with translation.override(language):
        context = {
            **letter_texts.sample(row, here, member, today),
            "title": str(row.title),
            "action": _("Open my cards"),
            "action_url": f"{settings.CANONICAL_ORIGIN}/me/",
        }
        return write_letter(row.kind, row.template, context, cooperative=here, words=words)


@letter(TEST, _lazy("A text to look at"))
def write_test(row: Letter) -> Message:
    """What was drafted, or saved meanwhile; to whoever asked for it."""
    here = queries.here()
    text = LetterText.objects.filter(code=row.about).first()
    kind = text.kind if text else "membership_restored"
    found = letter_texts.find(kind)
    if found is None:
        raise LookupError(f"No letter that can be changed is called {kind}.")
    title, plain, html = shown(found, here, letter_texts.words_of(text), row.language)
    return Message(f"{_('To look at')}: {here.name}: {title}", plain, html)
