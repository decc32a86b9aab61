"""What stands against merging two entries, in sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tenants.errors import DomainError


class NotTwoError(DomainError):
    code = "not_two"
    message = _("One of the two is no entry of its own any more. Nothing was changed.")


class SharesFirstError(DomainError):
    code = "shares_first"
    message = _(
        "The entry that would go holds shares. Transfer them to the one that stays first. Nothing was changed."
    )
