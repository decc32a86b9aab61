"""`make drill`: a key is declared compromised in a real portal, and what follows is counted and timed.

Web server, worker, beat and a mail server run. A co-op with members, an accreditation and a visit elsewhere loses its
key, then the federation that accredited it. Nothing but the declaration is done by hand. Afterwards every key is
changed while sheets come in and files leave, and all of them are looked for wherever something was written.
"""

from __future__ import annotations

import argparse
import json
import shutil
import ssl
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from typing import Any

from scripts.figures import tell
from scripts.front import TlsFront
from tests.drill import searching
from tests.support.portal import Portal, running
from tests.support.setups import EMBEDDED, SERVERS
from tests.support.sink import free_port

MOST_SECONDS = 300.0
WAIT = 280.0
SUBJECT = "Your card was signed anew"
STRANGERS = 12  # documents that a library of somebody else's reads, of the old and of the new


class Drill:
    """One portal, and what was found wrong in it."""

    slugs = ("oak", "elm", "ash", "commons", "fir")

    def __init__(self, portal: Portal, front: TlsFront | None, members: int) -> None:
        self.portal, self.front, self.members = portal, front, members
        self.wrong: list[str] = []
        self.figures: dict[str, float | int | str] = {}
        self.secrets: set[str] = set()

    def hold(self, what: str, *, so: bool) -> None:
        if not so:
            self.wrong.append(what)
            print(f"WRONG: {what}", flush=True)

    def until(self, what: str, probe: Callable[[], object]) -> None:
        self.portal.processes.wait_for(what, probe, WAIT)

    def fetched(self, path: str) -> dict[str, Any]:
        body = self.answer(path)
        return dict(json.loads(body)) if body else {}

    def answer(self, path: str) -> bytes:
        """As a stranger gets it; nothing where it is not there."""
        if self.front:
            trusted = ssl.create_default_context(cafile=str(self.front.authority))
            line: HTTPConnection = HTTPSConnection("localhost", self.front.port, context=trusted)
        else:
            line = HTTPConnection("localhost", int(self.portal.origin.rpartition(":")[2]))
        line.request("GET", path)
        answer = line.getresponse()
        body = answer.read()
        line.close()
        return body if answer.status == 200 else b""

    def is_published(self, slug: str, kid: str) -> bool:
        return kid in json.dumps(self.fetched(f"/c/{slug}/did.json"))

    def accepted_here(self, documents: list[dict[str, Any]]) -> int:
        """How many the portal's own check takes, as it checks any card from anywhere."""
        return sum(self.portal.act("check", document=each)["ok"] for each in documents)

    def accepted_by_strangers(self, documents: list[dict[str, Any]]) -> int | None:
        if self.front is None:
            return None
        from tests.interop import node  # noqa: PLC0415 -- only where there is Node.js

        paths = []
        for number, document in enumerate(documents[:STRANGERS]):
            path = self.portal.processes.folder / f"stranger-{number}.json"
            path.write_text(json.dumps(document), encoding="utf-8")
            paths.append(str(path))
        said = node.verify(*paths, authority=self.front.authority)
        return sum(bool(each["accepted"]) for each in said)


def prepare(drill: Drill) -> list[dict[str, Any]]:
    """Two co-ops that agree, a federation that accredits one of them, its members, one of them on a visit."""
    act, members = drill.portal.act, drill.members
    for slug in drill.slugs:
        act(
            "open",
            slug=slug,
            name=slug.title(),
            prefix=slug[:3].upper(),
            steward=f"s@{slug}.example.org",
        )
    drill.until("keys", lambda: all(act("signed", slug=slug)["kid"] for slug in drill.slugs))
    for first in range(0, members, 25):
        act("enter", slug="oak", first=first, count=min(25, members - first))
    act("accredit", slug="oak", body="commons", vouchers=["elm", "ash"])
    act("agree", slug="oak", partner="elm")
    drill.until("all cards", lambda: act("signed", slug="oak")["by_it"] == members)
    drill.until("the word", lambda: drill.fetched("/c/oak/accreditation.json"))
    drill.until("the list", lambda: drill.fetched("/c/commons/trust-list.json"))
    drill.until("all mails", lambda: len(drill.portal.sink.kept) >= members)
    told = act("visit", slug="oak", host="elm", email="m0@oak.example.org")
    drill.hold(f"the visit began ({told})", so=told["outcome"] == "allow")
    drill.until("the visit", lambda: act("grants", host="elm", look=True) == ["active"])
    old = act("documents", slug="oak")
    drill.hold("old cards are good before", so=drill.accepted_here(old[:3]) == len(old[:3]))
    return old


