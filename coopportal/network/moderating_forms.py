"""What whoever looks after the network says to a comment, and how a change is proposed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coopportal.consultation import subjects
from coopportal.consultation.reading import versions
from coopportal.interest.forms import CHOOSE
from tenants.models import Comment, Proposal

NONE = ("", _("None"))
PUBLISH, HIDE = "publish", "hide"


class ReadForm(forms.Form):
    """Whether others may read it."""

    prefix = "read"

    to = forms.ChoiceField(
        label=_("What becomes of it?"),
        choices=[(PUBLISH, _("Publish it")), (HIDE, _("Do not publish it"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether it is published.")},
    )
    was = forms.CharField(widget=forms.HiddenInput, max_length=12)

    def __init__(self, *args: Any, state: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {PUBLISH: state not in Comment.PUBLIC, HIDE: state != Comment.State.HIDDEN}
        field = self.fields["to"]
        field.choices = [each for each in field.choices if offered[each[0]]]  # type: ignore[attr-defined]  # -- a ChoiceField, declared above


class AnswerForm(forms.Form):
    prefix = "answer"

    state = forms.ChoiceField(
        label=_("Decision"),
        choices=[CHOOSE, *((each.value, each.label) for each in Comment.ANSWERED)],
        error_messages={"required": _("Choose what becomes of it.")},
    )
    answer = forms.CharField(
        label=_("Answer"),
        help_text=_("Why, in words. Everybody reads it beside the comment."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        error_messages={"required": _("Write an answer.")},
    )
    led_to = forms.ModelChoiceField(
        label=_("Led to the proposal"),
        queryset=Proposal.objects.none(),
        required=False,
        empty_label=_("None"),
    )
    was = forms.CharField(widget=forms.HiddenInput, max_length=12)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["led_to"].queryset = Proposal.objects.order_by("number")  # type: ignore[attr-defined]  # -- a ModelChoiceField, declared above


class ProposalForm(forms.Form):
    title = forms.CharField(
        label=_("Title"),
        help_text=_("The change as a short sentence."),
        max_length=120,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Enter a title.")},
    )
    text = forms.CharField(
        label=_("What changes, and why"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        error_messages={"required": _("Say what changes, and why.")},
    )
    term = forms.ChoiceField(label=_("Term"), required=False)
    state = forms.ChoiceField(
        label=_("State"), choices=Proposal.State.choices, initial=Proposal.State.OPEN
    )
    answer = forms.CharField(
        label=_("Why it was decided so"),
        help_text=_("Needed as soon as it is not open any more."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    version = forms.ChoiceField(
        label=_("Part of version"),
        help_text=_(
            "For one that was accepted. Leave it at the next version until that is published."
        ),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("term", [NONE, *((name, name) for name in subjects.terms())])
        self._offer("version", [("", _("The next version")), *versions()])

    def _offer(self, name: str, offered: list[Any]) -> None:
        self.fields[name].choices = offered  # type: ignore[attr-defined]  # -- a ChoiceField, declared above

    def clean(self) -> dict[str, Any]:
        values = dict(super().clean() or {})
        state = values.get("state")
        if (
            state != Proposal.State.OPEN
            and not values.get("answer")
            and "answer" not in self.errors
        ):
            self.add_error("answer", _("Say why it was decided so."))
        if state != Proposal.State.ACCEPTED:
            values["version"] = ""
        return values
