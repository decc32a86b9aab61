"""A web shop takes a code once, and says what the order came to."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from benefits.eligibility import Money
from benefits.eligibility.what import saving
from benefits.errors import CodeRefusedError
from benefits.models import Integration, ShopCode
from benefits.services.giving.counters import add_value, locked_use
from benefits.shop_codes import digest_of, judged
from tenants.dates import today_in
from tenants.models import Cooperative


@transaction.atomic(durable=True)
def redeem_code(
    typed: str, *, reference: str, by: Integration, here: Cooperative, bill: int | None = None
) -> ShopCode:
    """Take the code for one order. The same order of the same shop takes it again and again.

    `bill` is what the order comes to before the code, in cents: from then on it is known what was given.

    Raises CodeRefusedError, whose code says why.
    """
    locked = ShopCode.objects.select_for_update(of=("self",)).select_related("redemption")
    found = locked.filter(digest=digest_of(typed)).first()
    if found and found.redeemed_by_id == by.pk and found.reference == reference:
        return found
    if found is not None:
        found.redemption = locked_use(found.redemption.code)
    state = judged(found, today_in(here.time_zone))
    if found is None or not state.valid:
        raise CodeRefusedError(state.reason)
    if bill is None and found.needs_bill:
        raise CodeRefusedError("amount_needed")
    if bill is not None:
        use = found.redemption
        fixed = Money(found.amount_off, use.currency) if found.amount_off else None
        add_value(use, saving(bill, found.percent_off, fixed) - use.value)
    found.redeemed_at, found.redeemed_by, found.reference = timezone.now(), by, reference
    found.save(update_fields=["redeemed_at", "redeemed_by", "reference"])
    return found
