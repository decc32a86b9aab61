"""What Elm asks of its own, and what a member answered."""

from __future__ import annotations

from uuid import UUID

from tenants.models import FieldAnswer, FieldFile, FormField, Member
from tests.walls.page import ASKED


def questioned(member: Member) -> tuple[UUID, UUID]:
    """A question of Elm's own, and a paper that a member handed in for another one."""
    asked = FormField.objects.create(kind="text", label="Which street?")
    FieldAnswer.objects.create(field=asked, member=member, value=ASKED, said="Which street?")
    paper = FormField.objects.create(kind="file", label="A paper", asked="staff")
    answer = FieldAnswer.objects.create(field=paper, member=member, said="A paper")
    FieldFile.objects.create(answer=answer, media_type="application/pdf", content=b"%PDF-")
    return asked.code, answer.code
