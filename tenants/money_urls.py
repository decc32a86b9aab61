"""Routes of shares and money, under /c/<cooperative>/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from tenants.views.staff import bank, money, money_rules, shares, unpaid

MEMBER = "staff/members/<uuid:code>/shares"
patterns: list[URLPattern | URLResolver] = [
    path(f"{MEMBER}/subscribe/", shares.subscribe, name="shares-subscribe"),
    path(f"{MEMBER}/paid/", shares.pay_up, name="shares-pay-up"),
    path(f"{MEMBER}/transfer/", shares.transfer, name="shares-transfer"),
    path(f"{MEMBER}/pay-back/", shares.pay_back, name="shares-pay-back"),
    path("staff/shares/<uuid:code>/reverse/", shares.reverse, name="shares-reverse"),
    path("staff/money/", money.listing, name="money"),
    path("staff/money/list.csv", money.export, name="money-export"),
    path("staff/money/suspend/", unpaid.suspend, name="money-suspend"),
    path("staff/money/bank/", bank.files, name="bank"),
    path("staff/money/bank/<uuid:code>/", bank.one, name="bank-file"),
    path("staff/money/bank/<uuid:code>/columns/", bank.columns, name="bank-columns"),
    path("staff/money/bank/<uuid:code>/run/", bank.run, name="bank-run"),
    path("staff/money/bank/<uuid:code>/discard/", bank.discard, name="bank-discard"),
    path("staff/money/<uuid:code>/", money.due, name="money-due"),
    path("staff/money/<uuid:code>/receive/", money.receive, name="money-receive"),
    path("staff/money/<uuid:code>/let-go/", money.let_go, name="money-let-go"),
    path("staff/money/entries/<uuid:code>/reverse/", money.reverse, name="money-reverse"),
    path("staff/members/<uuid:code>/ask/", money.ask_member, name="money-ask-member"),
    path("staff/applications/<uuid:code>/pay/", money.ask_applicant, name="money-ask-applicant"),
    path("staff/settings/money/", money_rules.rules, name="money-rules"),
]
