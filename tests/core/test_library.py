"""The core without Django: what its page says, the command line, and what its functions say of themselves."""

from __future__ import annotations

import ast
import io
import json
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from credentials.core import command
from credentials.core.data_integrity.proof import append_proof
from tests.architecture.tree import ROOT, name_of, python_files, syntax_of
from tests.core.scene import NOW, POSITION, World, green_valley, hillside

ALONE = """
import sys
for name in ("django", "celery", "rest_framework", "allauth"):
    sys.modules[name] = None
def watch(event, arguments):
    if event in {"socket.connect", "socket.getaddrinfo", "sqlite3.connect"}:
        raise RuntimeError(event)
sys.addaudithook(watch)
sys.path.insert(0, sys.argv.pop(1))
"""
SOURCE = re.compile(r"https?://|RFC \d+|§")

WITHOUT_FETCHING = """
import sys
from credentials.core.at_hand import without_fetching
without_fetching()
print(*(name in sys.modules for name in ("pyld", "http.client", "ssl", "asyncio", "lxml")))
import asyncio, urllib.request
print(asyncio.run.__name__, urllib.request.urlopen.__name__)
"""


def alone(code, *arguments):
    """Run with neither Django nor a network to import."""
    return subprocess.run(
        [sys.executable, "-c", ALONE + code, str(ROOT), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd="/",
    )


def test_the_example_of_the_page_runs_without_django():
    page = (ROOT / "docs" / "core.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)

    done = alone(example)

    assert done.stderr == ""
    assert done.stdout.splitlines()[-1].startswith("Genuine, from did:key:z6Mk")
    assert done.returncode == 0


@pytest.fixture
def files(tmp_path):
    """A card and what would be asked for, as files."""
    coop = green_valley()
    world = World(coop)
    documents = {
        "card": coop.card(),
        "did": world.documents[coop.did],
        **{purpose: world.lists[coop.url(purpose)] for purpose in ("revocation", "suspension")},
    }
    for name, document in documents.items():
        (tmp_path / name).write_text(json.dumps(document), encoding="utf-8")
    return [str(tmp_path / name) for name in documents]


AT = ("--at", "2026-11-25T09:30:00Z")


def test_the_command_runs_without_django(files):
    done = alone(
        "import runpy; runpy.run_module('credentials.core', run_name='__main__')", *files, *AT
    )

    assert done.stderr == ""
    assert (
        done.stdout.splitlines()[-1] == f"Genuine and in good standing, from {green_valley().did}"
    )
    assert done.returncode == 0


def test_what_would_fetch_is_left_out_and_the_rest_of_the_process_has_its_own():
    told = subprocess.run(
        [sys.executable, "-c", WITHOUT_FETCHING],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert told.split() == ["True", "False", "False", "False", "False", "run", "urlopen"]


def test_a_card_with_nothing_beside_it_is_not_checked(files, capsys):
    assert command.main([files[0], *AT, "--card"]) == 1

    told = capsys.readouterr().out.splitlines()
    assert "  ?  issuer       A document that is needed is not at hand." in told
    assert told[-1] == "Not everything passed."


def test_an_ended_card_is_told_by_name(files, capsys):
    coop = green_valley()
    coop.ended = {POSITION}
    Path(files[2]).write_text(json.dumps(coop.status_list("revocation")), encoding="utf-8")

    assert command.main([*files, *AT]) == 1
    assert " NO  revocation   The issuer has ended it." in capsys.readouterr().out


def test_several_proofs_are_told_one_by_one(files, capsys):
    card = append_proof(green_valley().card(), hillside().signer, created=NOW)
    Path(files[0]).write_text(json.dumps(card), encoding="utf-8")

    assert command.main([*files, *AT]) == 1

    told = capsys.readouterr().out
    assert "yes  proof 1/2    This signature (eddsa-rdfc-2022) holds." in told
    assert "  ?  proof 2/2    A document that is needed is not at hand." in told


def test_a_presentation_is_told_with_what_is_in_it(files, capsys):
    coop = green_valley()
    answer = coop.answer(coop.card(), "somebody")
    Path(files[0]).write_text(json.dumps(answer), encoding="utf-8")

    assert command.main([*files, *AT]) == 0

    told = capsys.readouterr().out.splitlines()
    assert "yes  presentation It is a complete presentation." in told
    assert told[-1] == f"Genuine and in good standing, from {coop.did}"
    assert command.main([*files, *AT, "--card"]) == 1


@pytest.mark.parametrize("text", ["", "[]", "{", '{"a":1,"a":2}', "\\ud800", "[" * 9999])
def test_a_file_that_cannot_be_read_ends_with_two(text, tmp_path, capsys):
    file = tmp_path / "card"
    file.write_text(text, encoding="utf-8")

    assert command.main([str(file)]) == 2
    assert command.main([str(tmp_path / "gone")]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert len(printed.err.splitlines()) == 2


def test_a_card_may_come_through_a_pipe(files, monkeypatch, capsys):
    piped = SimpleNamespace(buffer=io.BytesIO(Path(files[0]).read_bytes()))
    monkeypatch.setattr(sys, "stdin", piped)

    assert command.main(["-", *files[1:], *AT, "--card"]) == 0
    assert "Genuine" in capsys.readouterr().out


@pytest.mark.parametrize("moment", ["now", "2026-11-25"])
def test_a_moment_that_is_none(files, moment, capsys):
    assert command.main([files[0], "--at", moment]) == 2
    assert capsys.readouterr().err == "A time is badly written.\n"


def public_functions(tree):
    """Functions, and methods of classes, that others may call."""
    for item in tree.body:
        if isinstance(item, ast.FunctionDef) and not item.name.startswith("_"):
            yield item
        elif isinstance(item, ast.ClassDef) and not item.name.startswith("_"):
            yield from public_functions(item)


def refuses(function):
    return any(
        isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)
        for node in ast.walk(function)
    )


def silent(tree):
    """Public functions that say nothing of themselves, or not what they raise themselves."""
    return [
        function.name
        for function in public_functions(tree)
        if not (text := ast.get_docstring(function))
        or (refuses(function) and "aises" not in text and not nested(function))
    ]


def nested(function):
    """What raises within a check is caught there."""
    return any(
        isinstance(node, ast.FunctionDef) for node in ast.walk(function) if node is not function
    )


@pytest.mark.parametrize("path", python_files("credentials/core"), ids=name_of)
def test_every_module_names_its_source_and_every_function_its_refusals(path):
    tree = syntax_of(path)

    assert SOURCE.search(ast.get_docstring(tree) or "")
    assert silent(tree) == []


def test_a_silent_function_would_be_found():
    text = 'def f():\n  pass\ndef g():\n  """G."""\n  raise E("x")\ndef h():\n  """Raises E."""\n  raise E()'

    assert silent(ast.parse(text)) == ["f", "g"]
    assert not SOURCE.search("Ours.")
