from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from tenants import scope
from tenants.errors import SlugTakenError
from tenants.models import Bylaws, Cooperative, Event, MembershipClass
from tenants.services.cooperatives import add_membership_class, open_cooperative
from tenants.services.texts import publish_bylaws

pytestmark = pytest.mark.django_db


def opened(slug="elm", **values):
    return open_cooperative(slug=slug, name="Elm Lane", number_prefix="EL", **values)


def test_a_co_op_opens_with_a_did_at_the_canonical_origin_and_a_fact():
    elm = opened(place="Ashford")

    assert elm.did == "did:web:localhost%3A8000:c:elm"
    assert elm.place == "Ashford"
    with scope.within(elm.pk):
        fact = Event.objects.get()
    assert (fact.name, fact.data) == ("CooperativeOpened", {"cooperative": str(elm.pk)})


def test_a_did_on_the_usual_port_carries_none(settings):
    settings.CANONICAL_ORIGIN = "https://portal.example.org"

    assert opened().did == "did:web:portal.example.org:c:elm"


def test_an_address_is_given_once():
    opened()

    with pytest.raises(SlugTakenError):
        opened()
    assert Cooperative.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"slug": "Elm Lane"}, {"slug": "-elm"}, {"colour": "green"}])
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(ValidationError):
        opened(**wrong)
    assert not Cooperative.objects.exists()


def test_classes_stand_in_the_order_they_were_added():
    with scope.within(opened().pk):
        for name in ("Consumer", "Worker"):
            add_membership_class(kind=MembershipClass.Kind.CONSUMER, name=name)
        with pytest.raises(ValidationError):
            add_membership_class(kind="nobody", name="Nobody")

        names = list(MembershipClass.objects.values_list("name", flat=True))
    assert names == ["Consumer", "Worker"]


def test_bylaws_get_a_new_version_and_keep_the_old_one():
    with scope.within(opened().pk):
        first = publish_bylaws("Our rules", "One member, one vote.")
        second = publish_bylaws("Our rules", "One member, one vote, one till.")

        assert [first.version, second.version] == [1, 2]
        assert Bylaws.objects.get(version=1).text == "One member, one vote."