def declare(drill: Drill, slug: str) -> tuple[str, float]:
    """The key that is lost, and when that was said."""
    kid = drill.portal.act("signed", slug=slug)["kid"]
    began = time.monotonic()
    print(drill.portal.processes.manage("compromise_key", slug, "--yes"), flush=True)
    return kid, began


def lose_the_coops(drill: Drill, old: list[dict[str, Any]]) -> None:
    act, members = drill.portal.act, drill.members
    kid, began = declare(drill, "oak")
    drill.until("the key is gone", lambda: not drill.is_published("oak", kid))
    drill.figures["key_gone_seconds"] = time.monotonic() - began
    drill.until("all cards again", lambda: act("signed", slug="oak")["by_it"] == members)
    drill.figures["cards_seconds"] = time.monotonic() - began
    drill.until("all mails again", lambda: len(_told(drill)) >= members)
    drill.figures["told_seconds"] = time.monotonic() - began
    now = act("signed", slug="oak")
    drill.figures |= {
        "cards": now["cards"],
        "signed_anew": now["by_it"],
        "holders_told": len(_told(drill)),
    }
    drill.hold("each holder is told once", so=len(_told(drill)) == members)
    drill.hold(f"the job left nothing out ({now['jobs']})", so=_is_whole(now["jobs"]))
    signers = act("published", slug="oak")
    strays = [url for url, signer in signers.items() if signer != now["kid"]]
    drill.figures["documents_signed_anew"] = len(signers) - len(strays)
    drill.hold(
        f"all that is published is signed by the new key ({strays})",
        so=bool(signers) and not strays,
    )
    new = act("documents", slug="oak")
    drill.figures |= {
        "old_accepted": drill.accepted_here(old),
        "new_accepted": drill.accepted_here(new),
    }
    drill.hold("no old card is accepted", so=drill.figures["old_accepted"] == 0)
    drill.hold("every new card is", so=drill.figures["new_accepted"] == members)
    _ask_strangers(drill, old, new)
    drill.hold("the visit goes on", so=act("grants", host="elm", look=True) == ["active"])
    drill.figures["grants_surviving"] = len(act("grants", host="elm", look=False))


def complain(drill: Drill) -> None:
    """Somebody joins while the key does not open: the worker has an error to write down, and gets over it."""
    act = drill.portal.act
    kept = act("spoil", slug="elm")["wrapped"]
    act("enter", slug="elm", first=0, count=1)
    broken = ("key_encryption_key", "KeyEncryptionKeyError")
    drill.until(
        "an error", lambda: any(each in drill.portal.processes.read("worker") for each in broken)
    )
    act("mend", slug="elm", wrapped=kept)
    drill.until("the card all the same", lambda: act("signed", slug="elm")["by_it"] >= 1)


def trade(drill: Drill) -> None:
    """Sheets come in, cards are printed, and meanwhile every key there is gets another, the portal's own included."""
    act = drill.portal.act
    jobs = [act("send_sheets", slug="oak")["job"]]
    drill.secrets |= set(act("secrets"))
    act("rewrap")
    drill.secrets |= set(act("secrets"))
    act("rewrap_cooperatives")
    for slug in ("elm", "ash", "fir"):
        drill.secrets |= set(act("secrets"))
        act("rotate", slug=slug)
    jobs.append(act("print_cards", slug="oak")["job"])
    drill.until("the office's work", lambda: all(act("is_done", slug="oak", job=j) for j in jobs))
    drill.secrets |= set(act("secrets"))


