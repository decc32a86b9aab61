"""What must hold whatever died: I1 to I10 of the design, read from the database, the mails and the logs.

Each gives what it found wrong, in words with codes. `examined` says how much there was to be wrong about: a promise
over nothing is none.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from django.apps import apps
from django.db import connection

from benefits.models import Counter as UseCounter
from benefits.models import Redemption
from credentials import resolving
from credentials.core.report import PASSED
from credentials.core.status import decode
from credentials.models import Credential, PublishedDocument, StatusList
from tenants import mail, scope
from tenants.audit.reading import read_chain, unlinked
from tenants.models import (
    Application,
    Cooperative,
    Event,
    Job,
    JobItem,
    Letter,
    Membership,
    OutboxEntry,
)
from tenants.services import auditing
from tests.credentials.members import verified
from tests.kills import acts, feeder, secrets_in_logs

MOST = 5
# A key is retired at the moment when that is decided, and waits for cards that are being signed.
WAITED = timedelta(seconds=10)


@dataclass
class Run:
    """What is known from outside the database: the mails that arrived, and how often a letter could not be marked."""

    arrived: dict[str, int]
    unmarked: int


@dataclass
class Found:
    wrong: dict[str, list[str]] = field(default_factory=dict)
    examined: Counter[str] = field(default_factory=Counter)


def examine(run: Run, *, naive: bool) -> Found:
    """Co-op by co-op. Of the naive variant only what it claims: a card for each approval, and a mail for each card."""
    found = Found()
    for here in Cooperative.objects.all():
        with scope.within(here.pk):
            for name, check in (NAIVE if naive else EACH).items():
                found.wrong.setdefault(name, []).extend(check(run, found.examined))
    if not naive:
        for name, check in PORTAL.items():
            found.wrong.setdefault(name, []).extend(check(run, found.examined))
    return found


def one_card_for_each_approval(_run: Run, examined: Counter[str]) -> Iterator[str]:
    """I1: approved, and answered so, means exactly one card that counts; and none without an approval.

    Whoever has left before the card was made needs none any more.
    """
    approved = Application.objects.filter(state=Application.State.APPROVED)
    for code in approved.filter(membership=None).values_list("code", flat=True):
        yield f"application {code} is approved and made nobody a member"
    memberships = Counter(approved.exclude(membership=None).values_list("membership", flat=True))
    cards = Counter(
        Credential.objects.filter(superseded_at=None, further=None).values_list(
            "membership", flat=True
        )
    )
    examined["approvals"] += approved.count()
    over = _ended()
    for pk, times in memberships.items():
        if times != 1 or cards[pk] > 1 or (not cards[pk] and pk not in over):
            yield f"membership {pk}: approved {times} times, {cards[pk]} cards"
    for pk in set(cards) - set(memberships):
        yield f"membership {pk} has a card and no approval"
    yield from _answers_that_were_lost()


def _ended() -> set[int]:
    rows = Membership.objects.filter(standing=Membership.Standing.ENDED)
    return set(rows.values_list("pk", flat=True))


def _answers_that_were_lost() -> Iterator[str]:
    here = Cooperative.objects.get(pk=scope.current().cooperative_id)
    for lane, numbers in feeder.told().items():
        slug, row = acts.LANES[lane]
        if slug != here.slug:
            continue
        wanted = {
            acts.address(f"{lane}-{n}")
            for n in numbers
            if row[n % len(row)] in ("approve", "plain")
        }
        approved = Application.objects.filter(state=Application.State.APPROVED)
        yield from sorted(wanted - set(approved.values_list("email", flat=True)))


def signed_by_a_key_in_use(_run: Run, examined: Counter[str]) -> Iterator[str]:
    """I2: every card verifies with all its checks, as the register stands, and was signed by a key in use."""
    issued = Event.objects.filter(name="CredentialIssued").values_list("data__credential", "at")
    moments = dict(issued)
    for card in Credential.objects.select_related("membership", "signing_key"):
        examined["credentials"] += 1
        report, key = verified(card), card.signing_key
        failed = [each.name for each in report.checks if each.outcome is not PASSED]
        if report.outcome("signature") is not PASSED or report.standing != card.membership.standing:
            yield f"card {card.code} is {report.standing}: {failed}"
        assert key is not None
        at, until = moments.get(str(card.code)), key.retired_at
        method = json.loads(card.document)["proof"]["verificationMethod"]
        if method != key.kid or at is None or key.activated_at is None or at < key.activated_at:
            yield f"card {card.code} was signed by a key that was not in use yet"
        if at is not None and until is not None and at > until + WAITED:
            yield f"card {card.code} was signed by a key that was in use no more"


def bits_as_the_register_says(_run: Run, examined: Counter[str]) -> Iterator[str]:
    """I3: a place is given out once, and of the published bits exactly those are set that must be."""
    places = Counter(Credential.objects.values_list("series", "position"))
    yield from (f"place {place} was given out {n} times" for place, n in places.items() if n > 1)
    for each in StatusList.objects.select_related("series"):
        marked = {"revocation": "ended", "suspension": "suspended"}[each.purpose]
        rows = Credential.objects.filter(series=each.series, membership__standing=marked)
        wanted = set(rows.values_list("position", flat=True))
        body = json.loads(PublishedDocument.objects.get(url=each.url).body)
        bits = decode(body["credentialSubject"]["encodedList"])
        there = {
            n * 8 + b
            for n, byte in enumerate(bits)
            if byte
            for b in range(8)
            if byte >> (7 - b) & 1
        }
        examined["bits_set"] += len(wanted)
        if there != wanted:
            yield f"list {each.url}: {sorted(there ^ wanted)[:MOST]} differ"
        resolving.fetch_status(each.url)


def each_issue_once_in_the_log(_run: Run, examined: Counter[str]) -> Iterator[str]:
    """I4: one entry of the log for each card issued, and a chain that verifies to its end."""
    told = Counter(
        Event.objects.filter(name="CredentialIssued").values_list("data__credential", flat=True)
    )
    codes = {str(code) for code in Credential.objects.values_list("code", flat=True)}
    yield from (
        f"card {code} stands {told[code]} times in the log" for code in codes if told[code] != 1
    )
    yield from (f"the log tells of card {code}, which is not there" for code in set(told) - codes)
    while auditing.extend_chain():
        continue
    reading = read_chain()
    examined["log_lines"] += reading.lines
    if unlinked().exists() or not reading.lines:
        yield "facts are in no chain"
    yield from (fault.sentence for fault in reading.faults)


def nothing_is_owed(_run: Run, examined: Counter[str]) -> Iterator[str]:
    """I5: all debts are paid, none given up; and long work is done to its last item, each once."""
    rows = OutboxEntry.objects.all()
    examined["outbox_rows"] += rows.count()
    for row in rows.filter(done_at=None, cancelled_at=None):
        yield f"{row.handler} is owed: {row.last_error or 'never tried'}"


def long_work_is_whole(_run: Run, examined: Counter[str]) -> Iterator[str]:
    """I5, for jobs: every item has its one outcome, and the counts say the same."""
    for job in Job.objects.all():
        items = Counter(JobItem.objects.filter(job=job).values_list("outcome", flat=True))
        examined["jobs"] += 1
        if job.state != Job.State.DONE or items != Counter(job.counts) or job.done != job.total:
            yield f"{job.kind} {job.code}: {job.state}, {dict(items)}, counted {job.counts}"


def every_letter_arrived(run: Run, examined: Counter[str]) -> Iterator[str]:
    """I6: each letter that counts as sent crossed the wire, and none waits or was given up."""
    for row in Letter.objects.all():
        examined["letters"] += 1
        if row.state == Letter.State.SENT and not run.arrived.get(mail.message_id(row)):
            yield f"letter {row.code} ({row.kind}) counts as sent and never arrived"
        elif row.state not in {Letter.State.SENT, Letter.State.DROPPED}:
            yield f"letter {row.code} ({row.kind}) is {row.state}: {row.error}"


def everybody_was_sent_a_card(run: Run, _examined: Counter[str]) -> Iterator[str]:
    """I6: a letter with a card of theirs reached each approved member."""
    written = {
        row.about
        for row in Letter.objects.filter(kind="card")
        if run.arrived.get(mail.message_id(row))
    }
    cards = Credential.objects.filter(code__in=written)
    reached = set(cards.values_list("membership", flat=True)) | _ended()
    approved = Application.objects.filter(state=Application.State.APPROVED)
    for pk in approved.exclude(membership=None).values_list("membership", flat=True):
        if pk not in reached:
            yield f"membership {pk} was never sent a card"


def duplicates_only_by_crashes(run: Run, examined: Counter[str]) -> Iterator[str]:
    """I6, the other half: mails beyond one for each Message-ID are at most as many as letters could not be marked."""
    again = sum(run.arrived.values()) - len(run.arrived)
    examined["mails"] += sum(run.arrived.values())
    examined["mails_twice"] += again
    if again > run.unmarked:
        yield f"{again} mails came twice, and at most {run.unmarked} could not be marked"


def given_once(_run: Run, examined: Counter[str]) -> Iterator[str]:
    """I7: a use for each key that was answered, one at most, and the counters say the same."""
    uses = Counter(Redemption.objects.values_list("key", flat=True))
    examined["uses"] += sum(uses.values())
    yield from (f"{key} was given {n} times" for key, n in uses.items() if n > 1)
    if uses:
        counted = UseCounter.objects.get(holder__startswith="did:").times
        if counted != sum(uses.values()):
            yield f"{counted} uses are counted, {sum(uses.values())} were given"
        for n in feeder.answered("third"):
            row = acts.LANES["third"][1]
            if row[n % len(row)] == "give" and not uses[f"third-{n}"]:
                yield f"third-{n} was answered and is not there"


def no_row_points_to_a_neighbour(_run: Run, examined: Counter[str]) -> Iterator[str]:
    """I8: past the scope, table by table, every reference of an owned row to another owned one."""
    owned = {model for model in apps.get_models() if _owned(model)}
    with connection.cursor() as cursor:
        for model in owned:
            for each in model._meta.concrete_fields:
                if each.is_relation and each.related_model in owned:
                    there = each.related_model._meta
                    cursor.execute(
                        f'SELECT count(*) FROM "{model._meta.db_table}" a JOIN "{there.db_table}" b '
                        f'ON a."{each.column}" = b."{there.pk.column}" '
                        "WHERE a.cooperative_id <> b.cooperative_id"
                    )
                    examined["references"] += 1
                    if wrong := cursor.fetchone()[0]:
                        yield f"{model.__name__}.{each.name}: {wrong} rows point to a neighbour's"


def _owned(model: type) -> bool:
    return any(each.name == "cooperative" for each in model._meta.concrete_fields)


def each_signed_once(_run: Run, examined: Counter[str]) -> Iterator[str]:
    """I10: as many different signed documents as there are cards."""
    rows = Credential.objects.values_list("document", "urn", "digest", "card_code")
    for name, values in zip(
        ("document", "urn", "digest", "card_code"), zip(*rows, strict=True), strict=False
    ):
        if len(set(values)) != len(values):
            yield f"{len(values)} cards share {len(set(values))} of {name}"


Check = Callable[[Run, Counter[str]], Iterator[str]]
EACH: dict[str, Check] = {
    "I1 one card for each approval": one_card_for_each_approval,
    "I2 signed by a key in use": signed_by_a_key_in_use,
    "I3 bits as the register says": bits_as_the_register_says,
    "I4 each issue once in the log": each_issue_once_in_the_log,
    "I5 long work is whole": long_work_is_whole,
    "I6 every letter arrived": every_letter_arrived,
    "I6 everybody was sent a card": everybody_was_sent_a_card,
    "I7 given once": given_once,
    "I10 each signed once": each_signed_once,
}
PORTAL: dict[str, Check] = {
    "I5 nothing is owed": nothing_is_owed,
    "I6 duplicates only by crashes": duplicates_only_by_crashes,
    "I8 no row points to a neighbour": no_row_points_to_a_neighbour,
    "I9 logs hold nobody": lambda _run, examined: secrets_in_logs.found(examined),
}
NAIVE: dict[str, Check] = {
    "I1 one card for each approval": one_card_for_each_approval,
    "I6 everybody was sent a card": everybody_was_sent_a_card,
}
