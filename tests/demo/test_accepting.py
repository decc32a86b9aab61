"""Two invented co-ops have a rule on whose cards they accept; one lets the federation sign, one a program."""

from __future__ import annotations

from coopportal.demo import accepting, cast, certificates, trusting
from credentials.acceptance import Policy
from credentials.models import AcceptancePolicy, Accreditation, IssuingProgram, ProgramCredential
from tenants import scope
from tenants.models import Cooperative


def test_two_co_ops_have_written_a_rule(demo):
    body = Cooperative.objects.get(slug=cast.COMMONLANDS)
    found = {}
    for slug in (cast.GREEN_VALLEY, cast.HILLSIDE, cast.OAK_STREET):
        with scope.within(Cooperative.objects.get(slug=slug).pk):
            row = AcceptancePolicy.objects.first()
            found[slug] = Policy.from_json(row.rule) if row else None

    assert body.did in found[cast.GREEN_VALLEY].bodies
    assert found[cast.HILLSIDE].partners_confirmed
    assert found[cast.OAK_STREET] is None


def test_the_federation_may_sign_for_the_one_it_signs_for():
    [case] = [one for one in trusting.CASES if one.slug == accepting.SIGNED_FOR]

    assert case.body_may_issue
    assert case.outcome == Accreditation.State.IN_FORCE


def test_one_program_has_issued_certificates(demo):
    with scope.within(Cooperative.objects.get(slug=cast.GREEN_VALLEY).pk):
        names = [program.name for program in IssuingProgram.objects.all()]
        states = list(ProgramCredential.objects.order_by("pk").values_list("state", flat=True))

    assert names == [certificates.NAME]
    assert states == ["good", "good", "revoked"]


def test_certificates_are_issued_once(demo):
    certificates.issue({cast.GREEN_VALLEY})
    with scope.within(Cooperative.objects.get(slug=cast.GREEN_VALLEY).pk):
        assert ProgramCredential.objects.count() == len(certificates.PEOPLE)
