"""What the register itself lets a team do to many members, and the job that does it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tenants import bulk, queries
from tenants.bulk import BulkAct, Target, done, left
from tenants.dates import today_in
from tenants.errors import DomainError
from tenants.forms.leaving import NoticeForm
from tenants.forms.many import ManyClassForm, ManyEndForm, ManyExportForm
from tenants.forms.membership import SuspendForm
from tenants.forms.tagging import ManyTagsForm, ManyUntagForm
from tenants.long_work import Kind, Link, Outcome, job_kind
from tenants.models import (
    Job,
    JobItem,
    Member,
    MemberAction,
    Membership,
    MembershipClass,
    Staff,
    Tag,
)
from tenants.services import changing, leaving_together, members, tags

Said = dict[str, Any]
NONE_RUNS = gettext_lazy("No membership is running.")


def run(job: Job, items: Sequence[JobItem]) -> list[Outcome]:
    """All together, or each member in a savepoint: a refusal leaves that one as they were, and says why."""
    action = MemberAction.objects.select_related("by__user", "membership_class").get(
        code=job.about or job.code
    )
    act = bulk.act_of(action.action)
    targets = _targets(items, action)
    if act is None or act.together is None or not targets:
        return [_outcome(act, targets.get(item.key), action) for item in items]
    outcomes = act.together(list(targets.values()), action.particulars, action)
    found = dict(zip(targets, outcomes, strict=True))
    return [found.get(item.key) or _outcome(act, None, action) for item in items]


def _targets(items: Sequence[JobItem], action: MemberAction) -> dict[str, Target]:
    rows = Member.objects.filter(code__in=[item.key for item in items], anonymised_at=None)
    found = {}
    for member in rows.prefetch_related("memberships__membership_class"):
        running = [each for each in member.memberships.all() if each.is_active]
        held = [each for each in running if not each.membership_class.visiting]
        if action.membership_class_id:
            held = [e for e in held if e.membership_class_id == action.membership_class_id]
        found[str(member.code)] = Target(member, held)
    return found


def _outcome(act: BulkAct | None, target: Target | None, action: MemberAction) -> Outcome:
    if act is None or act.act is None or target is None:
        return left(_("This member is not on the register any more."))
    try:
        with transaction.atomic():
            return act.act(target, action.particulars, action)
    except DomainError as error:
        return left(error.message)


def _kind(targets: Sequence[Target], said: Said, action: MemberAction) -> list[Outcome]:
    to = MembershipClass.objects.get(code=said["to"])
    on = max(date.fromisoformat(said["on"]), _today())
    single = [each for each in targets if len(each.memberships) == 1]
    rows = [each.memberships[0] for each in single]
    found = changing.become_many(rows, to, on=on, by=action.by)
    came = {
        each.member.pk: left(one.message)
        if isinstance(one, DomainError)
        else done("" if one else _("Planned."))
        for each, one in zip(single, found, strict=True)
    }
    several = left(_("Has several memberships. Choose one kind in the filters first."))
    others = [several if each.memberships else left(NONE_RUNS) for each in targets]
    return [came.get(each.member.pk, why) for each, why in zip(targets, others, strict=True)]


def _suspend(targets: Sequence[Target], said: Said, action: MemberAction) -> list[Outcome]:
    rows = [row for each in targets for row in each.memberships]
    moved = members.suspend_many(rows, reason=said["reason"], by=action.by)
    return bulk.moved(targets, moved, already=_("Is suspended already."), none=NONE_RUNS)


def _restore(targets: Sequence[Target], _said: Said, action: MemberAction) -> list[Outcome]:
    rows = [row for each in targets for row in each.memberships]
    moved = members.restore_many(rows, by=action.by)
    return bulk.moved(targets, moved, already=_("Is in good standing already."), none=NONE_RUNS)


def _notice(targets: Sequence[Target], said: Said, action: MemberAction) -> list[Outcome]:
    groups, on = [each.memberships for each in targets], date.fromisoformat(said["received_on"])
    refused = leaving_together.note_resignations(groups, received_on=on, by=action.by)
    return bulk.unless(targets, refused, none=NONE_RUNS)


def _end(targets: Sequence[Target], said: Said, action: MemberAction) -> list[Outcome]:
    reason, groups = Membership.EndReason(said["reason"]), [each.memberships for each in targets]
    on = max(date.fromisoformat(said["day"]), _today()) if said["day"] else None
    refused = members.end_many(groups, reason=reason, by=action.by, on=on)
    return bulk.unless(targets, refused, none=NONE_RUNS)


def _tag(targets: Sequence[Target], said: Said, action: MemberAction) -> list[Outcome]:
    words = _words(said)
    if not words:
        return [left(_("This tag is not there any more.")) for _each in targets]
    given = tags.tag_many([each.member for each in targets], words, by=action.by)
    return _those(targets, given, _("Has the tag already."))


def _untag(targets: Sequence[Target], said: Said, action: MemberAction) -> list[Outcome]:
    taken = tags.untag_many([each.member for each in targets], _words(said), by=action.by)
    return _those(targets, taken, _("Does not have the tag."))


def _those(targets: Sequence[Target], hit: set[int], otherwise: str) -> list[Outcome]:
    return [done() if each.member.pk in hit else left(otherwise) for each in targets]


def _words(said: Said) -> list[Tag]:
    return list(Tag.objects.filter(code__in=said["tags"]))


def _today() -> date:
    """Where the co-op is; a job that waited past midnight never acts on a day that is over."""
    return today_in(queries.here().time_zone)


def _as_text(form: Any, _by: Staff) -> Said:
    """A form's answers as a row keeps them."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in form.cleaned_data.items()
    }


