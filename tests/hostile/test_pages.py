"""What strangers, members and partners write is text wherever it is shown: pages, letters, sheets and prints.

Every text of two co-ops is a hostile one, in the database itself, and each page is read by real Chromium without the policy
that would hold scripts back: escaping alone has to do. `test_rounds.py` does it again with other texts in each place,
and in a window with the policy, where the portal's own scripts run.
"""

from __future__ import annotations

import html
import io

import pypdfium2
import pytest
from django.template import Context, Template
from django.utils.safestring import mark_safe

from tests.hostile import judge
from tests.hostile.payloads import MARK, marked, texts
from tests.hostile.stored import BROKE, Place
from tests.walls.ground import lent

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CONTROL = "<!doctype html><title>Control</title><p title='{{ text }}'>{{ text }}</p><p title=\"{{ text }}\"></p>"
# Texts that are no markup anywhere, only in templates, in scripts or to people's eyes.
HARMLESS_AS_HTML = 0.36
UPLOADED = 100  # bytes of what the world's applicant has sent, which is no print of ours
EACH = 3  # of the control; `test_rounds.py` has all of it


@pytest.fixture(scope="module")
def place(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), lent():
        yield Place()


@pytest.fixture
def _django_db_helper(place):
    """The shared place instead of a database that is emptied after each test."""


@pytest.fixture(scope="module")
def seen(place):
    """Everything that answered, by its kind."""
    found = {}
    for name, kind, text in (*place.pages(), *place.mails()):
        found.setdefault(kind, []).append((name, text))
    return found


@pytest.fixture(scope="module")
def court(browser):
    yield from judge.court(browser)


def test_no_text_of_anybody_becomes_more_than_text(place, seen, court):
    pages = seen["text/html"]
    mails = [name for name, _text in pages if name.startswith("mail ")]
    assert len(pages) > 140
    assert len(mails) > 15
    assert seen.get(BROKE, []) == []

    assert court.judge(pages) == {}

    shown = " ".join(html.unescape("\n".join(text for _name, text in pages)).split())
    whole = {n for n, text in place.poison.used.items() if " ".join(text.split()) in shown}
    kinds = {number % len(place.poison.texts) for number in whole}
    assert len(kinds) > len(place.poison.texts) * 2 / 3, (
        "too few stood anywhere as they were written"
    )
    assert len(place.poison.columns) > 100


def test_no_template_is_run(seen):
    """What would be an answer of a template to a hostile text."""
    for name, text in seen["text/html"]:
        assert f"49{MARK}" not in text, name
        assert "SECRET_KEY" not in text.replace("{{ settings.SECRET_KEY }}", ""), name


def test_sheets_and_prints_have_text_only(seen):
    sheets = seen["text/csv"]
    prints = [(name, text) for name, text in seen["application/pdf"] if len(text) > UPLOADED]
    assert any(MARK in text for _name, text in sheets)
    for name, text in prints:
        content = text.encode("latin-1")
        for act in (b"/JavaScript", b"/JS", b"/Launch", b"/OpenAction", b"/EmbeddedFile"):
            assert act not in content, name
    written = [_written(text) for _name, text in prints]
    assert any(MARK in text for text in written)


def _written(pdf):
    with pypdfium2.PdfDocument(io.BytesIO(pdf.encode("latin-1"))) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def test_the_judge_finds_each_of_them_where_a_page_lets_it(court):
    """The same texts, in a page that calls them safe: what is not found could not be found anywhere."""
    assert len(texts()) > 300
    control(court, texts()[::EACH])


def control(court, some):
    page = Template(CONTROL)

    def read(trust):
        return [
            (text, page.render(Context({"text": trust(marked(text, number))})))
            for number, text in enumerate(some)
        ]

    found = court.judge(read(mark_safe))

    assert len(found) > len(some) * (1 - HARMLESS_AS_HTML)
    assert any("a script ran" in faults for faults in found.values())
    assert any("evil.test" in fault for faults in found.values() for fault in faults)
    assert court.judge(read(str)) == {}
    return found
