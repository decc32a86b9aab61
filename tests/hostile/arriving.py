"""Hostile words that come by the ways on which words of strangers come: served over TLS, signed, checked, kept, shown.

Nothing is put into the database here: what a page shows of these texts came through the portal's own checks.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from django.core import mail
from django.core.cache import cache, caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from benefits.eligibility import Benefit
from benefits.eligibility.what import Discount
from benefits.terms import Gives, Terms
from tenants import outbox
from tenants.models import Staff
from tests.benefits import desks
from tests.benefits.scene import Side, side
from tests.hostile.strangers import Words, abroad, badge, card, trust_list
from tests.outbound.abroad import recognised, shown
from tests.outbound.answerer import CODE, Answerer
from tests.outbound.far_side import READ, Far
from tests.outbound.server import NAME, Server
from tests.outbound.test_visitors import brought_back, signed_in

OK, BROKEN = 200, 500
MOST = 200  # pages of one way around
BRING = "/c/elm/staff/accreditation/elsewhere/"
LINK = re.compile(r'href="(/[^"#?]*)"')
OUT = re.compile(r"logout|/static/|\.(?:css|js|png|svg|webmanifest|ico|woff2)$")
# Of what strangers say these are shown to somebody; the rest is read and left, and must not be found either.
SHOWN: Final = {
    *(
        "co-op",
        "class_name",
        "person",
        "benefit",
        "note",
        "reason",
        "signed by",
        "body",
        "looked up",
    ),
}


class Arriving:
    """Elm here, where the words arrive, and the pages on which they may be seen."""

    def __init__(self, server: Server, start: int = 0) -> None:
        self._forget()
        self.server, self.words = server, Words(start)
        self.elm = everything_allowed(side("elm", "Elm Books"))
        self.office, self.device = self.elm.browser(), desks.paired(self.elm)
        self.pages: list[tuple[str, str]] = []

    @staticmethod
    def _forget() -> None:
        cache.clear()
        caches["outbound"].clear()

    def look(self, name: str, answer: Any) -> str:
        """Nothing breaks over them; a page is kept to be judged."""
        assert answer.status_code < BROKEN, name
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            return ""
        self.pages.append((name, answer.content.decode()))
        return self.pages[-1][1]

    def verify(self, times: int) -> None:
        """Cards, badges and trust lists as files, in the hands of somebody without a login."""
        for number in range(times):
            self._forget()
            home = abroad(self.words, self.server, "oak")
            found = [card(self.words, home) for _each in range(3)]
            found += [badge(self.words, home), trust_list(self.words, home)]
            found.append(found[0] | {"name": self.words.text("changed")})
            for document in found:
                file = SimpleUploadedFile("card.json", json.dumps(document).encode())
                self.look(f"verify {number}", Client().post("/verify/", {"file": file}))

    def hold_out(self, times: int) -> None:
        """By its code, which its home is asked about, and as a file."""
        for number in range(times):
            self._forget()
            home = abroad(self.words, self.server, "hazel", Answerer)
            if not number:
                recognised(home, self.elm)
            for text in (f"https://{NAME}/v/{CODE}#123", json.dumps(card(self.words, home))):
                self.look(f"desk {number}", desks.hold_out(self.device, text))

    def be_vouched_for(self) -> None:
        """A body elsewhere says something of Elm, which brings it and shows it."""
        self._forget()
        body = abroad(self.words, self.server, "guild")
        body.name = self.words.text("body")
        said = {each: self.words.text("of us") for each in ("legal_name", "trading_name")}
        word = body.accredits(self.elm.coop, **said)
        self.look("brought", self.office.post(BRING, {"text": json.dumps(word)}, follow=True))
        outbox.drain()

    def visit(self) -> None:
        """A body elsewhere stands for the home; its member shares a name, becomes a visiting member, and looks around."""
        self._forget()
        home = abroad(self.words, self.server, "oak")
        body = abroad(self.words, self.server, "federation")
        body.pages |= home.pages
        home.pages = body.pages
        said = {each: self.words.text("of the home") for each in ("legal_name", "trading_name")}
        shown(home, self.server, body.accredits(home, **said))
        find = "/c/elm/staff/agreements/abroad/"
        home.name = self.words.plain("looked up")
        shown(home, self.server, body.accredits(home, **said))
        self.look("found", self.office.post(find, {"address": home.did}, follow=True))
        recognised(home, self.elm)
        visitor = Client()
        held = card(self.words, home)
        name = self.words.plain("person")
        finish = brought_back(visitor, home, name=name, card=held)["Location"]
        self.look("finish", visitor.get(finish))
        visitor.post(finish)
        signed_in(visitor, mail.outbox)
        self.look("finish", visitor.get(finish))
        self.look("visit", visitor.post(finish, follow=True))
        outbox.drain()
        self.crawl(visitor, "/me/", "/me/privacy/")

    def agree(self, slug: str) -> None:
        """Offered, read, signed, in force, asked to be changed, and ended: each word of theirs hostile."""
        self._forget()
        home = abroad(self.words, self.server, slug, Answerer)
        far = Far(home, self.elm)
        off = Benefit("off", self.words.plain("benefit"), Discount(percent_off=10))
        gives = Gives((*Gives.visiting({"consumer"}, 60).benefits, off))
        terms = Terms({home.did: gives, self.elm.coop.did: gives}).to_json()
        paper = far.paper(terms=terms, note=self.words.plain("note"))
        by = self.words.plain("signed by")
        signed = far.signed
        far.signed = lambda *papers: tuple(replace(each, by=by) for each in signed(*papers))  # type: ignore[method-assign]  # -- who signs there is hostile too
        far.publish(paper)
        sent = self.office.post(READ, {"address": far.address})
        assert sent.status_code == 302, sent.content.decode()
        outbox.drain()
        page = sent["Location"]
        self.look("offer", self.office.get(page))
        self.office.post(f"{page}accept/", {"version": "1"})
        outbox.drain()
        confirmed = far.confirms(paper)
        far.publish(paper, agreed=confirmed)
        far.news()
        assert far.sides().state == "in_force"
        self.look("given", desks.hold_out(self.device, f"https://{NAME}/v/{CODE}#123"))
        far.publish(
            paper, replace(paper, number=2, note=self.words.plain("note")), agreed=confirmed
        )
        far.news()
        self.look("asked for a change", self.office.get(page))
        self.look("signed", self.office.get(f"{page}signed/"))
        word = replace(far.word(self.words.plain("reason")), by=by)
        far.publish(paper, agreed=confirmed, ended=word)
        far.news()
        self.look("ended", self.office.get(page))

    def look_around(self) -> None:
        """The office by its own links, the log among it, the public pages, and what was mailed."""
        self.crawl(self.office, "/c/elm/staff/", "/c/elm/staff/audit/")
        self.crawl(Client(), "/c/elm/", "/c/elm/visit/")
        for number, each in enumerate(mail.outbox):
            for content, kind in getattr(each, "alternatives", ()):
                if kind == "text/html":
                    self.pages.append((f"mail {number}", str(content)))

    def crawl(self, client: Client, *starts: str) -> None:
        waiting, known = list(starts), set(starts)
        while waiting and len(known) < MOST:
            address = waiting.pop(0)
            answer = client.get(address)
            if answer.status_code != OK or answer.streaming:
                answer.close()
                continue
            found = LINK.findall(self.look(f"at {address}", answer))
            fresh = [each for each in dict.fromkeys(found) if not OUT.search(each)]
            waiting += [each for each in fresh if each not in known]
            known.update(fresh)

    def arrived(self) -> dict[str, list[str]]:
        """Of each kind the texts that stood anywhere as they were written."""
        seen = _alike(html.unescape("\n".join(text for _name, text in self.pages)))
        there = {
            what: [each for each in texts if _alike(each) in seen]
            for what, texts in self.words.said.items()
        }
        return {what: texts for what, texts in there.items() if texts}

    def believed(self) -> Iterator[tuple[str, str]]:
        """The control: the same pages, if they had taken these texts for markup."""
        texts = [each for found in self.arrived().values() for each in found]
        for name, page in self.pages:
            trusting = page
            for text in texts:
                trusting = trusting.replace(html.escape(text), text)
            if trusting != page:
                yield name, trusting


def _alike(text: str) -> str:
    return " ".join(text.replace("\u00ad", "").split())


def everything_allowed(here: Side) -> Side:
    with here.within:
        here.staff.roles = list(Staff.Role.values)
        here.staff.save(update_fields=["roles"])
    return here
