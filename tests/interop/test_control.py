"""The strangers' check itself, on an issuer of their own: it accepts, and it is able to refuse."""

from __future__ import annotations

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from scripts.front import TlsFront
from tests.interop import node

pytestmark = pytest.mark.node


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def front(tmp_path_factory):
    node.ready()
    folder, certificates = tmp_path_factory.mktemp("public"), tmp_path_factory.mktemp("front")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with TlsFront(certificates, inner=server.server_port) as opened:
        node.run("issue.mjs", opened.origin, str(folder), authority=opened.authority)
        yield opened
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def said(front):
    names = ("good", "tampered", "revoked", "suspended")
    sources = [f"{front.origin}/c/stranger/{name}.json" for name in names]
    return dict(zip(names, node.verify(*sources, authority=front.authority), strict=True))


def test_a_good_credential_is_accepted_over_https(said, front):
    good = said["good"]

    assert good["accepted"], good
    assert [status["verified"] for status in good["statuses"]] == [True, True]
    assert {f"{front.origin}/c/stranger/{name}.json" for name in ("revocation", "suspension")} <= (
        set(good["fetched"])
    )
    assert any(source.startswith("did:web:localhost") for source in good["fetched"])


def test_a_tampered_copy_is_refused_for_its_signature(said):
    assert not said["tampered"]["accepted"]
    assert said["tampered"]["signature"] == [False]


@pytest.mark.parametrize(
    ("name", "purpose"), [("revoked", "revocation"), ("suspended", "suspension")]
)
def test_a_copy_whose_bit_is_set_is_refused_for_its_status(said, name, purpose):
    told = said[name]

    assert not told["accepted"]
    assert [status["purpose"] for status in told["statuses"] if status["status"]] == [purpose]


def test_the_lock_names_no_registry():
    lock = (node.HERE / "package-lock.json").read_text(encoding="utf-8")

    assert '"resolved"' not in lock
    assert '"integrity"' in lock
