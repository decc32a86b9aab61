"""What became of letters: found by state, kind, address or member, for the team's pages."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tenants import mail_answers, queries
from tenants.models import AddressMark, Letter, MailRules, Member, Membership, Notice

State = Letter.State
# What the tabs of the page divide letters into, by the word in the address.
TABS: Final[dict[str, tuple[str, ...]]] = {
    "waiting": (State.WAITING,),
    "sent": (State.SENT,),
    "failed": (State.FAILED, State.BOUNCED),
    "held": (State.HELD,),
}
MOST: Final = 10


def rules() -> MailRules:
    """Of the current co-op, as it set them, or the usual ones."""
    return MailRules.objects.first() or MailRules()


def counts() -> dict[str, int]:
    by_state = dict(Letter.objects.order_by().values_list("state").annotate(rows=Count("pk")))
    found = {tab: sum(by_state.get(each, 0) for each in states) for tab, states in TABS.items()}
    return {"": sum(by_state.values()), **found}


def letters(tab: str = "", kinds: list[str] | None = None, search: str = "") -> QuerySet[Letter]:
    """The newest first; found by a part of the address, or by the name or number of a member."""
    rows = Letter.objects.select_related("member")
    if tab:
        rows = rows.filter(state__in=TABS[tab])
    if kinds is not None:
        rows = rows.filter(kind__in=kinds)
    if search:
        people = queries.members(search).order_by().values("pk")
        rows = rows.filter(Q(to__icontains=search) | Q(member__in=people))
    return rows


def of_member(member: Member) -> list[Letter]:
    """About this person or to this address, the newest first."""
    memberships = Membership.objects.filter(member=member)
    about = [member.code, *memberships.values_list("code", flat=True)]
    about += Notice.objects.filter(membership__in=memberships).values_list("code", flat=True)
    mine = Q(about__in=about) | Q(member=member)
    if member.email:
        mine |= Q(member=None, to=member.email)
    return list(Letter.objects.filter(mine).select_related("member")[:MOST])


def note_of(row: Letter) -> str:
    """One line below the state: when, how often it was tried, and why not."""
    if row.state == State.SENT and row.sent_at:
        return _moment(row.sent_at)
    if row.state == State.HELD:
        return _("Letters to this address came back. Change or confirm it.")
    if row.state in {State.FAILED, State.BOUNCED}:
        return mail_answers.words(row.error)
    if row.tried_again and row.due_at:
        tried = ngettext("Tried {n} time", "Tried {n} times", row.attempts).format(n=row.attempts)
        return _("{tried}, again on {moment}").format(tried=tried, moment=_moment(row.due_at))
    if row.due_at and row.due_at > timezone.now():
        return _("The hour is full. From {moment}").format(moment=_moment(row.due_at))
    return ""


def facts_of(row: Letter, title: str) -> list[dict[str, Any]]:
    """All that is known of one letter, as a list of facts. What stood in it is not kept."""
    known = [
        (_("Letter"), title),
        (pgettext("letter", "To"), row.to or _("Forgotten")),
        (_("Written"), _moment(row.written_at)),
        (_("Sent"), _moment(row.sent_at) if row.sent_at else ""),
        (_("Attempts"), str(row.attempts) if row.attempts else ""),
        (_("Next attempt"), _moment(row.due_at) if row.due_at and not row.sent_at else ""),
        (_("Message-ID"), row.message_id),
    ]
    if row.error:
        known.append((_("What the mail server said"), row.error))
    return [{"label": label, "value": value} for label, value in known if value]


def undelivered(days: int = 30) -> int:
    """Letters of late that did not arrive: what the team has to look at."""
    since = timezone.now() - timedelta(days=days)
    return Letter.objects.filter(state__in=TABS["failed"], written_at__gt=since).count()


def marks() -> QuerySet[AddressMark]:
    """Addresses from which letters came back, until somebody has changed or confirmed them: of members, and of others
    for whom a letter waits."""
    known = Member.objects.filter(anonymised_at=None).exclude(email_key="").values("email_key")
    since = timezone.now() - timedelta(days=30)
    held = Letter.objects.filter(
        state=State.HELD, written_at__gt=since, to__iexact=OuterRef("address")
    )
    rows = AddressMark.objects.filter(cleared_at=None, gone=True)
    return rows.filter(Q(address_key__in=known) | Exists(held))


def to_mend() -> int:
    """How many addresses the team has to look at."""
    return marks().count()


def mark_of(member: Member) -> AddressMark | None:
    if not member.email_key:
        return None
    return AddressMark.objects.filter(cleared_at=None, address_key=member.email_key).first()


def _moment(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")
