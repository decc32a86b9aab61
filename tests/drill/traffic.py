"""What leaves a co-op or comes into it while its keys are in use: sheets, exports, one's own data, prints, every page."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from io import BytesIO, StringIO
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.http import HttpResponseBase
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from openpyxl import Workbook

from credentials import queries
from credentials.models import Credential, PrintRun
from credentials.services import printing
from tenants import scope, spreadsheets
from tenants.models import Import, Job, JobFile, Member, MembershipClass, Staff, User
from tenants.services import importing, seats
from tests.drill import acts
from tests.support.proven import stand_in

NOT_LOOKED_AT = ("logout", "dev-", "demo", "healthz", "readyz", "metrics")
HEADS = ["Member no.", "Name", "Email", "Town"]
OK = 200


def send_sheets(slug: str, cell: str = "") -> dict[str, str]:
    """A list as a spreadsheet and one as text are POSTed; the first is planned and run. Returns the job."""
    office, rows = _office(slug), [HEADS, *([f"N-{n}", f"New {n}", "", cell] for n in range(3))]
    book, kept = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(kept)
    text = "\n".join(",".join(row) for row in rows).encode()
    codes = []
    for name, content in (("new.xlsx", kept.getvalue()), ("again.csv", text)):
        file = SimpleUploadedFile(name, content)
        answer = office.post(_at("tenants:imports", slug), {"file": file})
        assert answer.status_code == 302, answer.status_code
        codes.append(answer.headers["Location"].split("/")[-3])
    with acts.within(slug):
        row = Import.objects.get(code=codes[0])
        kind = MembershipClass.objects.filter(visiting=False)[0]
        importing.make_plan(
            row, columns=row.columns, classes={}, fallback=str(kind.code), month_first=False
        )
    answer = office.post(_at("tenants:import-run", slug, code=row.code))
    assert answer.status_code == 302, answer.status_code
    with acts.within(slug):
        return {"job": str(Import.objects.get(pk=row.pk).job.code)}


def print_cards(slug: str) -> dict[str, str]:
    with acts.within(slug):
        cards = Credential.objects.filter(superseded_at=None, checked_at__isnull=False)
        run = printing.begin(
            queries.chosen(
                queries.Choice(held=tuple(cards.values_list("membership_id", flat=True)))
            ),
            key=uuid4(),
            paper=printing.Paper(PrintRun.Shape.LETTER, PrintRun.Sides.FRONT, further=True),
            by=Staff.objects.order_by("pk")[0],
        )
        return {"job": str(run.job.code)}


def is_done(slug: str, job: str) -> bool:
    with acts.within(slug):
        return Job.objects.get(code=job).state == Job.State.DONE


def rewrap() -> dict[str, str]:
    """The portal's own key is another, and then each co-op's."""
    call_command("rotate_kek", stdout=StringIO())
    return {}


def rewrap_cooperatives() -> dict[str, str]:
    call_command("rotate_kek", cooperatives=True, stdout=StringIO())
    return {}


def taken(slug: str) -> dict[str, list[str]]:
    """What anybody gets to see or takes along, by its kind: exports, one's own data, files of jobs, sheets, pages."""
    office = _office(slug)
    found: dict[str, list[bytes]] = {"exports": [], "my data": [], "jobs": [], "pages": []}
    for form in spreadsheets.FORMS:
        found["exports"].append(_got(office, _at("tenants:members-export", slug, form=form)))
    found["sheets"] = [_got(office, address) for address in _of_imports(slug)]
    found["jobs"] += [_got(office, address) for address in _of_jobs(slug)]
    for name in sorted(_plain_names()):
        for address in _plain(name, slug):
            answer = office.get(address)
            is_page = answer.headers.get("Content-Type", "").startswith("text/html")
            found["pages" if is_page else "exports"].append(_whole(answer))
    found["my data"].append(_whole(_member(slug).post(reverse("credentials:privacy-download"))))
    return {
        kind: [base64.b64encode(each).decode() for each in contents]
        for kind, contents in found.items()
    }


def _of_imports(slug: str) -> Iterator[str]:
    with acts.within(slug):
        codes = list(Import.objects.values_list("code", flat=True))
    for code in codes:
        for name in ("import", "import-columns", "import-errors"):
            yield _at(f"tenants:{name}", slug, code=code)


def _of_jobs(slug: str) -> Iterator[str]:
    with acts.within(slug):
        codes = list(Job.objects.values_list("code", flat=True))
        files = set(JobFile.objects.values_list("job__code", flat=True))
    for code in codes:
        yield _at("tenants:job", slug, code=code)
        yield _at("tenants:job-results", slug, code=code)
        if code in files:
            yield _at("tenants:job-file", slug, code=code)


def _plain_names() -> Iterator[str]:
    """Of every address that names no row."""
    spaces = {
        f"{each}:": resolver for each, (_at, resolver) in get_resolver().namespace_dict.items()
    }
    for space, resolver in {"": get_resolver(), **spaces}.items():
        for name in resolver.reverse_dict:
            if isinstance(name, str) and not name.startswith(NOT_LOOKED_AT):
                yield f"{space}{name}"


def _plain(name: str, slug: str) -> Iterator[str]:
    for arguments in ({"cooperative": slug}, {}):
        try:
            yield reverse(name, kwargs=arguments)
        except NoReverseMatch:
            continue
        return


def _got(client: Client, address: str) -> bytes:
    return _whole(client.get(address))


def _whole(answer: HttpResponseBase) -> bytes:
    """With its heads, as it crosses the wire; a file is sent after the request."""
    heads = json.dumps(dict(answer.items())).encode()
    with scope.nowhere():
        body = b"".join(answer) if answer.streaming else answer.content
    return (
        body if answer.headers.get("Content-Type", "").startswith("application/") else heads + body
    )


def _office(slug: str) -> Client:
    """Somebody who may everything there."""
    with acts.within(slug):
        steward = Staff.objects.order_by("pk")[0]
        Staff.objects.filter(pk=steward.pk).update(roles=list(Staff.Role.values))
        return _signed_in(steward.user)


def with_a_login(slug: str) -> Member:
    """Who came on paper has one once the member has found the membership; it is the same address."""
    member = Member.objects.exclude(email="").order_by("pk")[0]
    if member.user is None:
        member.user = User.objects.get(email=f"m0@{slug}.example.org")
        member.save(update_fields=["user"])
        seats.seat_members([member])
    return member


def _member(slug: str) -> Client:
    with acts.within(slug):
        return _signed_in(with_a_login(slug).user)


def _signed_in(user: Any) -> Client:
    stand_in()
    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    client.force_login(user)
    return client


def _at(name: str, slug: str, **arguments: object) -> str:
    return reverse(name, kwargs={"cooperative": slug, **arguments})


VERBS = {
    "send_sheets": send_sheets,
    "print_cards": print_cards,
    "is_done": is_done,
    "rewrap": rewrap,
    "rewrap_cooperatives": rewrap_cooperatives,
    "taken": taken,
}
