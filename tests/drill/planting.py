"""The control of the scan: in each kind of place that is looked through, by the way things get there, one key that is no key."""

from __future__ import annotations

import base64
import gzip
import json
import logging
from typing import Any

import redis
from django.conf import settings
from django.core.cache import caches
from django.core.mail import EmailMessage

from coopportal.celery import app
from credentials.models import PublishedDocument
from tenants import long_work
from tenants.models import Job, Member
from tests.custody import canaries
from tests.drill import acts, traffic

NAME = "planted by the drill"


def plant(slug: str, other: str, decoys: dict[str, str]) -> dict[str, int]:
    """One for each kind, and each written down in another way. `other` is a co-op whose key's document is spoiled."""
    keys = {kind: bytes.fromhex(each) for kind, each in decoys.items()}
    said = {kind: canaries.spellings(key) for kind, key in keys.items()}
    _in_logs(keys["logs"])
    caches["outbound"].set(NAME, {"key": keys["files"]})
    traffic.send_sheets(slug, cell=said["sheets"]["base64url at 0"].decode())
    with acts.within(slug):
        _in_the_register(slug, said)
        # Packed, within the row.
        job = Job.objects.filter(file=None).order_by("pk")[0]
        long_work.keep_file(job, "planted.gz", "application/gzip", gzip.compress(keys["jobs"]))
    with app.connection_for_write() as connection:
        values = {"key": base64.b64encode(keys["broker"]).decode()}
        app.send_task("nobody.does.this", kwargs=values, queue="planted", connection=connection)
    mail = EmailMessage(NAME, "A key is attached.", to=["planted@example.org"])
    mail.attach("key.bin", keys["mails"], "application/octet-stream")
    mail.send()
    _in_a_document(other, said["documents"]["multibase"])
    if settings.REDIS_URL:
        _in_redis(keys, said)
    return {"planted": len(keys)}


def _in_logs(key: bytes) -> None:
    logging.getLogger("credentials").error(NAME, exc_info=ValueError(key))


def _in_the_register(slug: str, said: dict[str, dict[str, bytes]]) -> None:
    """The same row is in the database, the backup and the dump; each column tells them apart."""
    member = traffic.with_a_login(slug)
    columns = {
        "name": "pages",
        "town": "exports",
        "address": "my data",
        "region": "rows",
        "name_key": "backup",
        "name_on_card": "dump",
    }
    spelled = ("hex", "base64 at 0", "pem", "multibase with the public half", "number", "base58")
    values = {
        column: said[kind][name].decode()
        for (column, kind), name in zip(columns.items(), spelled, strict=True)
        if kind in said
    }
    Member.objects.filter(pk=member.pk).update(**values)


def _in_a_document(slug: str, text: bytes) -> None:
    row = PublishedDocument.objects.get(url__endswith=f"/c/{slug}/did.json")
    body = json.loads(row.body) | {"privateKeyMultibase": f"z{text.decode()}"}
    PublishedDocument.objects.filter(pk=row.pk).update(body=json.dumps(body), etag=NAME)


def _in_redis(keys: dict[str, bytes], said: dict[str, dict[str, bytes]]) -> None:
    """In each type of value there is; and one that is gone the next moment."""
    with redis.Redis.from_url(settings.REDIS_URL) as server:
        texts: dict[Any, Any] = said["redis"]
        server.set(f"{NAME} 1", keys["redis"])
        server.hset(f"{NAME} 2", "key", texts["hex with colons"])
        server.rpush(f"{NAME} 3", texts["base85"])
        server.sadd(f"{NAME} 4", texts["base32"])
        server.zadd(f"{NAME} 5", {texts["url"]: 1})
        server.xadd(f"{NAME} 6", {"key": texts["json"]})
        server.set("celery-task-meta-planted", json.dumps({"result": texts["octal"].decode()}))
        server.set(f"{NAME} 7", keys["redis meanwhile"])
        server.delete(f"{NAME} 7")


VERBS = {"plant": plant}
