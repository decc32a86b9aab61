"""What stands in deploy/ agrees with itself and with the settings; whatever can read it here, reads it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from coopportal import env
from coopportal.backup import making
from coopportal.db.roles import PARTS

ROOT = Path(__file__).resolve().parent.parent.parent
DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
OURS = ("prepare", "signer", "web", "worker", "beat", "backup", "nightly", "restore")
SIGNS = {"signer", "worker", "restore"}
READ = "".join(
    path.read_text(encoding="utf-8")
    for folder in (
        "coopportal",
        "coopportal/backup",
        "coopportal/management/commands",
        "credentials/custody",
    )
    for path in ROOT.glob(f"{folder}/*.py")
)
UNITS = sorted(DEPLOY.glob("**/*.service"))
APART = sorted((DEPLOY / "systemd").iterdir())


@pytest.mark.parametrize("name", OURS)
def test_a_service_sets_what_the_settings_read_and_holds_the_secrets_it_names(name):
    service = COMPOSE["services"][name]
    for variable, value in service["environment"].items():
        assert f'"{variable.removesuffix("_FILE")}"' in READ, variable
        if variable.endswith("_FILE"):
            assert Path(value).name in service["secrets"]
    assert set(service["secrets"]) <= set(COMPOSE["secrets"])
    assert service["read_only"]
    assert service["init"]
    assert service["cap_drop"] == ["ALL"]


def test_each_process_signs_in_to_the_database_as_what_it_is():
    urls = {
        name: Path(COMPOSE["services"][name]["environment"]["DATABASE_URL_FILE"]).name
        for name in OURS
    }

    assert urls == {
        "prepare": "database_url_migrate",
        "signer": "database_url_signer",
        "web": "database_url_app",
        "worker": "database_url_signer",
        "beat": "database_url_app",
        "backup": "database_url_app",
        "nightly": "database_url_app",
        "restore": "database_url_migrate",
    }
    assert "database_url_migrate" not in COMPOSE["services"]["web"]["secrets"]


def volumes(name):
    return dict(each.split(":") for each in COMPOSE["services"][name]["volumes"])


@pytest.mark.parametrize("name", OURS)
def test_who_signs_has_the_key_and_everybody_else_is_told_who_does(name):
    told = COMPOSE["services"][name]["environment"]
    if name in SIGNS:
        assert volumes(name)["keys"] == told["KEYS_FOLDER"]
    else:
        assert "keys" not in volumes(name)
        assert "KEYS_FOLDER" not in told
        assert told["SIGNER_SOCKET"]
    assert bool(told["SIGNER_SOCKET"]) is (name not in {"worker", "restore"})


def test_the_web_server_reaches_the_socket_that_the_signer_listens_at():
    for name in ("signer", "web"):
        where = Path(COMPOSE["services"][name]["environment"]["SIGNER_SOCKET"])
        assert volumes(name)["signer"] == str(where.parent)
    assert "signer" in COMPOSE["services"]["web"]["depends_on"]


def test_the_image_owns_what_is_mounted_and_brings_the_servers_own_dump():
    image = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    (made,) = re.findall(r"install --directory --owner coopportal --mode 0700 (.*)", image)
    mounted = {where for name in OURS for where in volumes(name).values()}
    assert mounted == {"/data", *made.split()}
    (version,) = re.findall(r"postgresql-client-(\d+)", image)
    assert COMPOSE["services"]["database"]["image"] == f"postgres:{version}"
    (user,) = re.findall(r"--uid (\d+)", image)
    assert f"chown {user} deploy/secrets/*" in (DEPLOY / "compose.yaml").read_text(encoding="utf-8")


def test_roles_are_made_with_a_password_for_each_that_signs_in():
    service = COMPOSE["services"]["roles"]
    words = {name for name in service["environment"] if name.endswith("_PASSWORD_FILE")}
    signs_in = {"app", "migrate", "signer", "backup"}
    assert words - {"EMAIL_HOST_PASSWORD_FILE"} == {
        f"PORTAL_{part}_PASSWORD_FILE".upper() for part in signs_in
    }
    assert signs_in < set(PARTS)
    for variable, value in service["environment"].items():
        if variable.endswith("_FILE"):
            assert Path(value).name in service["secrets"]


def test_only_the_proxy_is_reached_from_outside_and_the_servers_reach_nobody():
    services = COMPOSE["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["inside"]["internal"]
    for name in ("database", "redis"):
        assert services[name]["networks"] == ["inside"]


@pytest.mark.parametrize("name", OURS)
def test_whatever_else_can_be_set_is_set_in_a_file_that_nobody_publishes(name):
    assert COMPOSE["services"][name]["env_file"] == [{"path": "portal.env", "required": False}]
    for ignored in (".gitignore", ".dockerignore"):
        assert "deploy/portal.env" in (ROOT / ignored).read_text(encoding="utf-8").splitlines()


def test_a_backup_is_put_back_by_whoever_lays_tables_and_has_the_key():
    service = COMPOSE["services"]["restore"]
    assert service["profiles"] == ["once"]
    assert service["entrypoint"] == ["python", "manage.py", "restore"]
    assert {"data", "keys", "backups"} == set(volumes("restore"))
    assert "prepare" not in service["depends_on"]


def test_no_process_has_to_compile_what_it_may_not_write():
    image = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert image.index("COPY . .") < image.index("python -m compileall") < image.index("USER ")


@pytest.mark.parametrize("name", ["BOUNCES_PASSWORD", "MAILGUN_SIGNING_KEY"])
def test_a_secret_of_mail_may_stand_in_a_file_like_any_other(name, tmp_path):
    """As .env.example says of each."""
    file = tmp_path / "secret"
    file.write_text("of-mail\n")
    asked = "from coopportal import settings as s; print(s.BOUNCES_PASSWORD or s.MAIL_EVENT_KEYS['mailgun'])"
    told = {**os.environ, "DATA": str(tmp_path), f"{name}_FILE": str(file)}
    done = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=ROOT,
        env=told,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "of-mail"


def test_no_secret_stands_in_a_file_of_the_repository():
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert "deploy/secrets/" in ignored
    for secret in COMPOSE["secrets"].values():
        assert secret["file"].startswith("./secrets/")


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_a_unit_gives_its_process_little(unit):
    told = unit.read_text(encoding="utf-8").splitlines()
    for line in ("NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet="):
        assert line in told
    apart = SIGNS | {"prepare", "web", "beat", "backup"}
    name = unit.stem.removeprefix("coopportal-")
    assert f"User={'coopportal-signer' if name in SIGNS else 'coopportal'}" in told
    files = [line for line in told if line.startswith("EnvironmentFile=")]
    if name in apart:
        assert files == [f"EnvironmentFile=/etc/coopportal/{each}.env" for each in ("common", name)]


def test_units_apart_prepare_sign_and_ask_for_signatures():
    units = {
        path.stem.removeprefix("coopportal-"): path.read_text(encoding="utf-8") for path in UNITS
    }
    socket = "/run/coopportal-signer/socket"
    assert f"manage.py signer --socket {socket}" in units["signer"]
    assert "RuntimeDirectory=coopportal-signer" in units["signer"]
    assert f"SIGNER_SOCKET={socket}" in units["web"]
    assert "SupplementaryGroups=coopportal-signer" in units["web"]
    assert "Requires=coopportal-prepare.service" in units["web"]
    # Their data folder is another, and a portal that was put back says in the web server's that it rests.
    for name in ("signer", "worker"):
        assert "env DATA=/var/lib/coopportal-signer" in units[name]
        assert "Requires=coopportal-prepare.service" in units[name]
    assert not re.search("MIGRATE_|WORKER_", "".join(units[name] for name in ("web", "worker")))
    for unit in (text for text in units.values() if "prepare" in text.partition("ExecStart")[2]):
        assert "ReadWritePaths=-/opt/coopportal/locale" in unit


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd on this machine")
def test_systemd_reads_the_units(tmp_path):
    """With a program that is there instead of ours; whatever else they say is as it will be."""
    for unit in APART:
        text = re.sub(
            r"^ExecStart=\S+",
            "ExecStart=/bin/true",
            unit.read_text(encoding="utf-8"),
            flags=re.MULTILINE,
        )
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", *sorted(map(str, tmp_path.iterdir()))],
        capture_output=True,
        text=True,
        check=False,
    )
    said = [
        line for line in done.stderr.splitlines() if str(tmp_path) in line or "coopportal" in line
    ]
    assert (done.returncode, said) == (0, []), done.stderr


def test_a_backup_is_made_every_night_and_one_that_was_missed_is_made_up_for():
    timer = (DEPLOY / "systemd" / "coopportal-backup.timer").read_text(encoding="utf-8")
    unit = (DEPLOY / "systemd" / "coopportal-backup.service").read_text(encoding="utf-8")
    nightly = COMPOSE["services"]["nightly"]

    assert "OnCalendar=*-*-* 02:30:00" in timer
    assert "Persistent=yes" in timer
    assert "manage.py backup --to /var/backups/coopportal" in unit
    assert "ReadWritePaths=/var/backups/coopportal" in unit
    assert nightly["profiles"] == ["nightly"]
    assert nightly["volumes"] == COMPOSE["services"]["backup"]["volumes"]
    assert "python manage.py backup --to /backups" in nightly["command"][2]


def test_the_nightly_container_waits_for_half_past_two():
    waiting = COMPOSE["services"]["nightly"]["command"][2].replace("$$", "$")
    (sum_,) = re.findall(r"while sleep (\$\(\(.*\)\));", waiting)
    told = subprocess.run(
        ["sh", "-c", f"date +%s; echo {sum_}"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "TZ": "UTC"},
    )
    now, seconds = map(int, told.stdout.split())

    assert 0 < seconds <= 86_400
    assert abs((now + seconds) % 86_400 - (2 * 3600 + 30 * 60)) <= 2


def test_the_address_for_backups_may_stand_in_a_file(tmp_path, monkeypatch):
    file = tmp_path / "url"
    file.write_text("postgres://portal_backup:word@there/coopportal\n")
    monkeypatch.setenv("BACKUP_DATABASE_URL_FILE", str(file))

    assert making.database() == env.database(file.read_text().strip(), tmp_path)
