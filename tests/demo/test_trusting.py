"""The invented federation has decided on its co-ops, as far as each has come."""

from __future__ import annotations

from django.utils import timezone

from coopportal.demo import cast, trusting
from credentials import trust_lists
from credentials.models import Accreditation, Finding, Ruling, TrustListVersion
from tenants import scope
from tenants.models import Cooperative


def at_the_body():
    return scope.within(Cooperative.objects.get(slug=cast.COMMONLANDS).pk)


def test_each_case_has_come_as_far_as_it_is_meant_to(demo):
    here = set(Cooperative.objects.values_list("slug", flat=True))
    cases = [one for one in trusting.CASES if {one.slug, *one.vouchers} <= here]

    with at_the_body():
        found = dict(Accreditation.objects.values_list("applicant__slug", "state"))

    assert found == {one.slug: one.outcome for one in cases}
    assert len(found) > 1


def test_two_people_decided_each_and_somebody_wrote_down_what_was_seen(demo):
    with at_the_body():
        for row in Ruling.objects.all():
            assert row.settled_by_id not in {None, row.proposed_by_id}
        assert Finding.objects.filter(kind=Finding.Kind.REGISTER).exists()


def test_the_trust_list_lists_them(demo):
    with at_the_body():
        newest = TrustListVersion.objects.first()
        listed = Accreditation.objects.filter(state__in=Accreditation.LISTED).count()

    assert len(newest.entries) == listed
    assert len(trust_lists.listed_dids(timezone.now())) == listed


def test_every_state_is_somewhere_in_the_whole_cast():
    states = {one.outcome for one in trusting.CASES}
    assert states == {
        Accreditation.State.ASKED,
        Accreditation.State.APPEALED,
        Accreditation.State.IN_FORCE,
        Accreditation.State.SUSPENDED,
    }
    assurances = {one.assurance for one in trusting.CASES}
    assert assurances == set(Accreditation.Assurance.values)
    slugs = {one.slug for one in cast.HOUSES}
    for one in trusting.CASES:
        assert {one.slug, *one.vouchers} <= slugs
        assert one.assurance != Accreditation.Assurance.VOUCHED or one.vouching == 2


def test_a_vouch_is_missing_where_the_review_waits_for_it():
    waiting = [one for one in trusting.CASES if one.outcome == Accreditation.State.ASKED]

    assert [one.vouching for one in waiting] == [1]
