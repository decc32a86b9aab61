"""Take in what the other side of an agreement across portals states: word for word, step by step, or not at all.

Who wrote a version decides whether it is agreed: its portal reads the other's signature, says so, and from then on
it holds on both. So a proposal that is taken back and one that is signed cannot cross.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from benefits import agreed
from benefits.across import paper_of, their_side
from benefits.errors import AgreementExistsError
from benefits.facts import (
    AgreementAccepted,
    AgreementChangeDeclined,
    AgreementChangeProposed,
    AgreementDeclined,
    AgreementEnded,
    AgreementPaused,
    AgreementProposed,
    AgreementResumed,
)
from benefits.models import Acceptance, Agreement, AgreementParty, AgreementVersion, Pause
from benefits.sides import OPEN, Sides, State, Written
from benefits.statements import Agreed, Signed, Statement, StatementError, Word
from tenants import outbox
from tenants.dates import today_in
from tenants.facts import Fact
from tenants.queries import hold_here

DAY = timedelta(days=1)


@transaction.atomic(durable=True)
def receive_proposal(said: Statement, text: str) -> Agreement:
    """Keep a proposal that was made to us, to be read and answered as any other.

    Raises StatementError where it is none for us or not open, AgreementExistsError where the two have one.
    """
    ours = hold_here()
    waiting = [each for each in said.signed if each.paper.proposed_by == said.issuer]
    if said.ended or said.agreed or not waiting:
        raise StatementError("not_open")
    signed = max(waiting, key=lambda each: each.paper.number)
    paper = signed.paper
    if [did for did, _name in paper.parties] != [said.issuer, ours.did]:
        raise StatementError("other_parties")
    if paper.ends_on < today_in(ours.time_zone):
        raise StatementError("not_open")
    taken = Agreement.objects.filter(agreed.not_alone(), state__in=OPEN, network=False)
    if taken.filter(parties__did=said.issuer).exists() or _is_known(paper.agreement):
        raise AgreementExistsError
    agreement = Agreement.objects.create(code=paper.agreement, across=True)
    (did, name), (_ours, called) = paper.parties
    theirs = AgreementParty.everyone.create(
        agreement=agreement,
        did=did,
        name=name,
        proposer=True,
        statement=text,
        sequence=said.sequence,
    )
    AgreementParty.everyone.create(agreement=agreement, did=ours.did, name=called, cooperative=ours)
    _keep(agreement, theirs, signed)
    outbox.record(AgreementProposed(str(agreement.code)))
    return agreement


@transaction.atomic(durable=True)
def hear(said: Statement, text: str) -> bool:
    """Follow what the other side says now. Returns whether there was anything new; raises StatementError."""
    held = Agreement.objects.select_for_update(of=("self",)).filter(code=said.agreement).first()
    sides = agreed.sides_of(said.agreement) if held and held.across else None
    if sides is None or their_side(sides).did != said.issuer:
        raise StatementError("other_parties")
    theirs = their_side(sides)
    if said.sequence < theirs.sequence:
        raise StatementError("older")
    if said.sequence == theirs.sequence and text != theirs.statement:
        raise StatementError("older")
    # What they said before may have to wait for what we do: it is held against what we have now.
    facts = list(_Hearing(sides, theirs, said).steps())
    AgreementParty.everyone.filter(pk=theirs.pk).update(
        statement=text, sequence=said.sequence, trouble="", asked_at=timezone.now()
    )
    for fact in facts:
        outbox.record(fact)
    return bool(facts) or said.sequence > theirs.sequence


@transaction.atomic(durable=True)
def note_trouble(code: UUID, why: str) -> None:
    """What could not be taken, for the agreement's page. Nothing else changes."""
    sides = agreed.sides_of(code)
    if sides is not None:
        # Who has answered nothing yet has nothing to read.
        unread = why == "nothing_there" and not their_side(sides).sequence
        _note(their_side(sides), "" if unread else why)


