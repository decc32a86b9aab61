"""The kind of long work that signs anew what a compromised key has signed."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from credentials import accreditations, affected
from credentials.key_facts import SignerCompromised
from credentials.models import Credential
from credentials.services import attesting, issuance, keys, status, trust_list
from credentials.services.issuance import Wanted
from tenants import outbox, queries
from tenants.long_work import Kind, Link, Outcome, job_kind
from tenants.models import Job, JobItem

AGAIN = "signed"
OVER = "over"


def sign_anew(job: Job, items: Sequence[JobItem]) -> list[Outcome]:
    """In the order of the items: a key, the lists, the words, and then the cards that are read by them."""
    keys.create_signing_key()
    cards = [item for item in items if _kind(item) == affected.CARD]
    issued = _issue(job, cards)
    return [
        Outcome(AGAIN if item.pk in issued else OVER)
        if _kind(item) == affected.CARD
        else _other(job, item)
        for item in items
    ]


def _issue(job: Job, items: Sequence[JobItem]) -> set[int]:
    """Which of these have a card that another key has signed; one of which the membership has ended has none."""
    wanted = {item.pk: _wanted(job, item) for item in items}
    if not wanted:
        return set()
    status.publish_for_new_cards(issuance.issue_cards(list(wanted.values())))
    codes = [each.membership for each in wanted.values()]
    good = Credential.objects.filter(membership__code__in=codes, superseded_at=None)
    names = ("membership__code", "further__code")
    safe = {
        (str(code), str(further or ""))
        for code, further in good.exclude(signing_key__code=str(job.about)).values_list(*names)
    }
    return {pk for pk, each in wanted.items() if (each.membership, each.holder) in safe}


def _wanted(job: Job, item: JobItem) -> Wanted:
    _, membership, holder = item.key.split(":")
    return Wanted(membership, f"key-{job.about}", job.created_at, holder)


def _other(job: Job, item: JobItem) -> Outcome:
    kind, _colon, about = item.key.partition(":")
    if kind == affected.LISTS:
        status.publish_series({int(about)})
    elif kind == affected.WORD:
        rulings = accreditations.newest_rulings(about)
        attesting.sign_accreditations(rulings, issuance.take_places(len(rulings)))
        status.follow_accreditations([about])
    elif kind == affected.TRUST_LIST:
        trust_list.sign_all_again()
    elif kind == affected.SHOWN:
        attesting.publish_accreditations()
        keys.publish_identity()
    elif kind == affected.HOME:
        outbox.owe(SignerCompromised(queries.here().did, str(job.about)), UUID(about))
    return Outcome(AGAIN)


def _kind(item: JobItem) -> str:
    return item.key.partition(":")[0]


def _links(_job: Job) -> list[Link]:
    return [Link(_("See the keys"), reverse("credentials:keys", args=[queries.here().slug]))]


job_kind(
    Kind(
        affected.SIGN_ANEW,
        gettext_lazy("Signed anew after a key was compromised"),
        sign_anew,
        outcomes={
            AGAIN: gettext_lazy("Signed anew"),
            OVER: gettext_lazy("Ended meanwhile"),
            JobItem.FAILED: gettext_lazy("Left out"),
        },
        links=_links,
    )
)