def _with_new_tag(form: Any, by: Staff) -> Said:
    """A tag that is not there yet is there from now on, whatever becomes of the job."""
    words = form.chosen
    if form.cleaned_data.get("new"):
        words.append(tags.add_tag(form.cleaned_data["new"], by=by))
    return {"tags": [str(each.code) for each in words]}


def _class_form(data: Any, today: date) -> ManyClassForm:
    kinds = MembershipClass.objects.filter(visiting=False, closed_at=None)
    return ManyClassForm(data, kinds=list(kinds), today=today)


job_kind(
    Kind(
        bulk.KIND,
        gettext_lazy("Many members at once"),
        run,
        outcomes={bulk.DONE: gettext_lazy("Done"), bulk.LEFT: gettext_lazy("Left as they are")},
        batch=50,
        explained=(bulk.LEFT,),
        links=lambda _job: [
            Link(_("See members"), reverse("tenants:members", args=[queries.here().slug]))
        ],
    )
)
bulk.bulk_act(
    BulkAct(
        "kind",
        gettext_lazy("Change the kind of membership"),
        lambda n: ngettext("Change the kind of {n} member?", "Change the kind of {n} members?", n),
        gettext_lazy(
            "Number, beginning, last day and visits at partners go on. A new card takes the place of the old "
            "one, and each gets one email."
        ),
        gettext_lazy("Change the kind"),
        bulk.alone(_kind),
        together=_kind,
        form=_class_form,
        stored=_as_text,
    )
)
bulk.bulk_act(
    BulkAct(
        "suspend",
        gettext_lazy("Suspend"),
        lambda n: ngettext("Suspend {n} member?", "Suspend {n} members?", n),
        gettext_lazy(
            "Their cards are not accepted until you restore the memberships. Each gets one email."
        ),
        gettext_lazy("Suspend"),
        bulk.alone(_suspend),
        together=_suspend,
        form=lambda data, _today: SuspendForm(data),
        stored=_as_text,
        danger=True,
    )
)
bulk.bulk_act(
    BulkAct(
        "restore",
        gettext_lazy("Restore"),
        lambda n: ngettext("Restore {n} member?", "Restore {n} members?", n),
        gettext_lazy(
            "Their memberships are in good standing again, and the same cards work again."
        ),
        gettext_lazy("Restore"),
        bulk.alone(_restore),
        together=_restore,
    )
)
bulk.bulk_act(
    BulkAct(
        "notice",
        gettext_lazy("Write down notices"),
        lambda n: ngettext(
            "Write down a notice of {n} member?", "Write down a notice of {n} members?", n
        ),
        gettext_lazy(
            "Each last day follows from the period of notice of that kind. Each gets a letter that says so, and "
            "stays a member until then."
        ),
        gettext_lazy("Write down the notices"),
        bulk.alone(_notice),
        together=_notice,
        form=lambda data, today: NoticeForm(data, today=today, initial={"received_on": today}),
        stored=_as_text,
    )
)
bulk.bulk_act(
    BulkAct(
        "end",
        gettext_lazy("End"),
        lambda n: ngettext(
            "End the membership of {n} member?", "End the memberships of {n} members?", n
        ),
        gettext_lazy(
            "When they have ended, the cards are no longer accepted, here or anywhere else. This cannot be "
            "taken back: these people would have to join again."
        ),
        gettext_lazy("End the memberships"),
        bulk.alone(_end),
        together=_end,
        form=lambda data, today: ManyEndForm(data, today=today),
        stored=_as_text,
        danger=True,
    )
)
bulk.bulk_act(
    BulkAct(
        "tag",
        gettext_lazy("Give a tag"),
        lambda n: ngettext("Give {n} member a tag?", "Give {n} members a tag?", n),
        gettext_lazy("Your team finds them by it again. Nobody is told, and it stands on no card."),
        gettext_lazy("Give the tag"),
        bulk.alone(_tag),
        together=_tag,
        form=lambda data, _today: ManyTagsForm(data, tags=list(Tag.objects.all())),
        stored=_with_new_tag,
    )
)
bulk.bulk_act(
    BulkAct(
        "untag",
        gettext_lazy("Take a tag away"),
        lambda n: ngettext(
            "Take a tag away from {n} member?", "Take a tag away from {n} members?", n
        ),
        gettext_lazy("Everything else stays as it is."),
        gettext_lazy("Take the tag away"),
        bulk.alone(_untag),
        together=_untag,
        form=lambda data, _today: ManyUntagForm(data, tags=list(Tag.objects.all())),
        stored=_with_new_tag,
    )
)
bulk.bulk_act(
    BulkAct(
        "export",
        gettext_lazy("Take along as a file"),
        lambda n: ngettext(
            "Take {n} member along as a file?", "Take {n} members along as a file?", n
        ),
        gettext_lazy("The log says that you took the list and how many are on it."),
        gettext_lazy("Download the file"),
        None,
        form=lambda data, _today: ManyExportForm(data),
    )
)
