"""Daily work on applications: conditions and kept words, notes, somebody who looks after one, and at
Hillside an approval that waits for its second person."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from coopportal.demo import cast
from coopportal.demo.staffing import seat
from tenants import scope
from tenants.models import (
    Application,
    Condition,
    Cooperative,
    MembershipClass,
    ReasonTemplate,
    Staff,
)
from tenants.services import admission_rules, decisions, thread

WORDS: Final = (
    (
        "ask",
        "en",
        "Where do you live?",
        "Which street do you live in? We need it for the register.",
    ),
    (
        "decline",
        "en",
        "Out of our area",
        "We deliver in Millbrook only, and you live further away.",
    ),
    (
        "decline",
        "de",
        "Außerhalb unseres Gebiets",
        "Wir liefern nur in Millbrook, und Sie wohnen weiter weg.",
    ),
)
NOTE: Final = (
    "Came to the open evening on Tuesday with two children. Would like the Saturday shift."
)


def work(slugs: Collection[str]) -> None:
    for slug, act in ((cast.GREEN_VALLEY, _at_green_valley), (cast.HILLSIDE, _at_hillside)):
        if slug in slugs:
            with scope.within(Cooperative.objects.get(slug=slug).pk):
                act(seat(Staff.Role.MEMBERSHIP))


def _at_green_valley(bo: Staff) -> None:
    """Idempotent, as all of the building: what is there already is left alone."""
    have = set(ReasonTemplate.objects.values_list("title", flat=True))
    for purpose, language, title, text in WORDS:
        if title not in have:
            admission_rules.save_template(
                None, purpose=purpose, language=language, title=title, text=text, by=bo
            )
    if not Condition.objects.exists():
        worker = MembershipClass.objects.filter(kind=MembershipClass.Kind.WORKER).first()
        admission_rules.add_condition(
            label="Came to an open evening",
            kind=Condition.Kind.INTRODUCED,
            membership_class=worker,
            by=bo,
        )
    kofi = Application.objects.filter(email="kofi.asante@example.org").first()
    if kofi is not None and kofi.is_open and not kofi.notes.exists():
        thread.add_note(kofi, text=NOTE, by=bo)
        thread.write_to_applicant(
            kofi,
            text="Lovely, we know the farm. You will hear from us this week.",
            asks=False,
            by=bo,
        )
        decisions.assign(kofi, to=bo, by=bo)


def _at_hillside(owner: Staff) -> None:
    if not Cooperative.objects.get(slug=cast.HILLSIDE).two_to_approve:
        admission_rules.set_rules(by=owner, two_to_approve=True)
    row = Application.objects.filter(email="idris.beck@example.org").first()
    if row is not None and row.is_open and row.proposed_by_id is None:
        decisions.admit(row, by=owner)
