from __future__ import annotations

from coopportal.demo import cast
from tenants import letter_texts, mail_log, scope
from tenants.models import Cooperative, Letter, Mailing


def test_green_valley_has_letters_that_did_not_arrive(demo):
    with scope.within(Cooperative.objects.get(slug=cast.GREEN_VALLEY).pk):
        notes = {mail_log.note_of(row) for row in Letter.objects.exclude(error="")}
        assert (mail_log.undelivered(), mail_log.to_mend()) == (2, 1)

    assert "There is no such mailbox." in notes
    assert any(note.startswith("Tried 5 times, again on ") for note in notes)


def test_green_valley_reminds_in_its_own_words(demo):
    with scope.within(Cooperative.objects.get(slug=cast.GREEN_VALLEY).pk):
        assert letter_texts.current("membership_reminder", "en").subject.endswith("{name}?")


def test_green_valley_has_a_mailing_that_was_sent_and_one_in_the_making(demo):
    with scope.within(Cooperative.objects.get(slug=cast.GREEN_VALLEY).pk):
        assert set(Mailing.objects.values_list("state", flat=True)) == {"sent", "draft"}
        assert Letter.objects.filter(kind="mailing", state="sent").exists()
