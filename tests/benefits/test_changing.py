"""Other terms: asked for through the same pages, told sentence by sentence, signed anew by all."""

from __future__ import annotations

import pytest

from benefits import queries
from benefits.eligibility.often import Budget, Quota
from benefits.eligibility.proof import PhotoId
from benefits.eligibility.what import Discount
from benefits.models import AgreementVersion
from benefits.services import agreements
from benefits.terms import Gives, Terms
from tests.benefits import scene
from tests.benefits.terms_of_all import benefit

pytestmark = pytest.mark.django_db(transaction=True)


def change(side, made, **pages):
    """Go through the pages as they are filled in, changing some answers; returns the last page."""
    here = side.browser()
    page = f"/c/{side.coop.slug}/staff/agreements/{made.code}/"
    first = here.get(f"{page}change/")
    assert first.status_code == 302
    for step, changed in pages.items():
        key = f"agreement:{side.coop.pk}:{made.code}"
        before = here.session[key][step]
        answer = here.post(f"{page}change/{step}/", {**before, **changed})
        assert answer.status_code == 302, answer.content.decode()
    return here, page


def test_other_terms_are_shown_sentence_by_sentence_and_need_both_signatures():
    oak, elm = scene.side("oak", "Oak Street"), scene.side("elm", "Elm Lane")
    made = scene.agreed(oak, elm)

    here, page = change(elm, made, gifts={"give_days": "30"}, term={"note": "We are full."})
    check = here.get(f"{page}change/check/").content.decode()
    sent = here.post(f"{page}change/check/", follow=True).content.decode()

    assert "What you change" in check
    assert "visiting members of Elm Lane for 90 days" in check
    assert "visiting members of Elm Lane for 30 days" in check
    assert "You have signed. Oak Street has not answered yet." in sent
    late = here.post(f"{page}change/check/", follow=True).content.decode()
    assert "This was sent already, from another window." in late
    assert "You have signed. Oak Street has not answered yet." in late
    there = oak.browser()
    shown = there.get(f"/c/oak/staff/agreements/{made.code}/").content.decode()
    assert "What Elm Lane asks to change" in shown
    assert "We are full." in shown
    assert "at the earliest 30 days after everybody has signed" in shown
    there.post(f"/c/oak/staff/agreements/{made.code}/accept/", {"version": "2"})
    agreed = there.get(f"/c/oak/staff/agreements/{made.code}/").content.decode()
    assert "Agreed: what changes on" in agreed


def test_a_change_that_changes_nothing_is_not_sent():
    oak, elm = scene.side("oak"), scene.side("elm")
    made = scene.agreed(oak, elm)

    here, page = change(elm, made)
    check = here.get(f"{page}change/check/").content.decode()
    here.post(f"{page}change/check/")

    assert "Nothing differs from what stands." in check
    assert AgreementVersion.objects.count() == 1


def test_who_answers_what_has_changed_meanwhile_is_told():
    oak, elm = scene.side("oak"), scene.side("elm")
    made = scene.proposal(oak, elm)
    here, page = change(elm, made, term={"notice_days": "3"})
    with oak.within:
        agreements.suggest_change(
            made, number=1, draft=scene.draft(oak, elm, notice_days=5), by=oak.staff
        )

    here.post(f"{page}change/check/", headers={"referer": f"http://testserver{page}"})

    assert AgreementVersion.objects.count() == 2


def test_what_the_pages_cannot_say_stays_as_it_was():
    oak, elm = scene.side("oak"), scene.side("elm")
    own = benefit(PhotoId(), Quota(1, "day"), id="discount", parameters=Discount(10))
    strange = benefit(Budget(9, "month"), id="shelf", parameters=Discount(20))
    made = scene.agreed(oak, elm, terms=Terms({oak.coop.did: Gives((own, strange))}))

    here, page = change(oak, made, gifts={"give_percent": "12"}, who={"our_classes": ["consumer"]})
    here.post(f"{page}change/check/")

    with oak.within:
        seen = queries.sides_of(made.code)
        discount, kept = Terms.from_json(seen.open.terms).given_by(oak.coop.did).benefits
    assert discount.percent == 12
    assert discount.rule(PhotoId) is not None
    assert discount.rule(Quota).most == 1
    assert kept == strange
