"""An accreditation from another portal, pasted by an owner."""

from __future__ import annotations

from typing import Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from credentials.core.encoding import MAX_BYTES
from credentials.errors import OutsideWordError

SENTENCES: Final[dict[str, str | Promise]] = {
    "unreadable": _(
        "This is no signed file. Paste the whole file, or the address at which it stands."
    ),
    "not_found": _("Nothing could be read at this address. Paste the file itself."),
    "not_accreditation": _("This file is no accreditation in the words that cards here use."),
    "of_another": _("This accreditation is about another co-op: {about}"),
    "not_of_the_web": _(
        "The identifier of the body has no website behind it, so nobody could ask it whether this still holds."
    ),
    "of_this_portal": _(
        "The body that signed this is on this portal. Ask it under Accreditation: two people decide, and what they "
        "sign appears by itself."
    ),
    "accreditation_not_checked": _(
        "The portal of the body did not answer, so nobody can say whether this holds. Try again later."
    ),
    "accreditation_forged": _("The signature is not that of the body that the file names."),
    "accreditation_unsure": _("The body's own list does not say whether this holds."),
    "accreditation_not_yet_valid": _("This accreditation does not hold yet."),
    "accreditation_expired": _("This accreditation has ended. Ask the body for a new one."),
    "accreditation_ended": _("The body has revoked this accreditation."),
    "accreditation_suspended": _("The body has suspended this accreditation for now."),
}
OTHER: Final = _("This accreditation does not hold.")


def told(code: str, about: str = "") -> str:
    """Why a word is not taken or no longer shown."""
    return str(SENTENCES.get(code, OTHER)).format(about=about)


class BringForm(forms.Form):
    text = forms.CharField(
        label=_("The accreditation"),
        help_text=_(
            "Paste the signed file that you got from the body, or the address at which it stands, beginning with "
            "https://. It is checked before it is shown."
        ),
        max_length=MAX_BYTES,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "dir": "ltr"}),
        error_messages={"required": _("Paste the file, or the address at which it stands.")},
    )

    def refuse(self, error: OutsideWordError) -> None:
        """Nothing typed is lost."""
        self.add_error("text", told(error.code, error.about))