def _note(theirs: AgreementParty, why: str) -> None:
    AgreementParty.everyone.filter(pk=theirs.pk).update(trouble=why, asked_at=timezone.now())


class _Hearing:
    """One statement held against what we have, within a transaction."""

    def __init__(self, sides: Sides, theirs: AgreementParty, said: Statement) -> None:
        self._agreement, self._ours, self._theirs, self._said = (
            sides.agreement,
            sides.ours,
            theirs,
            said,
        )
        self._code = str(sides.agreement.code)
        self._sides = sides
        self._pause = next((each for each in sides.pauses if each.party_id == theirs.pk), None)

    def steps(self) -> Iterator[Fact]:
        agreed_by_them = {each.digest: each for each in self._said.agreed}
        for signed in sorted(self._said.signed, key=lambda each: each.paper.number):
            yield from self._signed(signed)
            # Before the next version, which would take the place of what waits.
            confirmed = agreed_by_them.get(signed.paper.digest)
            if confirmed is not None:
                yield from self._confirmed(confirmed)
        for word in self._said.declined:
            yield from self._declined(word)
        yield from self._rests()
        yield from self._ended()

    def _versions(self) -> list[AgreementVersion]:
        return list(AgreementVersion.objects.filter(agreement=self._agreement))

    def _known(self, digest: str) -> AgreementVersion | None:
        found = (v for v in self._versions() if paper_of(v, self._sides).digest == digest)
        return next(found, None)

    def _signed(self, signed: Signed) -> Iterator[Fact]:
        paper, versions = signed.paper, self._versions()
        version = next((each for each in versions if each.number == paper.number), None)
        if version is None or paper_of(version, self._sides) != paper:
            yield from self._unknown(signed, versions)
            return
        if version.acceptances.filter(party=self._theirs).exists():
            return
        if version.state != Written.PROPOSED or version.proposed_by != self._ours.did:
            return  # taken back or answered before we read their signature
        Acceptance.objects.create(
            version=version, party=self._theirs, by=signed.by[:200], accepted_at=signed.at
        )
        yield self._settle(version, agreed.effective_from(version))

    def _unknown(self, signed: Signed, versions: list[AgreementVersion]) -> Iterator[Fact]:
        """They wrote it. What we wrote from its number on, they had not read by then, so one of the two gives way."""
        paper = signed.paper
        later = [each for each in versions if each.number >= paper.number]
        fits = paper.proposed_by == self._theirs.did and all(map(self._is_unread, later))
        parties = tuple((party.did, party.name) for party in self._sides.parties)
        if not fits or paper.parties != parties or self._agreement.state not in OPEN:
            raise StatementError("other_terms")
        waiting = next((each for each in later if each.state == Written.PROPOSED), None)
        if waiting and (waiting.number > paper.number or self._ours.proposer):
            return  # ours stands; they give way as soon as they read it
        AgreementVersion.objects.filter(pk__in=[each.pk for each in later]).delete()
        AgreementVersion.objects.filter(agreement=self._agreement, state=Written.PROPOSED).update(
            state=Written.REPLACED, closed_at=timezone.now(), closed_by=signed.by[:200]
        )
        _keep(self._agreement, self._theirs, signed)
        yield AgreementChangeProposed(self._code, str(paper.number))

    def _is_unread(self, version: AgreementVersion) -> bool:
        """Ours, and nothing that they say shows that they know it. It may wait, or be taken back meanwhile."""
        ours = version.proposed_by == self._ours.did and version.state != Written.AGREED
        if not ours or version.acceptances.filter(party=self._theirs).exists():
            return False
        digest = paper_of(version, self._sides).digest
        return all(word.about != digest for word in self._said.declined)

    def _confirmed(self, confirmed: Agreed) -> Iterator[Fact]:
        """They wrote it, we signed it, and they have read that."""
        version = self._known(confirmed.digest)
        if version is None or version.proposed_by != self._theirs.did:
            return
        ours = version.acceptances.filter(party=self._ours).first()
        if ours is None or version.state != Written.PROPOSED:
            return
        # Days begin where each co-op is.
        first = agreed.effective_from(version, ours.accepted_at.astimezone(UTC).date() - DAY)
        last = agreed.effective_from(version, timezone.now().date() + DAY)
        if not first <= confirmed.effective_on <= last:
            raise StatementError("other_terms")
        yield self._settle(version, confirmed.effective_on)

    def _settle(self, version: AgreementVersion, effective_on: date) -> Fact:
        AgreementVersion.objects.filter(pk=version.pk).update(
            state=Written.AGREED, agreed_at=timezone.now(), effective_on=effective_on
        )
        Agreement.objects.filter(pk=self._agreement.pk).update(state=State.IN_FORCE)
        self._agreement.state = State.IN_FORCE
        return AgreementAccepted(self._code, str(version.number))

    def _declined(self, word: Word) -> Iterator[Fact]:
        version = self._known(word.about)
        unread = version is None or version.state == Written.REPLACED
        if unread and self._agreement.state == State.PROPOSED:
            # Closed there before they read what we answered: with them nothing is open any more.
            version = next((v for v in self._versions() if v.state == Written.PROPOSED), None)
        if version is None or version.state != Written.PROPOSED:
            return
        AgreementVersion.objects.filter(pk=version.pk).update(
            state=Written.DECLINED,
            closed_at=timezone.now(),
            closed_by=word.by[:200],
            close_reason=word.reason,
        )
        if self._agreement.state == State.IN_FORCE:
            yield AgreementChangeDeclined(self._code, str(version.number))
            return
        self._finish(State.DECLINED, word)
        yield AgreementDeclined(self._code)

    def _rests(self) -> Iterator[Fact]:
        said, held = self._said.paused, self._pause
        same = said and held and (said.reason, said.visits_too) == (held.reason, held.visits_too)
        if same or self._agreement.state != State.IN_FORCE:
            return
        if held is not None:
            Pause.objects.filter(pk=held.pk).update(ended_at=timezone.now())
            if said is None:
                yield AgreementResumed(self._code, str(held.pk))
        if said is not None:
            pause = Pause.objects.create(
                agreement=self._agreement,
                party=self._theirs,
                reason=said.reason,
                visits_too=said.visits_too,
                by=said.by[:200],
                began_at=said.at,
            )
            yield AgreementPaused(self._code, str(pause.pk))

    def _ended(self) -> Iterator[Fact]:
        if self._said.ended is None or self._agreement.state != State.IN_FORCE:
            return
        AgreementVersion.objects.filter(agreement=self._agreement, state=Written.PROPOSED).update(
            state=Written.DECLINED, closed_at=timezone.now()
        )
        self._finish(State.ENDED, self._said.ended)
        yield AgreementEnded(self._code)

    def _finish(self, state: Agreement.State, word: Word) -> None:
        Agreement.objects.filter(pk=self._agreement.pk).update(
            state=state,
            ended_at=min(max(word.at, self._agreement.created_at), timezone.now()),
            end_reason=word.reason,
            ended_by=word.by[:200],
        )
        self._agreement.state = state


def _keep(agreement: Agreement, theirs: AgreementParty, signed: Signed) -> None:
    """Their version, with their signature, as they state it. Raises StatementError."""
    paper = signed.paper
    paper.need_readable()
    version = AgreementVersion.objects.create(
        agreement=agreement,
        number=paper.number,
        terms=dict(paper.terms),
        starts_on=paper.starts_on,
        ends_on=paper.ends_on,
        notice_days=paper.notice_days,
        note=paper.note,
        proposed_by=paper.proposed_by,
        created_at=signed.at - timedelta.resolution,  # it was written before it was signed
    )
    Acceptance.objects.create(
        version=version, party=theirs, by=signed.by[:200], accepted_at=signed.at
    )


def _is_known(code: UUID) -> bool:
    """To anybody on this portal: a party's row says so without the agreement being ours."""
    return AgreementParty.everyone.filter(agreement__code=code).exists()
