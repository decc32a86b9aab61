"""What can be chosen: countries, sectors, roles, languages, wishes."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coopportal.use_cases import USE_CASES

Choice = tuple[str, str | Promise]

CONSULTATION, PARTICIPATE, TRY = "consultation", "participate", "try"
WISHES: Final[tuple[Choice, ...]] = (
    (CONSULTATION, _("Take part in the consultation")),
    (PARTICIPATE, _("Be a participating co-op")),
    (TRY, _("Try a use case")),
)
USES: Final[tuple[Choice, ...]] = tuple((each.slug, each.title) for each in USE_CASES)
# The words a co-op's sector is called by on its page; what is typed here is taken over from here.
SECTORS: Final[tuple[Choice, ...]] = (
    ("food", _("Food")),
    ("housing", _("Housing")),
    ("energy", _("Energy")),
    ("tools", _("Tools and sharing")),
    ("culture", _("Culture and media")),
    ("mobility", _("Mobility")),
    ("farming", _("Farming and fishing")),
    ("travel", _("Travel and holidays")),
    ("care", _("Care and health")),
    ("finance", _("Finance and insurance")),
    ("work", _("Work and services")),
    ("technology", _("Technology and platforms")),
    ("education", _("Education")),
    ("federation", _("Federation or support body")),
    ("other", _("Something else")),
)
ROLES: Final[tuple[Choice, ...]] = (
    ("board", _("Board member")),
    ("manager", _("Manager or coordinator")),
    ("staff", _("Staff or worker member")),
    ("member", _("Member")),
    ("adviser", _("Adviser or researcher")),
    ("other", _("Something else")),
)
LANGUAGES: Final[tuple[Choice, ...]] = (
    ("en", "English"),
    ("de", "Deutsch"),
    ("fr", "Français"),
    ("es", "Español"),
    ("it", "Italiano"),
    ("pt", "Português"),
    ("nl", "Nederlands"),
    ("pl", "Polski"),
    ("ca", "Català"),
    ("eu", "Euskara"),
    ("cy", "Cymraeg"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("ar", "العربية"),
)


def word(choices: tuple[Choice, ...], key: str) -> str:
    """The label of a choice; the key itself where it is none any more."""
    return str(dict(choices).get(key, key))


def words(choices: tuple[Choice, ...], keys: list[str]) -> str:
    return ", ".join(word(choices, key) for key in keys)