def _ask_strangers(drill: Drill, old: list[dict[str, Any]], new: list[dict[str, Any]]) -> None:
    before, after = drill.accepted_by_strangers(old), drill.accepted_by_strangers(new)
    if before is None or after is None:
        print("No Node.js: strangers' libraries were not asked.", flush=True)
        drill.figures["strangers_asked"] = 0
        return
    drill.figures |= {"strangers_asked": min(STRANGERS, len(new)), "strangers_took_old": before}
    drill.hold("strangers refuse old cards", so=before == 0)
    drill.hold("strangers take new ones", so=after == min(STRANGERS, len(new)))


def lose_the_federations(drill: Drill) -> None:
    """Its word on the co-op, the co-op's page of it, and its trust list."""
    act = drill.portal.act
    kid, began = declare(drill, "commons")
    drill.until("the federation's key is gone", lambda: not drill.is_published("commons", kid))

    def all_again() -> bool:
        now, signers = act("signed", slug="commons"), act("published", slug="commons").values()
        shown = json.dumps(drill.fetched("/c/oak/accreditation.json"))
        by_new = now["kid"] and set(signers) == {now["kid"]} and now["words_by_it"] == now["words"]
        return bool(by_new and kid not in shown and now["kid"] in shown)

    drill.until("words and lists again", all_again)
    drill.figures["federation_seconds"] = time.monotonic() - began
    drill.figures["words_signed_anew"] = act("signed", slug="commons")["words_by_it"]
    drill.hold("the visit still goes on", so=act("grants", host="elm", look=True) == ["active"])


def _told(drill: Drill) -> list[Any]:
    return [mail for mail in drill.portal.sink.kept if SUBJECT in str(mail["Subject"])]


def _is_whole(jobs: list[Any]) -> bool:
    return all(state == "done" and not counts.get("failed") for state, counts in jobs)


def held(setup: str, members: int) -> Drill:
    """The whole of it, in a portal of its own."""
    began = time.monotonic()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="drill-")))
        left = folder / "tmp"  # what is uploaded goes through here
        left.mkdir()
        settings: dict[str, Any] = {
            "GRANT_RECHECK_SECONDS": "1",
            "LOG_LEVEL": "DEBUG",
            "TMPDIR": str(left),
        }
        front = None
        if shutil.which("npm"):
            from tests.interop import node  # noqa: PLC0415 -- only where there is Node.js

            node.ready()
            inner = free_port()
            front = stack.enter_context(TlsFront(folder, inner=inner))
            settings |= {"origin": front.origin, "port": inner, "BEHIND_TLS_PROXY": "yes"}
        portal = stack.enter_context(running(folder, setup, **settings))
        redis = portal.processes.environment.get("REDIS_URL")
        listener = stack.enter_context(searching.Listener(redis)) if redis else None
        drill = Drill(portal, front, members)
        old = prepare(drill)
        drill.figures["prepared_seconds"] = time.monotonic() - began
        drill.secrets |= set(portal.act("secrets"))
        lose_the_coops(drill, old)
        lose_the_federations(drill)
        trade(drill)
        complain(drill)
        searching.search(drill, listener)
    slowest = max(float(drill.figures[name]) for name in ("told_seconds", "federation_seconds"))
    drill.hold(f"it took at most {MOST_SECONDS:.0f} s", so=slowest <= MOST_SECONDS)
    return drill


def main() -> int:
    parser = argparse.ArgumentParser(prog="make drill")
    parser.add_argument("--members", type=int, default=60)
    parser.add_argument("--servers", action="store_true", help="PostgreSQL with roles, and Redis")
    asked = parser.parse_args()
    setup = SERVERS if asked.servers else EMBEDDED
    drill = held(setup, asked.members)
    command = f"make drill MEMBERS={asked.members}{' SERVERS=yes' if asked.servers else ''}"
    tell("drill", command, setup=setup, **drill.figures, wrong=len(drill.wrong))
    return 1 if drill.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
