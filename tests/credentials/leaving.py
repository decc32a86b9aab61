"""A co-op in Tokyo whose members leave and are reminded: what each side reads, and the edges of its days."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse

from credentials.card.state import state_of
from credentials.models import Credential
from tenants.dates import today_in
from tenants.models import Cooperative, LeavingRules, Membership
from tests.credentials import holding

DAY = timedelta(days=1)


def tokyo():
    made = holding.opened()
    Cooperative.objects.filter(pk=made.coop.pk).update(time_zone="Asia/Tokyo")
    made.coop.refresh_from_db()
    return made


def rules(oak, **values):
    with oak.within:
        LeavingRules.objects.update_or_create(defaults=values)


def now_of(oak, card):
    with oak.within:
        rows = Membership.objects.select_related("member", "membership_class")
        return rows.get(pk=card.membership_id)


def today(oak):
    return today_in(oak.coop.time_zone)


def page(browser, address):
    return browser.get(address).text


def of(card, path=""):
    return f"/me/cards/{card.code}/{path}"


def staff(oak, route, row):
    return reverse(f"tenants:{route}", args=[oak.coop.slug, row.code])


def word(oak, card, moment):
    with oak.within:
        row = Credential.objects.select_related("membership").get(pk=card.pk)
        return state_of(row, oak.coop, now=moment)


def edges(oak, day):
    """The last moment of a day where the co-op is, and the one after it."""
    end = datetime.combine(day + DAY, datetime.min.time(), ZoneInfo(oak.coop.time_zone))
    return end - timedelta(seconds=1), end
