"""A web server at PostgreSQL cannot read what is wrapped, and signs all the same."""

from __future__ import annotations

import json
import subprocess
import sys

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from tests.architecture.tree import ROOT
from tests.support.prepared import PLACE
from tests.support.processes import Processes

pytestmark = [pytest.mark.postgres, pytest.mark.redis]
SEALED = ("credentials_signingkey", "credentials_cooperativekey")
BEGIN = "import json, django\ndjango.setup()\n"
OPEN = """
from coopportal.services.opening import Opening, open_with_steward
from tenants import outbox
open_with_steward(Opening(slug="oak", name="Oak", number_prefix="O", preset="consumer",
                          email="o@example.org", steward_email="s@example.org"))
outbox.drain()
"""
WITHIN = """
from django.db import DatabaseError, transaction
from credentials import keystore
from credentials.core.keys import PublicKey
from credentials.errors import DomainError
from credentials.models import CooperativeKey, SigningKey
from tenants import scope
from tenants.models import Cooperative
def sign():
    with scope.within(Cooperative.objects.get(slug="oak").pk), transaction.atomic():
        row = keystore.key_in_use(lock=True)
        signature = keystore.signer_of(row).sign(b"data")
        return PublicKey.from_multikey(row.public_multikey).verify(signature, b"data")
def tried(act):
    try:
        return str(act())
    except (DatabaseError, DomainError) as error:
        return type(error).__name__
"""


@pytest.fixture(scope="module")
def portal(as_role, tmp_path_factory):
    """A portal with a co-op, whose worker has made its key; called with a role and a script, it runs it."""
    folder = tmp_path_factory.mktemp("p")

    def run(part, script, **environment):
        told = {
            **Processes(folder, PLACE).environment,
            "DATABASE_URL": as_role(part),
            **environment,
        }
        done = subprocess.run(
            [sys.executable, "-c", BEGIN + script],
            cwd=ROOT,
            env=told,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return json.loads(done.stdout.splitlines()[-1]) if done.stdout else None

    run("signer", OPEN)
    run.folder = folder
    return run


@pytest.fixture(scope="module")
def socket(portal, as_role):
    path = portal.folder / "s.sock"
    with Processes(portal.folder, {**PLACE, "DATABASE_URL": as_role("signer")}) as processes:
        processes.start("signer", sys.executable, "manage.py", "signer", "--socket", str(path))
        processes.wait_for("the signer", path.exists)
        yield str(path)


@pytest.mark.parametrize("table", SEALED)
@pytest.mark.parametrize("part", ["app", "platform"])
@pytest.mark.parametrize(
    "sql",
    [
        "SELECT wrapped FROM {}",
        "SELECT * FROM {}",
        "SELECT t FROM {} t",
        "SELECT count(*) FROM {} WHERE wrapped IS NOT NULL",
        "COPY {} TO STDOUT",
        "UPDATE {} SET wrapped = wrapped RETURNING wrapped",
        "CREATE TEMP TABLE stolen AS TABLE {}",
    ],
)
def test_the_web_server_cannot_read_what_is_wrapped(portal, as_role, part, table, sql):
    with psycopg.connect(as_role(part)) as connection, pytest.raises(InsufficientPrivilege):
        connection.execute(sql.format(table))


@pytest.mark.parametrize("table", SEALED)
def test_the_signer_reads_it_and_the_web_server_the_rest(portal, as_role, table):
    """The control: there is something to read."""
    with psycopg.connect(as_role("backup")) as connection:
        (there,) = connection.execute(f"SELECT count(wrapped) FROM {table}").fetchone()
    with psycopg.connect(as_role("signer")) as connection:
        connection.execute(f"SELECT wrapped FROM {table}")
    with psycopg.connect(as_role("app")) as connection:
        connection.execute(f"SELECT id, cooperative_id FROM {table}")

    assert there == 1


def test_the_web_server_has_things_signed(portal, socket):
    assert portal("app", WITHIN + "print(json.dumps(tried(sign)))", SIGNER_SOCKET=socket) == "True"


def test_the_web_server_alone_signs_nothing(portal):
    assert portal("app", WITHIN + "print(json.dumps(tried(sign)))") == "ProgrammingError"
    assert portal("signer", WITHIN + "print(json.dumps(tried(sign)))") == "True"


def test_it_is_not_well_where_nobody_signs_for_it(portal, socket):
    """As `/readyz` says it."""
    ask = "from coopportal import health\nprint(json.dumps(health._ask('keys', health._keys).text))"

    assert "SIGNER_SOCKET" in portal("app", ask)
    assert "SIGNER_SOCKET" not in portal("app", ask, SIGNER_SOCKET=socket)
    assert "SIGNER_SOCKET" not in portal("signer", ask)


def test_a_signer_that_is_away_is_said_in_words(portal, tmp_path):
    away = str(tmp_path / "nobody")

    assert (
        portal("app", WITHIN + "print(json.dumps(tried(sign)))", SIGNER_SOCKET=away)
        == "SignerAwayError"
    )


def test_models_leave_out_what_is_wrapped(portal):
    script = """
def read():
    with scope.within(Cooperative.objects.get(slug="oak").pk):
        return [SigningKey.objects.get().state, CooperativeKey.objects.get().version]
def peek():
    with scope.within(Cooperative.objects.get(slug="oak").pk):
        return SigningKey.objects.get().wrapped
print(json.dumps([tried(read), tried(peek)]))
"""
    assert portal("app", WITHIN + script) == ["['active', 1]", "ProgrammingError"]


def test_the_web_server_declares_a_key_compromised_and_asks_for_one(portal):
    """Neither needs what it may not see."""
    script = """
from credentials.services import compromise, keys
from tenants import outbox
from tenants.models import Staff
with scope.within(Cooperative.objects.get(slug="oak").pk):
    keys.ask_for_a_new_key(by=Staff.objects.get())
    compromise.declare_compromised(SigningKey.objects.get().code, by=Staff.objects.get())
    print(json.dumps(SigningKey.objects.get().state))
"""
    assert portal("app", WITHIN + script) == "compromised"
    portal("signer", "from tenants import outbox\noutbox.drain()\n")
    states = """
with scope.within(Cooperative.objects.get(slug="oak").pk):
    print(json.dumps(sorted(SigningKey.objects.values_list("state", flat=True))))
"""
    assert portal("app", WITHIN + states)[0] == "active"
