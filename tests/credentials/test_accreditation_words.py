"""What is different between two versions of a trust list, in words; and the line that shows a domain."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials import accreditation_words
from credentials.models import Accreditation

NAMES = st.sampled_from(["oak", "elm", "ash", "yew"])
ENTRIES = st.dictionaries(
    NAMES,
    st.fixed_dictionaries(
        {
            "category": st.sampled_from(Accreditation.Category.values),
            "level": st.sampled_from(["primary", "secondary"]),
            "assurance": st.sampled_from(Accreditation.Assurance.values),
            "since": st.just("2026-01-01"),
            "until": st.dates().map(str),
            "standing": st.sampled_from(["inForce", "suspended"]),
        }
    ),
)


def listed(entries):
    return [
        {"did": f"did:web:{name}.example", "name": name, **each} for name, each in entries.items()
    ]


@given(old=ENTRIES, new=ENTRIES)
def test_each_difference_is_told_once_and_nothing_else(old, new):
    told = {each["name"]: each for each in accreditation_words.changes(listed(old), listed(new))}

    assert {name for name, each in told.items() if each["kind"] == "come"} == set(new) - set(old)
    assert {name for name, each in told.items() if each["kind"] == "gone"} == set(old) - set(new)
    changed = {name for name in set(old) & set(new) if old[name] != new[name]}
    assert {name for name, each in told.items() if each["kind"] == "changed"} == changed
    for name in changed:
        different = [key for key in old[name] if old[name][key] != new[name][key]]
        assert len(told[name]["lines"]) == len(different)


@given(entries=ENTRIES)
def test_a_list_does_not_differ_from_itself(entries):
    assert accreditation_words.changes(listed(entries), listed(entries)) == []


@pytest.mark.parametrize(
    ("how", "where"),
    [
        ("dns", "_coop-accreditation.oak.example.org"),
        ("file", "https://oak.example.org/.well-known/coop-accreditation.txt"),
    ],
)
def test_a_domain_is_shown_by_a_line_that_is_the_requests_own(how, where):
    one, other = (Accreditation(domain="oak.example.org", domain_proof=how) for _ in range(2))

    shown = accreditation_words.proof(one)

    assert shown["where"] == where
    assert shown["word"] != accreditation_words.proof(other)["word"]
    assert accreditation_words.proof(Accreditation()) is None
