"""What the documentation points at is there: files, headings, decisions, commands."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from scripts import figures
from tests.architecture.tree import ROOT
from tests.core.clauses import CLAUSES

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
RECORDS = sorted((ROOT / "docs" / "adr").glob("0*.md"))
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)|(?:src|srcset|href)=\"([^\"]+)\"")
NAMED = re.compile(
    r"`((?:docs|tests|scripts|tenants|credentials|benefits|coopportal|deploy|benchmarks|templates)/[\w./-]+)`"
)
PARTS = ("Status:", "## Context", "## Decision", "## Consequences")


def links_of(page: Path) -> list[str]:
    found = [one or other for one, other in LINK.findall(page.read_text(encoding="utf-8"))]
    return [link for link in found if "://" not in link and not link.startswith("mailto:")]


def anchors_of(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).strip().replace(" ", "-") for each in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_link_leads_somewhere(page):
    dead = []
    for link in links_of(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors_of(target)):
            dead.append(link)

    assert dead == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_file_that_is_named_is_there(page):
    """From the root, or from `tests/` where a page is about tests."""
    named = set(NAMED.findall(page.read_text(encoding="utf-8")))

    gone = {
        name for name in named if not ((ROOT / name).exists() or (ROOT / "tests" / name).exists())
    }
    assert gone == set()


def test_every_decision_is_in_the_index_and_the_other_way_round():
    listed = set(links_of(ROOT / "docs" / "adr" / "README.md"))

    assert len(RECORDS) > 1
    assert listed == {record.name for record in RECORDS}


def test_the_index_says_what_was_decided():
    index = (ROOT / "docs" / "adr" / "README.md").read_text(encoding="utf-8")
    titles = [record.read_text(encoding="utf-8").partition("\n")[0] for record in RECORDS[1:]]

    assert [title for title in titles if title.partition(". ")[2] not in index] == []


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_a_decision_has_its_parts_and_its_number(record):
    text = record.read_text(encoding="utf-8")

    assert [part for part in PARTS if part not in text] == []
    assert text.startswith(f"# {int(record.name[:4])}. ")


def test_a_dead_link_would_be_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# Here\n[a](gone.md) [b](#here) `docs/gone.md`", encoding="utf-8")

    assert links_of(page) == ["gone.md", "#here"]
    assert anchors_of(page) == {"here"}
    assert NAMED.findall(page.read_text(encoding="utf-8")) == ["docs/gone.md"]


def test_the_list_of_addresses_is_current():
    written = (ROOT / "docs" / "routes.md").read_text(encoding="utf-8")
    current = runpy.run_path(str(ROOT / "scripts" / "routes.py"))["page"]()

    assert written == current, "run `.venv/bin/python scripts/routes.py` and commit docs/routes.md"


def test_the_table_of_benefits_is_the_one_of_the_rules():
    written = (ROOT / "docs" / "benefits.md").read_text(encoding="utf-8")
    current = runpy.run_path(str(ROOT / "scripts" / "benefits_table.py"))["page"]()

    assert written == current, "run `.venv/bin/python scripts/benefits_table.py`"


def test_the_page_of_figures_is_made_from_what_programmes_told():
    assert figures.PAGE.read_text(encoding="utf-8") == figures.page(), (
        "run `.venv/bin/python scripts/figures.py`"
    )


def test_a_programme_tells_its_figures_on_one_line_and_keeps_them_when_asked(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(figures, "KEPT", tmp_path / "figures")
    monkeypatch.setattr(figures, "PAGE", tmp_path / "figures.md")

    monkeypatch.delenv("FIGURES", raising=False)
    figures.tell("walls", "make walls", probes=5321, leaks=0)
    assert not figures.KEPT.exists()

    monkeypatch.setenv("FIGURES", "write")
    figures.tell("walls", "make walls", probes=5322, seconds=1.23456)
    (figures.KEPT / "walls.md").write_text("## Walls: all\n\nSee [one](../adr/1.md).\n")

    assert capsys.readouterr().out == "probes=5321 leaks=0\nprobes=5322 seconds=1.235\n"
    assert (
        "| [walls](#walls-all) | `make walls` | `probes=5322` `seconds=1.235` |" in figures.page()
    )
    assert figures.page().endswith("\n## Walls: all\n\nSee [one](adr/1.md).\n")
    with pytest.raises(ValueError, match="one line"):
        figures.tell("walls", "make walls", words="two words")


def test_the_table_of_conformance_is_the_one_of_the_tests():
    written = (ROOT / "docs" / "conformance.md").read_text(encoding="utf-8")
    current = runpy.run_path(str(ROOT / "scripts" / "conformance.py"))["page"]()

    assert written == current, "run `.venv/bin/python scripts/conformance.py`"


def test_every_clause_has_a_module_a_test_and_no_other_is_named():
    marked = runpy.run_path(str(ROOT / "scripts" / "conformance.py"))["marked"]()
    modules = {module for _, module in CLAUSES.values()}

    assert marked.keys() == CLAUSES.keys()
    assert [each for each in modules if not (ROOT / "credentials" / "core" / each).exists()] == []
