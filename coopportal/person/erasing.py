"""Erasing one person across everything they touched, and saying what has to stay, and why."""

from __future__ import annotations

from django.db.models import Q

from benefits import handlers as benefits
from coopportal import logins
from coopportal.person import finding, meant
from coopportal.services import consultation, interest, putting_back
from credentials import handlers as cards
from tenants import leaving, retention, scope
from tenants.errors import ChangedMeanwhileError
from tenants.facts import MemberForgotten
from tenants.household_facts import HolderForgotten
from tenants.models import (
    Application,
    Comment,
    Cooperative,
    Holder,
    Interest,
    Member,
    Membership,
    Staff,
    User,
)
from tenants.secrets import email_key
from tenants.services import details, forgetting, forgetting_members

OPEN = (Application.State.APPROVED, Application.State.DECLINED, Application.State.WITHDRAWN)
STAYS = (
    "What stays after that, and says nothing of a person: the number, kinds, days and shares of a membership, sums that were "
    "booked (books are kept for years, by law), the place of a card in the status lists (so that what was ended stays ended), and "
    "the log, which holds codes and no names. Backups hold the person until they are too old to be kept; who puts one back "
    "erases again with the list of manage.py erasures."
)


def erase_member(address: str, number: str, *, now: bool, only: str = "") -> list[str]:
    """One of several who share the address: the entry with this number. What may be another's is left and named."""
    said: list[str] = []
    gone: set[int] = set()
    for here in Cooperative.objects.order_by("slug"):
        if only and here.slug != only:
            continue
        with scope.within(here.pk):
            mine = Q(email_key=email_key(address)) | Q(user__in=finding.logins(address))
            rows = Member.objects.filter(mine, anonymised_at=None, number=number)
            said += [f"{here.name}: {each}" for each in _members(list(rows), gone, now=now)]
    if not meant.look(address):  # nobody else signs in with it
        _remove(gone)
    said.append(
        "Whatever else is known of the address may be somebody else's, and stays: the login, further cards of households, "
        "representatives, applications, an interest, comments."
    )
    return said


def erase(address: str, *, now: bool, only: str = "") -> list[str]:
    """What was done and what has to stay, in sentences. `now`: the co-op says that nothing need be kept any longer."""
    said: list[str] = []
    users = finding.logins(address)
    gone = {user.pk for user in users}
    for here in Cooperative.objects.order_by("slug"):
        if only and here.slug != only:
            continue
        with scope.within(here.pk):
            said += [
                f"{here.name}: {each}" for each in _in_cooperative(address, users, gone, now=now)
            ]
    if not only:
        said += _everywhere(address)
    _remove(gone)
    left = User.objects.filter(pk__in=gone).count()
    if left:
        said.append("The login stays: something above still rests on it.")
    elif gone:
        said.append("The login, its addresses and second proofs are deleted.")
    return said


def _remove(gone: set[int]) -> None:
    for pk in sorted(gone):
        putting_back.end_sessions_of(pk)
        logins.remove(pk)


def _everywhere(address: str) -> list[str]:
    key, said = email_key(address), []
    for row in Interest.objects.filter(email_key=key):
        interest.delete_interest(row)
        said.append("An interest in taking part is deleted, with notes and letters.")
    for each in Comment.objects.filter(email_key=key):
        consultation.delete_comment(each)
        said.append("A comment on the definition is deleted.")
    return said


def _in_cooperative(address: str, users: list[User], gone: set[int], *, now: bool) -> list[str]:
    key = email_key(address)
    mine = Q(email_key=key) | Q(user__in=users)
    said = _members(list(Member.objects.filter(mine, anonymised_at=None)), gone, now=now)
    said += _holders(list(Holder.objects.filter(mine)), gone)
    said += _representatives(address)
    said += _applications(list(Application.objects.filter(mine, deleted_at=None)))
    if Staff.objects.filter(user__in=users, removed_at=None).exists():
        said.append(
            "has a seat on the team, and is named beside what they did; an owner removes it."
        )
    return said


def _members(rows: list[Member], gone: set[int], *, now: bool) -> list[str]:
    said = []
    for row in rows:
        if Membership.objects.filter(member=row).exclude(standing="ended").exists():
            said.append(
                f"{row.number} is a member. The register of members is kept by law while the membership runs; "
                "it has to end first."
            )
            continue
        left = retention.left().filter(pk=row.pk).first()
        until = (
            retention.kept_until(left.left_on, leaving.rules().retention_years) if left else None
        )
        if not now and until is not None:
            said.append(
                f"{row.number} has left. The register and the books are kept until {until:%d %B %Y}, as the co-op set it, "
                "and erased then by itself. With --now the co-op says that it need not keep them."
            )
            continue
        try:
            gone |= set(forgetting_members.forget_now(row.code))
        except ChangedMeanwhileError:
            said.append(f"{row.number} is held for a reason that the co-op wrote down.")
            continue
        cards.forget_cards([MemberForgotten(str(row.code))])
        benefits.forget_members([MemberForgotten(str(row.code))])
        forgetting.forget_applications_of_leavers()
        said.append(f"{row.number} is anonymised, with cards, letters, answers and papers.")
    return said


def _holders(rows: list[Holder], gone: set[int]) -> list[str]:
    said = []
    for row in rows:
        if row.state in Holder.OPEN:
            said.append("has a card in a household; the member or the team takes it away first.")
            continue
        gone |= set(forgetting_members.forget_holders([row.code]))
        cards.forget_further_cards([HolderForgotten(str(row.code))])
        said.append("is anonymised in a household that they have left.")
    return said


def _representatives(address: str) -> list[str]:
    said = []
    for row in finding.representatives(address):
        if details.forget_representative(row):
            said.append(f"spoke for {row.member.number} once; the entry is deleted.")
        else:
            said.append(
                f"speaks for {row.member.number}; the team enters their last day first, and it is over."
            )
    return said


def _applications(rows: list[Application]) -> list[str]:
    said = []
    for row in rows:
        if row.state not in OPEN:
            said.append("has an application that is open: it is withdrawn or declined first.")
        elif row.state != Application.State.APPROVED and forgetting.forget_applications([row.code]):
            said.append("an application that came to nothing is emptied.")
        elif row.state != Application.State.APPROVED:
            said.append("an application waits for a letter to leave, and is emptied after that.")
    return said
