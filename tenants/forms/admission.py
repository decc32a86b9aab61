"""What an owner settles about taking people in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tenants.models import Condition, MembershipClass, ReasonTemplate

DAYS = {
    "required": _("Enter a number of days."),
    "invalid": _("Enter a number of days."),
    "min_value": _("Enter %(limit_value)s or more."),
    "max_value": _("Enter %(limit_value)s at most."),
}


class AdmissionForm(forms.Form):
    answer_days = forms.IntegerField(
        label=_("You promise an answer within (days)"),
        min_value=1,
        max_value=365,
        error_messages=DAYS,
    )
    deletion_days = forms.IntegerField(
        label=_("After a decline or withdrawal, delete everything about the person after (days)"),
        help_text=_(
            "0 deletes it within a day. Only the day and the outcome stay, without a name."
        ),
        min_value=0,
        max_value=365,
        error_messages=DAYS,
    )
    place_days = forms.IntegerField(
        label=_("A place that was offered is kept for (days)"),
        min_value=1,
        max_value=365,
        error_messages=DAYS,
    )
    two_to_approve = forms.BooleanField(
        label=_("Two people have to agree to an approval"),
        help_text=_("One proposes, another confirms. One person is enough to decline."),
        required=False,
    )

    def __init__(self, *args: Any, classes: Iterable[MembershipClass], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.classes = list(classes)
        for each in self.classes:
            self.fields[f"places_{each.pk}"] = forms.IntegerField(
                label=_("Places for “{name}”").format(name=each.name),
                help_text=_(
                    "Empty: as many as come. When all are taken, approving puts people on the waiting list."
                ),
                min_value=0,
                max_value=1_000_000,
                required=False,
                initial=each.most_members,
                error_messages=DAYS | {"invalid": _("Enter a number of places.")},
            )

    def places(self) -> dict[int, int | None]:
        return {each.pk: self.cleaned_data[f"places_{each.pk}"] for each in self.classes}

    def rules(self) -> dict[str, Any]:
        names = ("answer_days", "deletion_days", "place_days", "two_to_approve")
        return {name: self.cleaned_data[name] for name in names}


class ConditionForm(forms.Form):
    label = forms.CharField(
        label=_("What has to be fulfilled"),
        help_text=_("As your team reads it, such as: came to an open evening."),
        max_length=100,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Say what has to be fulfilled.")},
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=Condition.Kind.choices, initial=Condition.Kind.OTHER
    )
    membership_class = forms.ChoiceField(label=_("Asked of"), required=False)

    def __init__(self, *args: Any, classes: Iterable[MembershipClass], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.classes = {str(each.code): each for each in classes}
        named = [(code, each.name) for code, each in self.classes.items()]
        self.fields["membership_class"].choices = [("", _("Everybody")), *named]  # type: ignore[attr-defined]  # -- a ChoiceField, declared above

    def clean_membership_class(self) -> MembershipClass | None:
        return self.classes.get(self.cleaned_data["membership_class"])


class TemplateForm(forms.Form):
    purpose = forms.ChoiceField(label=_("For"), choices=ReasonTemplate.Purpose.choices)
    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("Words in the language of the applicant are offered first."),
        choices=settings.LANGUAGES,
    )
    title = forms.CharField(
        label=_("Name"),
        help_text=_("By which your team finds it."),
        max_length=80,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Enter a name.")},
    )
    text = forms.CharField(
        label=_("Words"),
        help_text=_("The applicant reads them. They can be changed each time before they go out."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        error_messages={"required": _("Write the words.")},
    )
