"""What a household is refused, in sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tenants.errors import DomainError


class NoHouseholdError(DomainError):
    code = "no_household"
    message = _("This kind of membership has no further cards.")


class HouseholdFullError(DomainError):
    code = "household_full"
    message = _("All further cards of this membership are given. Remove somebody first.")


class TooYoungError(DomainError):
    code = "too_young"
    message = _("This kind of membership has a youngest age for further cards.")
    status = 422


class OtherHouseholdError(DomainError):
    code = "other_household"
    message = _("Somebody with this email address has a card of a household already.")
