"""Every model belongs to one co-op, or stands here with its reason; every owned one keeps its wall."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models
from django.db.models import ForeignKey, UniqueConstraint

from benefits.models import Agreement
from credentials.models import Accreditation, Vouch
from tenants import scope
from tenants.errors import ForeignRowError, OutsideCooperativeError
from tenants.owned import CooperativeOwned, OwnedManager
from tests import build
from tests.architecture.tree import PACKAGES

NOT_OWNED = {
    "tenants.User": "a person may belong to many co-ops; what a co-op knows of them is its own row",
    "tenants.Cooperative": "the co-op itself",
    "tenants.Installation": "the portal itself: its sender, its first operator",
    "tenants.Interest": "whoever would like to take part: there is no co-op yet; read by the network's list",
    "tenants.InterestLink": "leads from the link in a letter to an interest; keyed digests only",
    "tenants.InterestNote": "the conversation about an interest, deleted with it",
    "tenants.InterestLetter": "a mail about an interest: its kind and state, deleted with it",
    "tenants.Proposal": "a change proposed to the definition, published to everybody",
    "tenants.Comment": "what anybody says of the definition; it is no co-op's, and published once it was read",
    "tenants.CommentLetter": "a mail about a comment: its kind and state, deleted with it",
    "tenants.SecretTry": "who types a code belongs to no co-op, or to many; keyed digests and numbers only",
    "tenants.ConsultationCount": "the numbers that comments and proposals were given",
    "tenants.OutboxEntry": "one worker serves every co-op; ids only, never personal data",
    "tenants.Seat": "finds the co-ops of a person who signs in; holds keyed digests only",
    "tenants.Locator": "finds the co-op behind a public address; holds keyed digests only",
    "credentials.KeyEncryptionKey": "the names of the portal's own keys; no co-op's, and no key",
    "credentials.DeniedKey": "public keys that nobody may sign with; looked for whoever asks",
    "credentials.PublishedDocument": "published to the whole world",
    "credentials.Accreditation": "belongs to who asks and who decides; its manager shows it to them only",
    "credentials.Vouch": "a third co-op's word on it; its manager shows it to the three",
    "credentials.Reliance": "which neighbour to hint; a digest of a card, no member",
    "benefits.Agreement": "belongs to its parties; its manager shows it to them only",
    "benefits.AgreementParty": "a side of an agreement, read through it",
    "benefits.AgreementVersion": "the terms of an agreement, read through it",
    "benefits.PairException": "what differs between two co-ops of a network, read through it",
    "benefits.Pause": "a party lets an agreement rest, read through it",
    "benefits.Acceptance": "a signature under an agreement, read through it",
}
OURS = [model for model in apps.get_models() if model._meta.app_label in PACKAGES]
OWNED = [model for model in OURS if issubclass(model, CooperativeOwned)]
LABELS = [model._meta.label for model in OWNED]

READS = {
    "all": lambda rows: list(rows.all()),
    "first": lambda rows: rows.first(),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "values": lambda rows: list(rows.values_list("pk")),
    "aggregate": lambda rows: rows.aggregate(models.Count("pk")),
    "raw filter": lambda rows: list(rows.filter(pk=1)),
    "in bulk": lambda rows: rows.in_bulk(),
    "iterate": lambda rows: list(rows.iterator()),
}
WRITES = {
    "create": lambda model: model.objects.create(),
    "save": lambda model: model().save(),
    "bulk create": lambda model: model.objects.bulk_create([model()]),
    "update": lambda model: model.objects.update(cooperative=None),
    "delete": lambda model: model.objects.all().delete(),
    "get or create": lambda model: model.objects.get_or_create(pk=1),
}


def test_every_model_is_owned_or_stands_here_with_its_reason():
    free = {model._meta.label for model in OURS if not issubclass(model, CooperativeOwned)}

    assert OWNED, "no owned model was found: this test would prove nothing"
    assert free == set(NOT_OWNED)


@pytest.mark.parametrize("model", OWNED, ids=LABELS)
def test_an_owned_model_reads_through_the_one_gate(model):
    assert isinstance(model._default_manager, OwnedManager)
    assert isinstance(model._base_manager, OwnedManager)
    assert all(isinstance(manager, OwnedManager) for manager in model._meta.managers)


@pytest.mark.parametrize("model", OWNED, ids=LABELS)
def test_an_owned_model_offers_the_pair_that_composite_keys_point_at(model):
    pairs = [
        constraint.fields
        for constraint in model._meta.constraints
        if isinstance(constraint, UniqueConstraint) and constraint.condition is None
    ]

    assert ("cooperative", "id") in pairs


@pytest.mark.parametrize("read", READS.values(), ids=READS)
@pytest.mark.parametrize("model", OWNED, ids=LABELS)
@pytest.mark.django_db
def test_reading_owned_rows_outside_a_cooperative_is_an_error(model, read):
    with pytest.raises(OutsideCooperativeError):
        read(model.objects)


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
@pytest.mark.parametrize("model", OWNED, ids=LABELS)
@pytest.mark.django_db
def test_writing_owned_rows_outside_a_cooperative_is_an_error(model, write):
    with pytest.raises(OutsideCooperativeError):
        write(model)


@pytest.mark.parametrize("model", OWNED, ids=LABELS)
@pytest.mark.django_db
def test_an_owned_row_of_a_neighbour_is_neither_saved_nor_deleted(model):
    oak, elm = build.cooperative("oak"), build.cooperative("elm")
    row = model(pk=1, cooperative=oak)

    with scope.within(elm.pk):
        for act in (row.save, row.delete, lambda: model.objects.bulk_create([row])):
            with pytest.raises(ForeignRowError):
                act()


@pytest.mark.parametrize("model", OWNED, ids=LABELS)
@pytest.mark.django_db
def test_an_owned_row_never_points_at_a_neighbours_row(model):
    oak, elm = build.cooperative("oak"), build.cooperative("elm")
    pointers = [
        field
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey)
        and isinstance(field.related_model, type)
        and issubclass(field.related_model, CooperativeOwned)
    ]
    for field in pointers:
        neighbour = field.related_model(pk=1, cooperative=oak)

        with scope.within(elm.pk), pytest.raises(ForeignRowError):
            model(**{field.name: neighbour}).save()


@pytest.mark.django_db
def test_an_agreement_is_seen_by_its_parties_only():
    with pytest.raises(OutsideCooperativeError):
        Agreement.objects.exists()


@pytest.mark.parametrize("model", [Accreditation, Vouch])
@pytest.mark.django_db
def test_an_accreditation_is_seen_by_its_parties_only(model):
    with pytest.raises(OutsideCooperativeError):
        model.objects.exists()
