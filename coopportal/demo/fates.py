"""What befell whom: applications that wait or were refused, memberships that ended, cards replaced."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Final

from coopportal.demo import stories
from coopportal.demo.cast import House
from coopportal.demo.services import backdating
from coopportal.demo.staffing import seat
from coopportal.demo.stories import Asking, Story
from tenants import leaving, moments, scope
from tenants.dates import today_in
from tenants.models import (
    Application,
    Cooperative,
    Event,
    LeavingRules,
    Member,
    Membership,
    MembershipClass,
    Staff,
)
from tenants.services import applying, decisions, members, thread
from tenants.services import leaving as leaving_service

AT_ONCE: Final = timedelta()
DRAFTED: Final = "ewan.barlow@example.org"


def ask(house: House, *, now: datetime) -> None:
    """The applications that are not approved, each brought to where it stands."""
    here = Cooperative.objects.get(slug=house.slug)
    asked = [one for one in stories.APPLICATIONS if one.cooperative == house.slug]
    with scope.within(here.pk):
        _ask(asked, now=now)
        if asked and asked[0] is stories.APPLICATIONS[0]:
            _draft()


def _ask(asked: list[Asking], *, now: datetime) -> None:
    chosen = MembershipClass.objects.filter(visiting=False).first()
    for asking in asked:
        rows = Application.objects.filter(email=asking.person.email, membership=None)
        row = rows.first()
        if row is None:
            sent = now + timedelta(days=asking.submitted, hours=-2)
            with moments.dated(sent):
                row = applying.submit_trusted(
                    submitted_at=sent,
                    membership_class=chosen,
                    name=asking.person.name,
                    email=asking.person.email,
                    phone=asking.person.phone,
                    postcode=asking.person.postcode,
                    message=asking.message,
                )
        _bring_on(row, asking)


def _bring_on(row: Application, asking: Asking) -> None:
    by = seat(Staff.Role.MEMBERSHIP)
    if asking.question and not row.messages.exists():
        thread.write_to_applicant(row, text=asking.question, by=by)
    if asking.answer and row.state == Application.State.INFORMATION_ASKED:
        thread.write_as_applicant(row, asking.answer)
    if asking.waits and row.state == Application.State.SUBMITTED:
        decisions.put_on_waiting_list(row, reason=asking.waits, by=by)
    if asking.declined and row.is_open:
        decisions.decline_application(row, reason=asking.declined, by=by, undo=AT_ONCE)
    if asking.withdrawn and row.is_open:
        applying.withdraw_application(row)


def _draft() -> None:
    """Somebody who began to fill the form in and went for tea."""
    chosen = MembershipClass.objects.filter(visiting=False).first()
    if not Application.objects.filter(email=DRAFTED).exists():
        row, _token = applying.start_application(language="en")
        applying.save_answers(row, membership_class=chosen, name="Ewan Barlow", email=DRAFTED)


def meet(slugs: Collection[str], *, now: datetime) -> None:
    """Memberships suspended, ended and given a new card, after whatever rested on them began."""
    for story in stories.MEMBERS:
        if story.cooperative in slugs and (
            story.suspended or story.ended or story.replaced or story.notice
        ):
            here = Cooperative.objects.get(slug=story.cooperative)
            with scope.within(here.pk):
                _meet(story, now=now)


def _meet(story: Story, *, now: datetime) -> None:
    rows = Member.objects.filter(name=story.person.name, email=story.person.email)
    membership = Membership.objects.filter(
        member=rows.get(), membership_class__visiting=False
    ).get()
    by = seat(Staff.Role.MEMBERSHIP)
    if story.suspended and membership.standing == Membership.Standing.GOOD:
        members.suspend_membership(membership, reason=story.suspended, by=by)
    if story.ended:
        if membership.is_active:
            members.end_membership(membership, reason=Membership.EndReason(story.ended), by=by)
        day = now + timedelta(days=story.ended_on)
        moment = datetime(day.year, day.month, day.day, 10, 15, tzinfo=UTC)
        backdating.date_end(membership, on=day.date(), at=moment)
    asked = Event.objects.filter(
        name="MembershipChanged", data__membership=str(membership.code)
    ).exists()
    if story.notice and leaving.notice_of(membership) is None:
        _give_notice(membership, by=by)
    if story.replaced and not asked:
        members.ask_for_new_card(membership, by=by)


def _give_notice(membership: Membership, *, by: Staff) -> None:
    """Three months to the end of a quarter, as this co-op's bylaws say."""
    leaving_service.set_rules(
        own_months={}, by=by, notice_months=3, notice_ends=LeavingRules.NoticeEnds.QUARTER
    )
    today = today_in(membership.cooperative.time_zone)
    leaving_service.record_notice(membership, received_on=today, by=by)
