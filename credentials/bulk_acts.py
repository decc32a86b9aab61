"""What is done with the cards of many members at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from credentials.errors import TooManyToPrintError
from credentials.forms.printing import PrintForm
from credentials.models import PrintRun
from credentials.services import delivery, printing
from credentials.staff_section import can_be_sent, current_cards
from tenants.bulk import BulkAct, Target, alone, bulk_act, done, left
from tenants.errors import ChangedMeanwhileError
from tenants.long_work import Outcome
from tenants.models import Job, Member, MemberAction, Membership, MembershipClass, Staff

FIRST: Final = {"shape": PrintRun.Shape.SHEET, "sides": PrintRun.Sides.BOTH, "further": True}


def send(targets: Sequence[Target], _said: dict[str, Any], action: MemberAction) -> list[Outcome]:
    """The card in force of each membership; once for each time that it was decided."""
    held = [row for each in targets if each.member.email for row in each.memberships]
    ready = {key for key, card in current_cards(held).items() if can_be_sent(card)}
    rows = [row for row in held if row.pk in ready]
    delivery.ask_many(rows, cause=f"many:{action.code}", by=action.by)
    return [_sent(each, ready) for each in targets]


def _sent(target: Target, ready: Collection[int]) -> Outcome:
    if not target.memberships:
        return left(_("No membership is running."))
    if not target.member.email:
        return left(_("Has no email address."))
    if not any(row.pk in ready for row in target.memberships):
        return left(_("Has no card that could be sent."))
    return done()


def print_them(
    rows: QuerySet[Member], form: Any, kind: MembershipClass | None, key: UUID, by: Staff
) -> Job:
    """A run of the cards of these members, as from the list of cards. Raises TooManyToPrintError."""
    held = Membership.objects.filter(member__in=rows.order_by().values("pk"))
    held = held.exclude(standing=Membership.Standing.ENDED).select_related("member")
    if kind is not None:
        held = held.filter(membership_class=kind)
    paper = printing.Paper(**form.cleaned_data)
    if printing.cards_of(held, paper) > printing.most(paper.shape):
        raise TooManyToPrintError
    memberships = held.order_by("member__number", "pk")
    run = printing.begin(memberships, key=key, paper=paper, by=by)
    if run.job is None:
        raise ChangedMeanwhileError
    return run.job


def register() -> None:
    bulk_act(
        BulkAct(
            "print",
            gettext_lazy("Print the cards"),
            lambda n: ngettext(
                "Print the card of {n} member?", "Print the cards of {n} members?", n
            ),
            gettext_lazy(
                "One file of all of them, kept for three days. Each letter has a new code, and the code of an "
                "earlier letter no longer works."
            ),
            gettext_lazy("Print the cards"),
            None,
            form=lambda data, _today: PrintForm(data, initial=FIRST),
            begins=print_them,
        )
    )
    bulk_act(
        BulkAct(
            "send",
            gettext_lazy("Send the card again"),
            lambda n: ngettext(
                "Send the card of {n} member again?", "Send the cards of {n} members again?", n
            ),
            gettext_lazy("The same cards, by email. Nothing on them changes."),
            gettext_lazy("Send the cards"),
            alone(send),
            together=send,
        )
    )
