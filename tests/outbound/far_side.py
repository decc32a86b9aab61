"""The other side of an agreement: Oak, on another portal, which states what it signs and answers."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID, uuid4

from django.test import Client
from django.utils import timezone

from benefits import agreed
from benefits.abroad import read_home
from benefits.services import agreements
from benefits.statements import Agreed, Paper, Signed, Statement, Word, sign_statement
from benefits.terms import Gives, Terms
from tenants import outbox
from tests.benefits.scene import Side, draft
from tests.outbound.abroad import Abroad

READ = "/c/elm/staff/agreements/abroad/read/"


@dataclass
class Far:
    """`says` is its statement; `publish` signs it and puts it where the other side looks."""

    coop: Abroad
    elm: Side
    code: UUID = field(default_factory=uuid4)
    sequence: int = 0

    @property
    def path(self) -> str:
        return f"/c/{self.coop.slug}/agreements/{self.code}.json"

    @property
    def address(self) -> str:
        return f"{self.coop.origin}{self.path}"

    def paper(self, **changed) -> Paper:
        """A visiting membership on either side, for a year, proposed by Oak."""
        today = timezone.localdate()
        stay = Gives.visiting({"consumer"}, changed.pop("days", 60))
        dids = (self.coop.did, self.elm.coop.did)
        paper = Paper(
            self.code,
            ((self.coop.did, self.coop.name), (self.elm.coop.did, self.elm.coop.name)),
            1,
            Terms(dict.fromkeys(dids, stay)).to_json(),
            today,
            today + timedelta(365),
            30,
            self.coop.did,
            "",
        )
        return replace(paper, **changed)

    def signed(self, *papers: Paper) -> tuple[Signed, ...]:
        return tuple(Signed(paper, "Olga of Oak", timezone.now()) for paper in papers)

    def publish(self, *papers: Paper, by: Abroad | None = None, **values) -> Statement:
        self.sequence = values.pop("sequence", self.sequence + 1)
        issuer = values.pop("issuer", self.coop.did)
        said = Statement(issuer, self.code, self.sequence, self.signed(*papers), **values)
        self.put(self.sign(said, by or self.coop))
        return said

    def sign(self, said: Statement, by: Abroad):
        return sign_statement(said, by.signer, address=self.address, now=timezone.now())

    def put(self, document) -> None:
        self.coop.put(self.path, document, "application/json")

    def confirms(self, *papers: Paper) -> tuple[Agreed, ...]:
        return tuple(Agreed(each.digest, each.starts_on) for each in papers)

    def word(self, reason: str = "Enough.", **values) -> Word:
        return Word("Olga of Oak", timezone.now(), reason, **values)

    def news(self) -> int:
        """What its portal does when it has said something new; then the workers run."""
        path = f"/c/{self.elm.coop.slug}/agreements/{self.code}.json"
        status = Client(enforce_csrf_checks=True).post(path).status_code
        outbox.drain()
        return status

    def heard(self):
        """Our own statement, as anybody with its address reads it."""
        answer = Client().get(f"/c/{self.elm.coop.slug}/agreements/{self.code}.json")
        return json.loads(answer.content) if answer.status_code == 200 else None

    def sides(self):
        with self.elm.within:
            return agreed.sides_of(self.code)

    def trouble(self) -> str:
        return self.sides().others[0].trouble


def read(far):
    """The link is opened, read and fetched; answers with the page of the agreement."""
    browser = far.elm.browser()
    sent = browser.post(READ, {"address": far.address})
    assert sent.status_code == 302, sent.content.decode()
    outbox.drain()
    return browser, sent["Location"]


def signed(far):
    """Oak has proposed and Elm has signed."""
    paper = far.paper()
    far.publish(paper)
    browser, page = read(far)
    browser.post(f"{page}accept/", {"version": "1"})
    outbox.drain()
    return browser, page, paper


def in_force(far):
    browser, page, paper = signed(far)
    far.publish(paper, agreed=far.confirms(paper))
    far.news()
    assert far.sides().state == "in_force"
    return browser, page, paper


def proposed(far):
    """Elm has proposed."""
    with far.elm.within:
        home = read_home(far.coop.did)
        wanted = draft(far.elm)
        made = agreements.propose_agreement(
            partners=[], abroad=home, draft=wanted, by=far.elm.staff
        )
    outbox.drain()
    far.code = made.code
    return made


def ours(far, number=1):
    """The version as we state it, to be signed by Oak."""
    found = [each["paper"] for each in far.heard()["signed"]]
    return next(Paper.from_json(each) for each in found if each["number"] == number)
