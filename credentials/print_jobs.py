"""The kind of long work that prints cards: decided in batches, then set as one paper outside of any transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from credentials import held
from credentials.card.face import CardFace
from credentials.facts import PaperOwed
from credentials.models import Credential, PrintRun
from credentials.services import printing
from tenants import outbox, queries
from tenants.long_work import Kind, Link, Outcome, failed, job_kind
from tenants.models import Cooperative, Holder, Job, JobItem, Member, Membership, Staff
from tenants.outbox import on
from tenants.services import claiming

BATCH = 100


def decide(job: Job, items: Sequence[JobItem]) -> list[Outcome]:
    """Of each whether it is printed, or why not. A letter ends the code of the one before, as a single one does."""
    run, home = _run(job), queries.here()
    held_cards = _cards([item.key for item in items])
    running = _running([item.key for item in items])
    reasons = [
        _why_not(running.get(item.key), held_cards.get(item.key), run, home) for item in items
    ]
    drawn = [
        held_cards[item.key] for item, reason in zip(items, reasons, strict=True) if not reason
    ]
    if run.shape == PrintRun.Shape.LETTER:
        own = [card.membership.member for card in drawn if card.further_id is None]
        _make_codes(own, by=job.started_by)
    return [failed(reason) if reason else Outcome(printing.PRINTED) for reason in reasons]


def _make_codes(members: Sequence[Member], *, by: Staff | None) -> None:
    """Of those who have no login: each once, though they may have two cards here."""
    without = {each.pk: each for each in members if each.user_id is None}
    claiming.new_codes(list(without.values()), by=by)


def _why_not(
    membership: Membership | None, card: Credential | None, run: PrintRun, home: Cooperative
) -> str:
    """The sentence that says why there is no card of it on this paper; empty where there is one."""
    from credentials.card import letter  # noqa: PLC0415 -- brings a typesetter along, only for who prints

    if membership is None:
        return _("The membership has ended.")
    if card is None:
        return _("No card has been made yet.")
    if card.checked_at is None:
        return _("The card is being checked. Try again in a minute.")
    if card.valid_until <= timezone.now():
        return _("The card has run out. Renew the membership first.")
    face = held.face_of(card, home)
    lines = letter.lines_of(membership.member, home)
    lacking = letter.undrawable(face, lines if run.shape == PrintRun.Shape.LETTER else [])
    if lacking:
        return _("No typeface here has these letters: {letters}").format(
            letters=" ".join(sorted(lacking))
        )
    return ""


@on(PaperOwed, name="credentials.printing.paper", sends=True, lane=outbox.SOON)
def make_paper(facts: list[PaperOwed]) -> None:
    """At least once: made again, the paper takes the place of the one before, and each card counts once."""
    from credentials.card import batch, typesetting  # noqa: PLC0415 -- as above

    for fact in facts:
        run = PrintRun.objects.select_related("job", "by__user").get(code=fact.run)
        job, home = run.job, queries.here()
        if job is None:
            continue
        items = job.items.filter(outcome=printing.PRINTED).values_list("key", flat=True)
        there = _cards(items)
        cards = [there[key] for key in items if key in there]
        with translation.override(run.by.user.language if run.by else home.language):
            if run.shape == PrintRun.Shape.LETTER:
                template, values = batch.LETTERS, batch.letters(_addressed(cards, home), home)
            else:
                template, values = batch.SHEET, batch.cards(_faces(cards, home), run, home)
        content = typesetting.set_apart(template, values, run.asked_at)
        name = f"{home.slug}-{run.shape}-{timezone.localdate():%Y-%m-%d}.pdf"
        printing.keep_paper(run, cards, name=name, content=content)


def _faces(cards: Sequence[Credential], home: Cooperative) -> list[CardFace]:
    """Each in its member's language."""
    faces = []
    for card in cards:
        with translation.override(card.membership.member.language):
            faces.append(held.face_of(card, home))
    return faces


def _addressed(cards: Sequence[Credential], home: Cooperative) -> list[Any]:
    """With the code that a member was given last; none for whoever sits at the co-op by now, nor with a further card."""
    from credentials.card import letter  # noqa: PLC0415 -- as above

    members = [card.membership.member for card in cards]
    codes = claiming.newest_codes(members)
    return [
        (
            face,
            letter.lines_of(card.membership.member, home),
            "" if card.further_id else codes.get(card.membership.member_id, ""),
        )
        for face, card in zip(_faces(cards, home), cards, strict=True)
    ]


def _run(job: Job) -> PrintRun:
    return PrintRun.objects.get(job=job)


def _cards(keys: Iterable[str]) -> dict[str, Credential]:
    """The newest card of each of these memberships, and of these further holders."""
    own, theirs = _parted(keys)
    rows = Credential.objects.filter(superseded_at=None)
    rows = rows.filter(Q(further=None, membership__code__in=own) | Q(further__code__in=theirs))
    rows = rows.select_related("membership__member", "membership__membership_class", "further")
    return {_key_of(row): row for row in rows}


def _key_of(card: Credential) -> str:
    if card.further is not None:
        return f"{printing.FURTHER}{card.further.code}"
    return str(card.membership.code)


def _running(keys: Iterable[str]) -> dict[str, Membership]:
    own, theirs = _parted(keys)
    running = Membership.objects.exclude(standing=Membership.Standing.ENDED)
    rows = running.filter(code__in=own).select_related("member")
    serving = Holder.objects.filter(code__in=theirs, state=Holder.State.ACTIVE)
    serving = serving.filter(membership__in=running).select_related("membership__member")
    return {str(row.code): row for row in rows} | {
        f"{printing.FURTHER}{each.code}": each.membership for each in serving
    }


def _parted(keys: Iterable[str]) -> tuple[list[str], list[str]]:
    told = list(keys)
    theirs = [
        key.removeprefix(printing.FURTHER) for key in told if key.startswith(printing.FURTHER)
    ]
    return [key for key in told if not key.startswith(printing.FURTHER)], theirs


def _links(_job: Job) -> list[Link]:
    there = reverse("credentials:cards", args=[queries.here().slug])
    return [Link(_("See all cards"), there)]


job_kind(
    Kind(
        printing.PRINT,
        gettext_lazy("Cards on paper"),
        decide,
        outcomes={
            printing.PRINTED: gettext_lazy("Printed"),
            JobItem.FAILED: gettext_lazy("Left out"),
        },
        batch=BATCH,
        finished=printing.owe_paper,
        links=_links,
        makes_file=True,
    )
)
