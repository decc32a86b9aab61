"""Long work: each item once, whatever happens between; its page says how far it is and what failed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tenants import outbox
from tenants.errors import ChangedMeanwhileError
from tenants.models import Job, JobFile, JobItem, MembershipClass, OutboxEntry
from tenants.services import jobs
from tests.tenants import tallying
from tests.tenants.office import office
from tests.tenants.tallying import BAD, REFUSED, Tally

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def oak():
    made = office()
    Tally.passing, Tally.runs = None, []
    with made.within:
        yield made


def at(oak, route, job=None):
    return reverse(f"tenants:{route}", args=[oak.coop.slug, *([job.code] if job else [])])


def step():
    """One batch, as a worker does it; what was put off is due again."""
    OutboxEntry.objects.filter(done_at=None).update(due_at=timezone.now())
    outbox.drain(until_empty=False)


def entered():
    return MembershipClass.objects.filter(name__startswith="Class ").count()


def test_progress_is_kept_with_each_batch_and_goes_on_after_a_crash(oak):
    job = tallying.begin(oak.steward, [""] * 10)
    browser = oak.browser()

    assert "0 of 10 done" in browser.get(at(oak, "job", job)).text
    step()
    fragment = browser.get(at(oak, "job", job), headers={"HX-Request": "true"}).text
    assert "4 of 10 done" in fragment
    assert 'hx-trigger="every 2s"' in fragment
    assert "<html" not in fragment
    Tally.passing = OperationalError("the database went away")
    step()

    assert (entered(), JobItem.objects.exclude(outcome="").count()) == (4, 4)
    step()
    assert entered() == 8
    outbox.drain()
    job.refresh_from_db()
    assert (job.state, job.done, job.counts, entered()) == ("done", 10, {"added": 10}, 10)
    done = browser.get(at(oak, "job", job)).text
    assert "hx-trigger" not in done
    assert "Go on" in done
    assert OutboxEntry.objects.filter(done_at=None).count() == 0


def test_one_bad_item_stops_no_other_and_is_tried_again(oak):
    job = tallying.begin(oak.steward, ["", BAD, "", "", REFUSED])
    outbox.drain()
    browser = oak.browser()
    page = browser.get(at(oak, "job", job)).text

    assert Job.objects.get().counts == {"added": 3, "failed": 2}
    assert entered() == 3
    assert "Try 2 again" in page
    assert "Somebody else has it." in page
    csv = browser.get(at(oak, "job-results", job), {"only": "failed"}).text
    assert "5,Item 5,Failed,Somebody else has it." in csv
    assert "Item 1," not in csv
    assert "1,Item 1,Added," in browser.get(at(oak, "job-results", job)).text
    JobItem.objects.filter(key=BAD).update(key="")
    again = browser.post(at(oak, "job-retry", job), follow=True).text
    assert "2 are tried again." in again
    outbox.drain()

    job.refresh_from_db()
    assert (job.counts, job.done, job.lap, entered()) == ({"added": 4, "failed": 1}, 5, 2, 4)


def test_what_is_cancelled_stops_and_can_go_on(oak):
    job = tallying.begin(oak.steward, [""] * 6)
    step()
    browser = oak.browser()
    told = browser.post(at(oak, "job-cancel", job), follow=True).text
    outbox.drain()

    assert "Cancelled. What was done before stays done." in told
    assert "Go on with 2" in told
    assert entered() == 4
    twice = browser.post(at(oak, "job-cancel", job), follow=True).text
    assert "It is over already." in twice
    browser.post(at(oak, "job-retry", job))
    outbox.drain()
    job.refresh_from_db()
    assert (job.state, job.done, entered()) == ("done", 6, 6)
    with pytest.raises(ChangedMeanwhileError):
        jobs.retry_failed(job, by=oak.steward)


def test_who_began_it_gets_a_letter_if_it_took_long(oak, mailoutbox):
    tallying.begin(oak.steward)
    outbox.drain()
    assert mailoutbox == []
    job = tallying.begin(oak.steward, [REFUSED])
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(minutes=2))
    outbox.drain()

    [mail] = mailoutbox
    assert (mail.to, mail.subject) == ([oak.steward.user.email], "Oak Street: Tally: finished")
    assert "1 in all, 1 of them failed." in mail.body
    assert at(oak, "job", job) in mail.body


def test_the_list_has_them_all_and_costs_the_same(oak):
    browser = oak.browser()
    assert "Nothing is going on" in browser.get(at(oak, "jobs")).text
    tallying.begin(oak.steward)
    with CaptureQueriesContext(connection) as few:
        browser.get(at(oak, "jobs"))
    for _each in range(30):
        tallying.begin(oak.steward, [])
    with CaptureQueriesContext(connection) as many:
        page = browser.get(at(oak, "jobs")).text
    assert len(many) == len(few)
    assert page.count(tallying.TITLE) == 31


def test_the_file_and_what_stood_on_the_lines_are_kept_for_a_while(oak):
    job = tallying.begin(oak.steward)
    outbox.drain()
    answer = oak.browser().get(at(oak, "job-file", job))

    assert answer.content.decode() == tallying.TITLE
    assert 'filename="tally.txt"' in answer["Content-Disposition"]
    jobs.forget_old_items()
    assert JobItem.objects.count() == 3
    Job.objects.update(finished_at=timezone.now() - jobs.KEPT - timedelta(1))
    jobs.forget_old_items()
    assert (JobItem.objects.count(), JobFile.objects.count(), Job.objects.get().done) == (0, 0, 3)
    assert oak.browser().get(at(oak, "job-file", job)).status_code == 404
