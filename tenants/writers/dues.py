"""Letters about money: an amount is due soon, or was not paid in time. Both say how to pay."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from tenants import money, paying, queries
from tenants.due_letters import OVERDUE, SOON, is_wanted
from tenants.letter_texts import OF_AN_AMOUNT, Changeable, changeable
from tenants.mail import Attachment, Message, letter
from tenants.mail_layout import write_letter
from tenants.models import Cooperative, Due, Letter, Member
from tenants.offers import money as told
from tenants.services import pictures

TEMPLATE = "tenants/mail/due"


@letter(SOON, _lazy("Something is due"), again=True, wanted=is_wanted)
def write_soon(row: Letter) -> Message:
    return _of_a_due(row, _("To be paid soon"))


@letter(OVERDUE, _lazy("Something was not paid"), again=True, wanted=is_wanted)
def write_overdue(row: Letter) -> Message:
    return _of_a_due(row, _("Not paid yet"))


def _of_a_due(row: Letter, title: str) -> Message:
    due = Due.objects.select_related("member", "application").get(code=row.about)
    here, rules = queries.here(), money.rules()
    picture = pictures.payment_code(paying.epc_text(due, rules))
    who = due.member or due.application
    context = _told(due, here) | {
        "title": title,
        "name": getattr(who, "name", ""),
        "late": row.kind == OVERDUE,
        "picture": bool(picture),
    }
    if due.member is not None:
        context |= {"action": _("Open my cards"), "action_url": f"{settings.CANONICAL_ORIGIN}/me/"}
    shown, text, html = write_letter(row.kind, TEMPLATE, context, cooperative=here)
    attached = [Attachment("payment.png", picture, "image/png")] if picture else []
    return Message(f"{here.name}: {shown}", text, html, attached)


def _told(due: Due, here: Cooperative) -> dict[str, Any]:
    rules = money.rules()
    return {
        "amount": told(due.open, due.currency or here.currency),
        "what": due.what,
        "due_day": date_format(due.due_on, "DATE_FORMAT"),
        "reference": due.spelt,
        "rules": rules,
        "iban": paying.spelt_iban(rules.iban),
    }


def _sample(here: Cooperative, _member: Member | None, *, late: bool) -> dict[str, Any]:
    day = timezone.localdate() + timedelta(days=-10 if late else 7)
    due = Due(kind=Due.Kind.FEE, amount=Decimal(30), currency=here.currency, due_on=day)
    return _told(due, here) | {"late": late}


for _kind, _title, _late in (
    (SOON, _lazy("To be paid soon"), False),
    (OVERDUE, _lazy("Not paid yet"), True),
):
    changeable(
        Changeable(
            _kind,
            TEMPLATE,
            _title,
            ("name", "coop", *OF_AN_AMOUNT),
            ("amount", "due_day"),
            partial(_sample, late=_late),
        )
    )
