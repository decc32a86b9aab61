from __future__ import annotations

import time

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.urls import reverse

from credentials.models import SigningKey
from tenants import outbox, scope
from tenants.models import Job
from tests.credentials import programs
from tests.credentials.members import carded
from tests.credentials.test_keys import states

pytestmark = pytest.mark.django_db(transaction=True)


def at(client, coop, *, proven):
    """An owner at her desk, who has just shown once more that it is her, or did an hour ago."""
    client.force_login(programs.owner_of(coop).user)
    session = client.session
    for record in session[AUTHENTICATION_METHODS_SESSION_KEY]:
        record["at"] = time.time() - (0 if proven else 3600)
    session.save()
    return client


def page(coop, name="keys", **more):
    return reverse(f"credentials:{name}", kwargs={"cooperative": coop.slug, **more})


def code_of(coop):
    with scope.within(coop.pk):
        return SigningKey.objects.get(state="active").code


def test_a_new_key_is_asked_for_and_made_by_the_worker(client, oak):
    answer = at(client, oak, proven=True).post(page(oak), follow=True)

    assert "A new key is being made" in answer.text
    assert states(oak) == ["active"]
    outbox.drain()
    assert states(oak) == ["active", "pending"]
    again = client.post(page(oak), follow=True)
    assert "announced already" in again.text


def test_whoever_does_not_show_again_who_they_are_changes_nothing(client, oak):
    at(client, oak, proven=False)
    for address, sent in (
        (page(oak), {}),
        (page(oak, "key-compromised", code=code_of(oak)), {"sure": "yes"}),
    ):
        answer = client.post(address, sent)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/")
    outbox.drain()

    assert states(oak) == ["active"]


def test_declaring_leads_to_the_job_that_signs_anew(client, oak):
    carded(oak, email="amara@example.org")
    at(client, oak, proven=True)
    address = page(oak, "key-compromised", code=code_of(oak))
    shown = client.get(address)
    assert "Cards that are signed anew" in shown.text
    unsure = client.post(address)
    assert unsure.status_code == 422
    assert states(oak) == ["active"]

    done = client.post(address, {"sure": "yes"})
    with scope.within(oak.pk):
        job = Job.objects.get()
    assert done["Location"] == reverse("tenants:job", args=[oak.slug, job.code])
    assert client.get(done["Location"]).status_code == 200
    outbox.drain()
    assert states(oak) == ["compromised", "active"]
    assert "Signed anew" in client.get(done["Location"]).text
    again = client.get(address, follow=True)
    assert again.redirect_chain == [(page(oak, "keys"), 302)]
    assert "was declared compromised already" in again.text
