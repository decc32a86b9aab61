"""A member's picture, and that they agree."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

MOST_BYTES: Final = 8 * 1024 * 1024
LONGEST_SIDE: Final = 480  # enough for a face on a screen at the counter


class PhotoForm(forms.Form):
    photo = forms.FileField(
        label=_("Picture of the face"),
        help_text=_("PNG, JPEG or WebP, at most 8 MB. Place and camera are taken out."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        error_messages={
            "required": _("Choose a picture."),
            "empty": _("Choose a picture."),
        },
    )
    agreed = forms.BooleanField(
        label=_(
            "I agree that my co-op keeps this picture and shows it when my card is checked there."
        ),
        error_messages={"required": _("The picture is kept only with this consent.")},
    )

    def __init__(self, *args: Any, on_behalf: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if on_behalf:
            self.fields["agreed"].label = _(
                "The member has agreed that you keep this picture and show it when the card is checked here."
            )

    def clean_photo(self) -> bytes:
        """Its bytes; they are drawn anew before anything is kept."""
        given = self.cleaned_data["photo"]
        if given.size > MOST_BYTES:
            raise forms.ValidationError(_("This picture is larger than 8 MB."))
        content: bytes = given.read()
        return content
