"""What the core costs beyond raw Ed25519: `python -m benchmarks.core [documents]`.

No portal and no database: documents in memory, of several shapes, by many issuers, each signed and verified once,
so that nothing can be remembered but shapes. The measure is a ratio of CPU time within one run - raw operations of
OpenSSL over ours, a document each - so that it means the same on another machine. 1 would be: nothing but the
signature. Rounds take turns over documents of their own; the middle ratio counts. Whatever a timed round signs is
verified, and a part of it is signed again by PyLD and by Node.js: the signatures must be the same.

Where libsodium (PyNaCl) or gmpy2 is installed (`pip install '.[quick]'`), the same is measured again with them, against
the same limit.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from importlib.util import find_spec
from statistics import median
from time import process_time
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks import peers
from benchmarks.cards import CARDS, ISSUERS, SHARES, Wanted, built, check, claims_of, wanted
from benchmarks.report import Row, keep, keep_rows
from credentials.card import qr
from credentials.core import quicker
from credentials.core.canonical import shapes
from credentials.core.canonical.kept import Kept
from credentials.core.data_integrity.proof import add_proof, verify_proof
from credentials.core.status import MINIMUM, encode
from credentials.core.types import Document
from tests.core.scene import NOW

HOW_MANY: Final = 2400
ROUNDS: Final = 6
SAMPLE: Final = 16
"""So many of a round go the ways that are hundreds of times slower."""

RDFC, JCS = "eddsa-rdfc-2022", "eddsa-jcs-2022"
WARM: Final = 96


class Round:
    """One turn of everything. `seconds` is CPU time a document, by act and shape."""

    def __init__(self, listed: dict[str, list[Wanted]]) -> None:
        self.seconds: dict[tuple[str, str], float] = {}
        self.rows = {
            shape: [(each, claims_of(each, ISSUERS)) for each in found]
            for shape, found in listed.items()
        }
        self.unsigned = {
            shape: [(each, built(each, claims, ISSUERS)) for each, claims in rows]
            for shape, rows in self.rows.items()
        }

    def run(self) -> None:
        self._raw([each for rows in self.rows.values() for each, _claims in rows])
        for shape, rows in self.rows.items():
            for suite in (RDFC, JCS):
                self._suite(shape, suite)
            bulk = self._time("bulk, from rows", shape, rows, lambda row: _from_row(*row))
            for card in bulk:
                _verify(card)
        self._others()

    def _suite(self, shape: str, suite: str) -> None:
        documents = self.unsigned[shape]
        issued = self._time(f"issue {suite}", shape, documents, lambda p: _issue(*p, suite))
        texts = [json.dumps(card) for card in issued]
        self._time(f"verify {suite}", shape, map(json.loads, texts), _verify)
        if shape in CARDS:
            self._time(f"check a card, {suite}", shape, map(json.loads, texts), check)

    def _raw(self, each: list[Wanted]) -> None:
        signer = Ed25519PrivateKey.from_private_bytes(ISSUERS.coops[0].seed)
        key = signer.public_key()
        messages = [f"{one.number:064d}".encode() for one in each]
        signatures = self._time("raw signing", "", messages, signer.sign)
        pairs = zip(signatures, messages, strict=True)
        self._time("raw verifying", "", pairs, lambda pair: key.verify(*pair))

    def _others(self) -> None:
        """What people write, and what a shape costs when it is met for the first time."""
        parts = sum(SHARES.values())
        few = [
            p for s, found in self.unsigned.items() for p in found[: SAMPLE * SHARES[s] // parts]
        ]
        by_pyld = self._time("issue by PyLD", "", few, lambda pair: _issue_by_pyld(*pair))
        if by_pyld != [_issue(*pair, RDFC) for pair in few]:
            raise SystemExit("PyLD signs something else.")
        self._time("verify by PyLD", "", by_pyld, _verify_by_pyld)
        documents = [document for _each, document in few]
        self._time("one canonical form by PyLD", "", documents, peers.normalize)
        self._time("the general way", "", documents, shapes.canonicalize_generally)
        self._time("an unknown shape", "", documents, _at_first_sight)
        self._time("its first two times", "", documents, lambda d: _at_first_sight(d, d))

    def _time(
        self, act: str, shape: str, items: Iterable[Any], do: Callable[[Any], Any]
    ) -> list[Any]:
        listed = list(items)
        gc.collect()
        begun = process_time()
        made = [do(item) for item in listed]
        self.seconds[act, shape] = (process_time() - begun) / len(listed)
        return made


def _issue(each: Wanted, document: Document, suite: str) -> Document:
    signer = ISSUERS.signers[each.issuer]
    return add_proof(document, signer, created=each.created, cryptosuite=suite)


def _from_row(each: Wanted, claims: Any) -> Document:
    """As a batch does it: build, check against the schema, sign, all at one moment."""
    return add_proof(built(each, claims, ISSUERS), ISSUERS.signers[each.issuer], created=NOW)


def _verify(card: Document) -> None:
    verify_proof(card, resolve=ISSUERS.resolve, now=NOW)


def _issue_by_pyld(each: Wanted, document: Document) -> Document:
    return peers.sign_by_pyld(document, ISSUERS.signers[each.issuer], each.created)


def _verify_by_pyld(card: Document) -> None:
    unsigned = {name: item for name, item in card.items() if name != "proof"}
    options = {name: item for name, item in card["proof"].items() if name != "proofValue"}
    signer = next(
        s for s in ISSUERS.signers if s.verification_method == options["verificationMethod"]
    )
    signer.public_key.verify(signer.sign(b""), peers.hash_by_pyld(unsigned, options))


def _at_first_sight(*documents: Document) -> None:
    known, shapes.KEPT = shapes.KEPT, Kept()
    for document in documents:
        shapes.canonicalize(document)
    shapes.KEPT = known


def _by_node(rounds: list[Round]) -> dict[str, float]:
    """Seconds a document; empty where there is no Node.js."""
    pairs = [pair for found in rounds[0].unsigned.values() for pair in found[: SAMPLE * 2]]
    documents, ours = [], []
    for each, document in pairs:
        signed = _issue(each, document, RDFC)
        coop, signer = ISSUERS.coops[each.issuer], ISSUERS.signers[each.issuer]
        ours.append(signed["proof"]["proofValue"])
        documents.append({
            "unsigned": document,
            "method": signer.verification_method,
            "controller": coop.did,
            "publicKeyMultibase": signer.public_key.to_multikey(),
            "secretKeyMultibase": peers.secret_multikey(coop.seed),
            "created": signed["proof"]["created"],
        })  # fmt: skip
    told = peers.node(documents, ISSUERS.documents)
    if told is None:
        return {}
    if told["proofs"] != ours[-len(told["proofs"]) :]:
        raise SystemExit("Node.js signs something else.")
    return {"issue": told["issuing"], "verify": told["verifying"]}


def rows_of(rounds: list[Round], by_node: dict[str, float]) -> list[Row]:
    """One row an act, over all shapes as they are mixed, and one for each shape."""
    rows = []
    for act in dict.fromkeys(act for act, shape in rounds[0].seconds if shape):
        found = [shape for shape in SHARES if (act, shape) in rounds[0].seconds]
        whole = sum(SHARES[shape] for shape in found)
        times = {shape: [one.seconds[act, shape] for one in rounds] for shape in found}
        mixed = [
            sum(SHARES[shape] * times[shape][turn] for shape in found) / whole
            for turn in range(len(rounds))
        ]
        peer = by_node.get(act.removesuffix(f" {RDFC}"))
        raw = "raw verifying" if act.startswith(("verify", "check")) else "raw signing"
        limits = [one.seconds[raw, ""] for one in rounds]
        rows.append(_row(act, mixed, limits, peer))
        rows += [_row(f"{act}, {shape}", took, limits) for shape, took in times.items()]
    return rows


def _row(name: str, took: list[float], limits: list[float], peer: float | None = None) -> Row:
    ratios = [limit / ours for limit, ours in zip(limits, took, strict=True)]
    ours, ratio = 1 / median(took), median(ratios)
    return Row(
        name,
        ours_per_s=ours,
        limit_per_s=ours / ratio,
        peer=peers.NODE if peer else "",
        peer_per_s=1 / peer if peer else None,
        spread=(max(ratios) - min(ratios)) / 2,
    )


def _beside(rounds: list[Round]) -> dict[str, float]:
    """What is no ratio to a signature."""

    def middle(act: str) -> float:
        return median(one.seconds[act, ""] for one in rounds)

    lists = min(_timed(lambda: encode(range(0, MINIMUM, 100), MINIMUM)) for _ in range(5))
    return {
        "raw signing, µs": 1e6 * middle("raw signing"),
        "raw verifying, µs": 1e6 * middle("raw verifying"),
        "issue by PyLD, µs": 1e6 * middle("issue by PyLD"),
        "verify by PyLD, µs": 1e6 * middle("verify by PyLD"),
        "one canonical form by PyLD, µs": 1e6 * middle("one canonical form by PyLD"),
        "one canonical form the general way, µs": 1e6 * middle("the general way"),
        "an unknown shape at first sight, µs": 1e6 * middle("an unknown shape"),
        "the same a second time, µs": 1e6
        * (middle("its first two times") - middle("an unknown shape")),
        "first sight ÷ PyLD": middle("an unknown shape") / middle("one canonical form by PyLD"),
        "first two times ÷ twice PyLD": middle("its first two times")
        / (2 * middle("one canonical form by PyLD")),
        "status list of 131,072, µs": 1e6 * lists,
        **_pictures(),
    }


def _pictures() -> dict[str, float]:
    """A QR code of an address with 200 letters as SVG, and how long segno takes for it where it is installed."""
    text = f"https://portal.example/v/K7Q2M9XD#{'x' * 166}"

    def ours() -> None:
        qr.modules.cache_clear()
        qr.svg(text)

    took = min(_timed(ours) for _ in range(9))
    figures = {"QR code as SVG, µs": 1e6 * took}
    if find_spec("segno"):
        segno = import_module("segno")
        theirs = min(
            _timed(lambda: segno.make(text, error="m", boost_error=False).svg_inline())
            for _ in range(9)
        )
        figures["QR code ÷ segno"] = took / theirs
    return figures


def _timed(act: Callable[[], object]) -> float:
    begun = process_time()
    act()
    return process_time() - begun


def main() -> None:
    each = (int(sys.argv[1]) if len(sys.argv) > 1 else HOW_MANY) // ROUNDS
    found = {"SODIUM": quicker.SODIUM, "GMPY2": quicker.GMPY2}
    _use(dict.fromkeys(found))
    Round(wanted(0, WARM)).run()  # every shape is met, every key is loaded
    rounds = [Round(wanted(WARM + turn * each, each)) for turn in range(ROUNDS)]
    again = [Round(wanted(WARM + turn * each, each)) for turn in range(ROUNDS)]
    for one, other in zip(rounds, again, strict=True):
        one.run()
        if any(found.values()):
            _use(found)
            other.run()
            _use(dict.fromkeys(found))
    keep_rows("core", rows_of(rounds, _by_node(rounds)))
    keep("core beside", _beside(rounds))
    if any(found.values()):
        keep_rows("core with libsodium and gmpy2", rows_of(again, {}))


def _use(libraries: dict[str, Any]) -> None:
    for name, library in libraries.items():
        setattr(quicker, name, library)


if __name__ == "__main__":
    main()
