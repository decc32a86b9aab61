from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
GOOD = {
    "PRODUCTION": "yes",
    "SECRET_KEY": "kR7vYw2pQx9LbT4mZc8NdF3hJg6sVaE1uXo5iKqPyWrBtMzCnD",
    "EMAIL_HOST": "mail.example.org",
    "CANONICAL_ORIGIN": "https://portal.example.org",
}


def check(data: Path, **changed: str):
    environment = {"PATH": os.environ["PATH"], "DATA": str(data), **GOOD, **changed}
    environment = {name: value for name, value in environment.items() if value}
    command = [sys.executable, "manage.py", "check"]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_production_starts_when_everything_is_given(tmp_path):
    assert check(tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"SECRET_KEY": ""}, "Set SECRET_KEY or SECRET_KEY_FILE"),
        ({"SECRET_KEY": "django-insecure-" + "x" * 50}, "SECRET_KEY is short or an example"),
        ({"DEBUG": "yes"}, "DEBUG shows visitors the portal's insides"),
        ({"EMAIL_HOST": ""}, "No mail server is set"),
        ({"CANONICAL_ORIGIN": "http://portal.example.org"}, "must begin with https://"),
    ],
)
def test_production_refuses_in_a_sentence(tmp_path, changed, sentence):
    refused = check(tmp_path, **changed)

    assert refused.returncode != 0
    assert sentence in refused.stderr


def test_production_refuses_demo_data(tmp_path):
    (tmp_path / "demo").write_text("complete")

    assert "holds demo data" in check(tmp_path).stderr


def test_production_routes_no_page_for_trying_out(tmp_path):
    ask = (
        "import django; django.setup()\n"
        "from django.urls import resolve, Resolver404\n"
        "for path in ('/dev/mail/', '/demo/'):\n"
        "    try: resolve(path)\n"
        "    except Resolver404: print('none')\n"
    )
    environment = {
        "PATH": os.environ["PATH"],
        "DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "coopportal.settings",
        **GOOD,
    }

    found = subprocess.run(
        [sys.executable, "-c", ask],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert found.stdout.split() == ["none", "none"]


def prepare(data: Path, **settings: str):
    environment = {"PATH": os.environ["PATH"], "DATA": str(data), **settings}
    return subprocess.run(
        [sys.executable, "manage.py", "prepare"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_folder_with_invented_people_never_becomes_a_real_portal(tmp_path):
    (tmp_path / "demo").write_text("complete")

    refused = prepare(tmp_path, DEMO="no")

    assert refused.returncode != 0
    assert "holds invented people" in refused.stderr
    assert "DATA=./var2" in refused.stderr


def test_a_real_portal_keeps_its_link_and_never_gets_invented_people(tmp_path):
    first = prepare(tmp_path, DEMO="no")
    link = (tmp_path / "setup-link").read_text()
    again = prepare(tmp_path)  # without DEMO=no: the folder knows what it is

    assert (first.returncode, again.returncode) == (0, 0), again.stderr
    assert link.startswith("http://localhost:8000/setup/")
    assert (tmp_path / "setup-link").read_text() == link
    assert (tmp_path / "setup-link").stat().st_mode & 0o077 == 0
    assert not (tmp_path / "demo").exists()
