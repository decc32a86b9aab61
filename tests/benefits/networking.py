"""A network for tests: standard terms, published and joined."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from benefits.eligibility.what import Discount
from benefits.services import networks
from benefits.terms import Draft, Gives, Terms
from tests.benefits.terms_of_all import benefit


def standard(*rules, percent=5, **values):
    off = benefit(*rules, id="discount", parameters=Discount(percent))
    today = timezone.localdate()
    values = {"starts_on": today, "ends_on": today + timedelta(365), "notice_days": 30, **values}
    return Draft(Terms({}, Gives((off,))), **values)


def published(by, *members, member=False, draft=None):
    with by.within:
        made = networks.publish_network(
            title="Commonlands", draft=draft or standard(), member=member, by=by.staff
        )
    for each in members:
        join(made, each)
    return made


def join(made, side, number=1):
    with side.within:
        return networks.join_network(made, number=number, by=side.staff)
