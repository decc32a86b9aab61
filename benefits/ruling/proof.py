"""What has to be shown or done first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from benefits.eligibility import Benefit, Evidence, Rule
from benefits.eligibility.proof import Approval, Approver, PhotoId, Prerequisite
from benefits.ruling.base import GroupForm, pick, tick, words

EVIDENCE: Final = (
    ("shown", _("A card that is shown, on paper or on a screen")),
    ("live", _("A code from the member's own page, good for a minute")),
    ("bound", _("An answer from their co-op, for this member")),
)


class ProofForm(GroupForm):
    title = _("What has to be shown")
    edits = (PhotoId, Approval, Prerequisite)

    evidence = pick(_("The least that has to be shown"), EVIDENCE, "shown")
    photo_id = tick(_("A photo ID with the name on the card"))
    approval = tick(_("Who gives it says yes to each member first"))
    at_desk = words(
        _("Needed once, and possible at the desk"), _("Such as: sign the waiver."), most=80
    )
    before = words(
        _("Needed once, and to be arranged before"), _("Such as: an induction."), most=80
    )

    def build(self) -> Iterator[Rule]:
        data = self.cleaned_data
        if data["photo_id"]:
            yield PhotoId()
        if data["approval"]:
            yield Approval(Approver.HOST)
        if data["at_desk"]:
            yield Prerequisite(data["at_desk"])
        if data["before"]:
            yield Prerequisite(data["before"], at_desk=False)

    def least(self) -> Evidence:
        """What stands on the benefit itself."""
        return Evidence[(self.cleaned_data["evidence"] or "shown").upper()]

    @classmethod
    def filled(cls, benefit: Benefit) -> dict[str, Any]:
        needed = benefit.rules_of(Prerequisite)
        return {
            "evidence": benefit.evidence.name.lower(),
            "photo_id": benefit.rule(PhotoId) is not None,
            "approval": benefit.rule(Approval) is not None,
            "at_desk": next((each.what for each in needed if each.at_desk), ""),
            "before": next((each.what for each in needed if not each.at_desk), ""),
        }
