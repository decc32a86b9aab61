"""Who was forgotten is in nothing that the portal gives out or writes down: pages, sheets, zips, prints, files, cache, log.

What has to stay by law is the register's: number, kind, days, sums. tests/benefits/test_forgotten_members.py reads the tables.
"""

from __future__ import annotations

import io
import logging
import pickle
import zipfile

import pypdfium2
import pytest
from django.conf import settings
from django.core.cache import cache
from django.urls import NoReverseMatch, reverse

from credentials.models import SigningKey
from tenants import outbox, tasks
from tenants.facts import CooperativeOpened
from tenants.models import Member, Staff
from tests.benefits.test_forgotten_members import gone, long_ago
from tests.benefits.traces import CANARY, MAIL, PHONE, PLACE, lived, with_others
from tests.credentials.members import tell
from tests.tenants.office import office
from tests.walls.addresses import routes

pytestmark = pytest.mark.django_db(transaction=True)
OK = 200
SIGNS = [CANARY.lower(), MAIL, PHONE, PHONE.replace(" ", ""), PLACE.lower()]


@pytest.fixture
def oak():
    cache.clear()
    made = office()
    tell(made.coop, CooperativeOpened(str(made.coop.pk)))
    outbox.drain()
    with made.within:
        Staff.objects.filter(pk=made.steward.pk).update(roles=["owner"])
    return made


@pytest.fixture
def written():
    """Every line of every log, with what stands behind an error."""
    lines = io.StringIO()
    handler, root = logging.StreamHandler(lines), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield lines
    root.removeHandler(handler)
    root.setLevel(before)


def given_out(oak):
    """Every page and file of the team that needs no code of a row, by its address: all of it as text."""
    browser, found = oak.browser(), {}
    for route in routes():
        if not (route.of_a_cooperative and route.roles):
            continue
        try:
            address = reverse(route.name, kwargs={"cooperative": oak.coop.slug})
        except NoReverseMatch:
            continue
        answer = browser.get(address)
        if answer.status_code == OK:
            content = b"".join(answer) if answer.streaming else answer.content
            found[route.name] = _text(content).lower()
    return found


def _text(content):
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return "\n".join(_text(parts.read(name)) for name in parts.namelist())
    if content.startswith(b"%PDF"):
        with pypdfium2.PdfDocument(io.BytesIO(content)) as document:
            return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    return content.decode("utf-8", "replace")


def where(texts):
    return sorted(name for name, text in texts.items() if any(sign in text for sign in SIGNS))


def files():
    """Media, the cache where it is in files, whatever lies in the folder of data."""
    paths = [
        path for path in settings.DATA.rglob("*") if path.is_file() and path.stat().st_size < 10**7
    ]
    return {str(path): path.read_bytes().decode("utf-8", "replace").lower() for path in paths}


def in_cache():
    kept = getattr(cache, "_cache", {})
    rows = kept.items() if isinstance(kept, dict) else ()
    return {str(key): f"{key} {pickle.loads(value)}".lower() for key, value in rows}


def test_nothing_that_is_given_out_or_written_down_names_who_was_forgotten(oak, written):
    membership = lived(oak)
    with oak.within:
        with_others(oak, membership, Member.objects.get(pk=membership.member_id))
    before = given_out(oak)
    assert len(before) > 40
    assert {"tenants:members", "tenants:register"} <= set(where(before))
    written.seek(0)
    written.truncate()

    gone(oak, membership, long_ago(oak))
    for _ in range(2):
        tasks.daily()
        outbox.drain()

    after = given_out(oak)
    assert after.keys() == before.keys()
    assert where(after) == []
    assert where(in_cache()) == []
    assert where(files()) == []
    lines = written.getvalue().lower()
    assert [sign for sign in SIGNS if sign in lines] == []
    with oak.within:
        row = Member.objects.get(pk=membership.member_id)
        assert row.name == row.number, "the entry itself stays"
        secrets = [bytes(key.wrapped).hex() for key in SigningKey.objects.defer(None)]
    assert secrets
    assert [each for each in secrets if any(each in text for text in after.values())] == []
