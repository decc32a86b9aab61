"""A co-op asks what it likes: of whom it likes, in several languages, and keeps the answers as they were read."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation
from PIL import Image

from tenants import answers, outbox, scope
from tenants.files import FileRefusedError, kept
from tenants.models import Application, Event, FieldAnswer, FieldFile, FormField
from tenants.services import forgetting
from tests import build
from tests.tenants import joining
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)
JOIN = "/c/oak/join/"


@pytest.fixture
def oak():
    made = office()
    made.coop.languages = ["de"]
    made.coop.save()
    with made.within:
        yield made


@pytest.fixture
def applicant():
    return Client()


def question(label="Which street?", **values):
    return FormField.objects.create(**{"kind": "text", "label": label, **values})


def name_of(field):
    return f"field_{field.code.hex}"


def to_questions(browser, oak):
    browser.post(JOIN, {"membership_class": oak.consumer.code})
    answer = browser.post(f"{JOIN}details/", joining.AMARA)
    assert answer["Location"] == f"{JOIN}questions/"


def picture(colour="red", comment=b"taken at 51 N"):
    out = BytesIO()
    Image.new("RGB", (30, 20), colour).save(out, "PNG")
    return SimpleUploadedFile("me.png", out.getvalue() + comment, "image/png")


def settle(oak, path, **values):
    return oak.browser(oak.owner).post(oak.url(f"settings/questions/{path}"), values)


def test_an_owner_adds_changes_moves_and_closes(oak):
    told = {"label": "How do you come?", "kind": "choice", "asked": "application"}
    assert "at least two answers" in settle(oak, "add/", **told, choices="By bus").content.decode()
    settle(oak, "add/", **told, choices="By bus\nOn foot", choices_de="Mit dem Bus\nZu Fuß")
    made = FormField.objects.get()
    with translation.override("de"):
        assert made.said_choice("On foot") == "Zu Fuß"
        assert made.said("label") == "How do you come?"

    settle(oak, f"{made.code}/", **{**told, "choices": "By bus\nOn foot\nBy bike"}, required="on")
    last = question("Last")
    settle(oak, f"{last.code}/move/")
    settle(oak, f"{made.code}/close/")
    made.refresh_from_db()
    assert (made.version, made.required, made.kind) == (2, True, "choice")
    assert [each.label for each in FormField.objects.all()] == ["Last", "How do you come?"]
    assert list(answers.asked_in(oak.consumer)) == [last]
    settle(oak, f"{made.code}/open/")
    assert made in answers.asked_in(oak.consumer)
    assert Event.objects.filter(name="FormFieldChanged", by=oak.owner).count() == 4


def five_questions():
    """A street, days, a birthday, a picture and a consent; and two that who applies here is not asked."""
    question("For workers", membership_class=build.membership_class(name="Worker"), position=8)
    question("For the team", asked="staff", position=9)
    return (
        question(required=True, position=0),
        question("How many days?", kind="number", position=1),
        question("Born on", kind="date", position=2),
        question("A picture", kind="file", position=3),
        question("I agree to be photographed.", kind="consent", required=True, position=4),
    )


def test_a_mistake_is_said_and_nobody_goes_on_without_what_is_needed(oak, applicant):
    _street, days, born, photo, _agreed = five_questions()
    to_questions(applicant, oak)
    page = applicant.get(f"{JOIN}questions/").content.decode()
    assert "For workers" not in page
    assert "For the team" not in page

    told = {name_of(days): "many", name_of(born): "yesterday"}
    handed = {name_of(photo): SimpleUploadedFile("x.html", b"<script>")}
    wrong = applicant.post(f"{JOIN}questions/", {**told, **handed})

    assert wrong.status_code == 422
    for sentence in ("Enter a number.", "Enter a date.", "Choose a picture", "Agree to"):
        assert sentence in wrong.content.decode()
    assert applicant.get(f"{JOIN}check/")["Location"] == f"{JOIN}questions/"
    assert not FieldAnswer.objects.exists()


def sent(oak, applicant, mailoutbox):
    """An application with all answers, and the question for the picture."""
    street, days, born, photo, agreed = five_questions()
    to_questions(applicant, oak)
    told = {name_of(street): "Elm Row https://spam.example", name_of(days): "3", name_of(born): ""}
    handed = {name_of(photo): picture(), name_of(agreed): "on"}
    applicant.post(f"{JOIN}questions/", {**told, **handed})
    check = applicant.get(f"{JOIN}check/").content.decode()
    assert "Elm Row" in check
    assert "Agreed to version 1" in check
    applicant.post(f"{JOIN}check/", {"share_name": "yes"})
    outbox.drain()
    applicant.post(f"{JOIN}verify/", {"code": joining.code_in(mailoutbox[-1])})
    outbox.drain()
    return Application.objects.get(), photo


def test_a_picture_is_drawn_anew_and_only_downloaded(oak, applicant, mailoutbox):
    row, photo = sent(oak, applicant, mailoutbox)
    review = oak.browser().get(oak.url(f"applications/{row.code}/")).content.decode()
    assert "Elm Row" in review
    paper = FieldAnswer.objects.get(field=photo)
    file = oak.browser().get(oak.url(f"answers/{paper.code}/"))

    assert str(paper.code) in review
    assert file["Content-Disposition"].startswith("attachment")
    assert file["Content-Type"] == "image/jpeg"
    assert "sandbox" in file["Content-Security-Policy"]
    assert b"51 N" not in file.content


def test_what_was_answered_is_the_members_once_no_undo_is_possible(oak, applicant, mailoutbox):
    row, _photo = sent(oak, applicant, mailoutbox)
    oak.approve(row, undo=timedelta())
    outbox.drain()
    row.refresh_from_db()
    person = row.membership.member

    assert {each.said for each in person.field_answers.all()} == {
        "Which street?",
        "How many days?",
        "A picture",
        "I agree to be photographed.",
    }
    page = oak.browser().get(oak.url(f"members/{person.code}/")).content.decode()
    assert "Elm Row" in page
    assert len(mailoutbox) > 1
    assert not any("spam.example" in mail.body for mail in mailoutbox)


def test_a_consent_in_new_words_is_asked_for_again(oak, applicant):
    agreed = question("I agree to A.", kind="consent", required=True)
    to_questions(applicant, oak)
    applicant.post(f"{JOIN}questions/", {name_of(agreed): "on"})
    told = {"label": "I agree to A and B.", "asked": "application", "required": "on"}
    settle(oak, f"{agreed.code}/", **told)

    assert applicant.get(f"{JOIN}check/")["Location"] == f"{JOIN}questions/"
    assert FieldAnswer.objects.get().said == "I agree to A."
    assert "checked" not in applicant.get(f"{JOIN}questions/").content.decode()
    applicant.post(f"{JOIN}questions/", {name_of(agreed): "on"})
    given = FieldAnswer.objects.get()
    assert (given.said, given.version) == ("I agree to A and B.", 2)


def test_answers_go_with_the_application(oak, applicant):
    photo = question("A picture", kind="file")
    to_questions(applicant, oak)
    applicant.post(f"{JOIN}questions/", {name_of(photo): picture()})
    applicant.post(f"{JOIN}questions/", {})
    assert FieldFile.objects.count() == 1
    long_ago = timezone.now() - timedelta(days=40)
    Application.objects.update(
        state="declined", decided_at=long_ago, delete_on=long_ago, draft_expires_at=None
    )
    assert forgetting.delete_old_applications() == 1
    assert not FieldAnswer.objects.exists()
    assert not FieldFile.objects.exists()


def test_the_team_writes_down_what_a_member_said_and_lists_can_carry_it(
    oak, django_assert_num_queries
):
    locker = question("Locker", kind="number", asked="staff", required=True)
    person = oak.joined().member
    where = oak.url(f"members/{person.code}/answers/")
    assert oak.browser().post(where, {name_of(locker): "x"}).status_code == 422
    oak.browser().post(where, {name_of(locker): "12"})

    [column] = answers.columns()
    oak.joined("Bea Lind")
    with django_assert_num_queries(1):
        assert answers.of_members([person]) == {person.pk: {column.key: "12"}}
    assert answers.read(locker, " 7 ") == "7"
    with pytest.raises(ValueError, match="seven"):
        answers.read(locker, "seven")
    oak.browser().post(where, {name_of(locker): ""})
    assert not FieldAnswer.objects.exists()


def test_nothing_of_a_neighbour_is_found(oak):
    elm = office("elm")
    with scope.within(elm.coop.pk):
        theirs = question()
    for path in ("", "close/", "open/", "move/"):
        assert settle(oak, f"{theirs.code}/{path}").status_code == 404


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", b"%PDF-1.7 but no end", b"<svg/>", b"\x89PNG\r\n\x1a\nbroken"]
)
def test_what_is_neither_picture_nor_paper_is_refused(content):
    with pytest.raises(FileRefusedError):
        kept(content)


def test_a_paper_is_kept_as_it_is():
    paper = b"%PDF-1.7\n1 0 obj\n%%EOF\n"
    assert kept(paper).content == paper
