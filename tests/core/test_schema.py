"""The bundled schemas as functions: what they say is what another validator says."""

from __future__ import annotations

from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.core import definition, schema
from credentials.core.canonical import structure
from tests.core.scene import green_valley, hillside
from tests.support.schemas import validator

HOME = green_valley()
KINDS = {
    "membership": (HOME.unsigned_card(), "membership.schema.json"),
    "accreditation": (HOME.accredits(hillside()), "accreditation.schema.json"),
}
VALUES = st.one_of(
    st.sampled_from(
        ["", "x", "vouched", "2026-11-25", "2026-11-25T09:30:00Z", "did:web:x", "did:web:x y", "GB", "ä" * 300]
    ),
    st.text(max_size=4).filter(lambda text: not text.endswith("\n")),
    st.integers(-2, 9999), st.booleans(), st.none(), st.sampled_from([[], {}, [True], ["a", "a"], 1.0]),
)  # fmt: skip


@st.composite
def changed(draw, document):
    made = deepcopy(document)
    for _ in range(draw(st.integers(0, 3))):
        places = structure.leaves(made)
        holder, name, _under = places[draw(st.integers(0, len(places) - 1))]
        if draw(st.booleans()):
            holder[name] = deepcopy(draw(VALUES))
        elif isinstance(holder, list):
            holder.append(deepcopy(draw(st.sampled_from(holder))))
        elif draw(st.booleans()):
            del holder[name]
        else:
            holder[draw(st.sampled_from(["id", "type", "name", "other"]))] = draw(VALUES)
    return made


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=150)
@given(st.data())
def test_a_schema_says_what_another_validator_says(kind, data):
    good, name = KINDS[kind]
    wanted = definition.json.loads(definition._read(definition.VERSION, name))
    document = data.draw(changed(good))

    said = validator(wanted).is_valid(document)

    assert schema.matches(document, wanted) is said


def test_a_condition_that_nobody_knows_is_refused_when_the_schema_is_read():
    for unknown in ({"multipleOf": 2}, {"items": {"format": "date"}}, {"additionalProperties": {}}):
        with pytest.raises(KeyError):
            schema.compiled(unknown)
