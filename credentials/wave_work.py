"""One step of a wave: whose turn it is, their links, their logins, their letters; all in one transaction."""

from __future__ import annotations

from credentials import waves
from credentials.facts import WaveStepOwed
from credentials.models import Credential
from credentials.services import delivery, inviting
from tenants import outbox
from tenants.killpoints import reach
from tenants.outbox import on
from tenants.services import letters, people


@on(WaveStepOwed, name="credentials.waves.step", batch=1, lane=outbox.SOON)
def step(facts: list[WaveStepOwed]) -> None:
    """A worker may die at any moment: what is written and that it was written is one."""
    for fact in facts:
        wave, rows = inviting.take(fact.wave, int(fact.lap))
        if wave is None:
            continue
        held = {row.membership_id: row for row in rows}
        codes = Credential.objects.filter(membership__in=held, superseded_at=None, further=None)
        cards = delivery.offer_cards(
            [str(code) for code in codes.values_list("code", flat=True)], again=True
        )
        members = [card.membership.member for card in cards]
        people.enter_people((each.email, each.name, each.language) for each in members)
        written = [held[card.membership_id] for card in cards]
        letters.write_letters(
            waves.FIRST if wave.reminded_at is None else waves.AGAIN,
            [
                letters.Owed(member.email, card.code, str(row.code), member.language)
                for row, card, member in zip(written, cards, members, strict=True)
            ],
        )
        reach("waves.step:before-note")
        inviting.note_written(wave, written)
