"""Programs that issue for a co-op, and what they ask."""

from __future__ import annotations

import json

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from credentials import resolving
from credentials.core.status import ENTRY_TYPE
from credentials.core.verification import GENERAL, verify_credential
from credentials.core.vocabulary import CREDENTIALS_V2
from credentials.models import IssuingProgram, ProgramCredential
from tenants import scope
from tenants.models import Staff
from tenants.services.programs import add_program
from tests.benefits.scene import person

MARK = "wombat-3f1c"
TERMS = {"CourseCompleted": "https://oak.example/terms#CourseCompleted"}


def owner_of(coop):
    with scope.within(coop.pk):
        return Staff.objects.create(user=person(f"owner@{coop.slug}.example.org"), roles=["owner"])


def token_of(coop, owner, name="Courses"):
    with scope.within(coop.pk):
        return add_program(IssuingProgram, name, by=owner)[1]


def ask(coop, token, act="issue", **body):
    address = reverse(f"credentials:api-{act}", kwargs={"cooperative": coop.slug})
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    browser = Client(enforce_csrf_checks=True)
    return browser.post(address, json.dumps(body), content_type="application/json", headers=headers)


def course(coop, **changes):
    return {
        "@context": [CREDENTIALS_V2, TERMS],
        "type": ["VerifiableCredential", "CourseCompleted"],
        "issuer": coop.did,
        "credentialSubject": {"name": MARK},
        **changes,
    }


def with_status(coop, token, **changes):
    options = {"credentialStatus": {"type": ENTRY_TYPE}}
    answer = ask(coop, token, credential=course(coop, **changes), options=options)
    assert answer.status_code == 201, answer.text
    return answer.json()["verifiableCredential"]


def set_status(coop, token, document, purpose, *, on=True):
    status = {"type": ENTRY_TYPE, "statusPurpose": purpose}
    return ask(
        coop, token, "status", credentialId=document["id"], credentialStatus=status, status=on
    )


def verified(document):
    return verify_credential(
        document,
        now=timezone.now(),
        resolve=resolving.resolve,
        fetch_status=resolving.fetch_status,
        policy=GENERAL,
    )


def rows(coop):
    with scope.within(coop.pk):
        return list(ProgramCredential.objects.order_by("pk"))


def refused(answer):
    assert answer["Content-Type"] == "application/problem+json"
    assert MARK not in answer.text
    return answer.status_code, answer.json()["code"]
