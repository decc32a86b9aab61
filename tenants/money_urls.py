"""Routes of shares and money, under /c/<cooperative>/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from tenants.views.staff import shares

MEMBER = "staff/members/<uuid:code>/shares"
patterns: list[URLPattern | URLResolver] = [
    path(f"{MEMBER}/subscribe/", shares.subscribe, name="shares-subscribe"),
    path(f"{MEMBER}/paid/", shares.pay_up, name="shares-pay-up"),
    path(f"{MEMBER}/transfer/", shares.transfer, name="shares-transfer"),
    path(f"{MEMBER}/pay-back/", shares.pay_back, name="shares-pay-back"),
    path("staff/shares/<uuid:code>/reverse/", shares.reverse, name="shares-reverse"),
]
