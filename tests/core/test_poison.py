"""Graphs made to take for ever: given up after a number of steps, the same for everybody, and others not."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, NamedNode, Quad

from credentials.core.canonical import jsonld, rdfc
from credentials.core.canonical.counted import MOST_STEPS, Canonicalizer
from credentials.core.errors import CanonicalError

P, Q, R = (NamedNode(f"urn:{letter}") for letter in "pqr")


def node(number):
    return BlankNode(f"n{number}")


def clique(size, *, first=0, word=P):
    places = range(first, first + size)
    return [Quad(node(i), word, node(j)) for i, j in product(places, places) if i != j]


def cycle(size, *, first=0, word=P):
    return [Quad(node(first + i), word, node(first + (i + 1) % size)) for i in range(size)]


def across(one, other, *, word=P):
    """Each of the first with each of the second, which are numbered from 100."""
    return [Quad(node(i), word, node(100 + j)) for i in range(one) for j in range(other)]


# None of these could be stopped once the engine had begun; the sixth has 36 quads and twelve nodes.
POISON = {
    "seven": clique(7),
    "eight": clique(8),
    "ten": clique(10),
    "forty": clique(40),
    "two of six, linked": clique(6) + clique(6, first=100, word=Q) + across(6, 6, word=R),
    "six with six": across(6, 6),
    "six with six, among themselves": across(6, 6) + clique(6) + clique(6, first=100),
    "six in six graphs": [
        Quad(node(i), P, node(j), node(100 + k))
        for i, j, k in product(range(6), range(6), range(6))
        if i != j
    ],
    "a long circle": cycle(1000),
    "a longer circle": cycle(rdfc.MAX_QUADS),
    "many circles": [quad for n in range(40) for quad in cycle(50, first=50 * n)],
    "too many quads": [Quad(NamedNode(f"urn:{n}"), P, P) for n in range(rdfc.MAX_QUADS + 1)],
}


@pytest.mark.clause("RDFC dataset-poisoning")
@pytest.mark.parametrize("name", POISON)
def test_a_poisoned_graph_is_given_up(name):
    for _ in range(2):
        with pytest.raises(CanonicalError) as refused:
            rdfc.canonicalize_quads(POISON[name])
        assert refused.value.code == "too_complex"


def test_the_caller_goes_on_after_a_poisoned_graph():
    good = cycle(3) + across(2, 3, word=Q)
    before = rdfc.canonicalize_quads(good)

    with pytest.raises(CanonicalError):
        rdfc.canonicalize_quads(POISON["six with six"])

    assert rdfc.canonicalize_quads(good) == before


def test_a_step_less_is_too_few():
    graph = clique(4)
    counted = Canonicalizer(graph)
    counted.serialize()
    used = MOST_STEPS - counted._left

    assert Canonicalizer(graph, most_steps=used).serialize()
    with pytest.raises(CanonicalError):
        Canonicalizer(graph, most_steps=used - 1).serialize()


def test_many_that_look_alike_and_hang_on_nothing_cost_little():
    """As in a list of things that say the same: no look-alike is told from another by its neighbours."""
    graph = [Quad(NamedNode("urn:card"), P, node(n)) for n in range(900)]
    counted = Canonicalizer(graph)

    assert len(counted.serialize().splitlines()) == 900
    assert counted._left == MOST_STEPS


NODES = some.sampled_from([node(n) for n in range(5)]) | some.sampled_from([P, Q])
# Graphs that blank nodes name are left to the published vectors: RDFC-1.0 does not tell apart which of two such graphs a
# pair of blank nodes stands in which way round, so that the order of input decides. JSON-LD cannot write that.
GRAPHS = some.sampled_from([P, Q])
QUADS = some.builds(Quad, NODES, some.sampled_from([P, Q]), NODES) | some.builds(
    Quad, NODES, some.just(P), NODES, GRAPHS
)


@pytest.mark.clause("RDFC canon-algorithm")
@given(quads=some.lists(QUADS, max_size=9))
@settings(max_examples=200)
def test_counted_steps_lead_where_the_engine_does(quads):
    reference = Dataset(quads)
    reference.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    expected = b"".join(sorted(f"{quad} .\n".encode() for quad in reference))

    assert Canonicalizer(quads).serialize() == expected
    assert rdfc.canonicalize_quads(quads) == expected


@pytest.mark.clause("RDFC canon-algorithm")
@given(quads=some.lists(QUADS, max_size=9), names=some.permutations(range(6)))
def test_neither_names_nor_order_change_the_canonical_form(quads, names):
    def renamed(term):
        is_blank = isinstance(term, BlankNode)
        return BlankNode(f"m{names[int(term.value[1:])]}") if is_blank else term

    other = [
        Quad(renamed(q.subject), q.predicate, renamed(q.object), renamed(q.graph_name))
        for q in reversed(quads)
    ]

    assert Canonicalizer(other).serialize() == Canonicalizer(quads).serialize()


NS = "https://club.example/ns#"
TERMS = {f"t{number}": f"{NS}t{number}" for number in range(280)}
SCOPED = {
    "a scope for each object of a type": (
        [{"a": NS + "a", "T": {"@id": NS + "T", "@context": TERMS}}],
        {"a": [{"type": "T"}] * 450},
    ),
    "scopes of many contexts": (
        [{f"T{n}": {"@id": f"{NS}T{n}", "@context": TERMS}} for n in range(12)] + [{"a": NS + "a"}],
        {"a": [{"type": [f"T{n}" for n in range(12)]}] * 60},
    ),
    "a scope for each value": (
        [{"a": {"@id": NS + "a", "@context": TERMS}}],
        {"a": [{"t0": f"{n}"} for n in range(400)]},
    ),
}


def of_somebody(context, subject):
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2", *context],
        "type": ["VerifiableCredential"],
        "issuer": "did:web:a.example",
        "credentialSubject": subject,
    }


@pytest.mark.clause("RDFC dataset-poisoning")
@pytest.mark.parametrize("name", SCOPED)
def test_contexts_that_would_be_read_for_ever_are_refused(name):
    with pytest.raises(CanonicalError) as refused:
        jsonld.check_document(of_somebody(*SCOPED[name]))
    assert refused.value.code == "too_complex"


def test_a_context_with_a_hundred_words_may_stand_over_a_hundred_objects():
    few = dict(list(TERMS.items())[:100])
    document = of_somebody([{"a": NS + "a", **few}], {"a": [{"t0": f"{n}"} for n in range(100)]})

    assert jsonld.check_document(document)
