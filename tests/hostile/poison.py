"""Every text that people or programs write is made a hostile one, in every row of every table, past all forms.

What a form would refuse may come from an older portal, a list, another portal or a mistake: a page must not care.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from django.apps import apps
from django.db import connection, models

from tests.hostile.payloads import marked, texts

# Codes, keys, addresses and what is signed: not words. A column that is new is hostile until it is named here.
NO_WORDS: Final = {
    *(
        "algorithm",
        "bic",
        "card_code",
        "cause",
        "claim",
        "code",
        "colour",
        "country",
        "cryptosuite",
        "currency",
        "data",
    ),
    *(
        "did",
        "digest",
        "document",
        "domain",
        "email_key",
        "etag",
        "evidence",
        "evidence_level",
        "fact",
        "fallback",
    ),
    *(
        "fault",
        "folded",
        "handler",
        "holder",
        "home_class",
        "home_did",
        "iban",
        "identifier",
        "index",
        "issuer",
    ),
    *(
        "issuer_did",
        "jurisdiction",
        "kek_id",
        "key",
        "kid",
        "kind",
        "kinds",
        "language",
        "languages",
        "last_error",
    ),
    *(
        "link_digest",
        "media_type",
        "member_columns",
        "membership_base",
        "message_id",
        "name_key",
        "nonce",
    ),
    *(
        "number_prefix",
        "of",
        "other_did",
        "outcome",
        "password",
        "period",
        "proof_token",
        "proposed_by",
        "pseudonym",
    ),
    *(
        "public_multikey",
        "purpose",
        "purposes",
        "query",
        "question",
        "reference",
        "roles",
        "signer",
        "signer_did",
    ),
    *(
        "slug",
        "state_before",
        "state_reason",
        "statement",
        "status",
        "term",
        "time_zone",
        "trouble",
        "uri",
        "url",
        "urn",
    ),
    *(
        "version",
        "visit",
        "beside_others",
        "reminder_days",
        "counts",
        "entries",
        "parts",
        "body",
        "region",
        "sector",
    ),
    *(
        "audience",
        "asker_did",
        "home",
        "benefit",
        "sender",
        "columns",
        "classes",
        "use_cases",
        "report",
        "faults",
    ),
    *(
        "rule",
        "number",
        "elsewhere",
        "standing",
        "response_digest",
        "email_digest",
        "credential_digest",
    ),
    *(
        "confirm_code_digest",
        "setup_digest",
        "code_digest",
        "conditions_met",
        "evidence",
        "registration_authority_id",
    ),
    *("choices", "before", "after", "changes_json", "told", "particulars", "postcode"),
}
# Names of columns that are words in one table and codes in another.
CODES_HERE: Final = {
    *(
        "benefits.Decision.reason",
        "benefits.DeskCheck.reason",
        "tenants.Event.name",
        "credentials.KeyEncryptionKey.name",
    ),
    *(
        "tenants.ImportLine.reason",
        "tenants.JobItem.reason",
        "tenants.MemberAction.action",
        "tenants.Letter.to",
    ),
    *(
        "tenants.Letter.error",
        "tenants.Interest.role",
        "tenants.Representative.role",
        "account.EmailAddress.email",
    ),
    *("tenants.Membership.standing_reason", "benefits.Incident.what", "tenants.User.email"),
}
# Within values that are kept as JSON.
WORDS: Final = {
    *(
        "title",
        "name",
        "note",
        "label",
        "text",
        "sentence",
        "who",
        "help",
        "description",
        "reason",
        "place",
        "payer",
    ),
    *(
        "legal_name",
        "trading_name",
        "holder_name",
        "comment",
        "message",
        "organisation",
        "answer",
        "address",
        "town",
    ),
}
LISTS: Final = {"cells", "heads", "visitor", "wishes"}
LEFT_ALONE: Final = ("auth", "contenttypes", "sessions", "admin", "mfa")
LONG: Final = 24  # hostile texts in a column without an end
LONGER: Final = 2000
ADDRESS: Final = '"<svg/onload=hit()>{}"@x.org'


class Poison:
    """Counts what it has put where: `used` is each text as it was written, by its number."""

    def __init__(self, start: int = 0) -> None:
        self.texts = texts()
        self.used: dict[int, str] = {}
        self.columns: set[str] = set()
        self._next = start

    def text(self, most: int | None = None) -> str:
        """The next one that fits."""
        for _each in self.texts:
            self._next += 1
            found = marked(self.texts[self._next % len(self.texts)], self._next)
            if most is None or len(found) <= most:
                self.used[self._next] = found
                return found
        return ""

    def long(self) -> str:
        return "\n".join(self.text() for _each in range(LONG))

    def everything(self) -> None:
        """All rows there are."""
        for model in apps.get_models():
            if model._meta.app_label not in LEFT_ALONE:
                fields = list(_fields(model))
                if fields:
                    self._table(model, fields)

    def _table(self, model: type[models.Model], fields: list[models.Field[Any, Any]]) -> None:
        table, key = model._meta.db_table, model._meta.pk.column
        names = ", ".join(f'"{field.column}"' for field in fields)
        sets = ", ".join(f'"{field.column}" = %s' for field in fields)
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT "{key}", {names} FROM "{table}"')
            for pk, *values in cursor.fetchall():
                new = [
                    self._value(field, value) for field, value in zip(fields, values, strict=True)
                ]
                if new != values:
                    cursor.execute(f'UPDATE "{table}" SET {sets} WHERE "{key}" = %s', [*new, pk])
                for field, value, written in zip(fields, values, new, strict=True):
                    if value != written:
                        self.columns.add(f"{model._meta.label}.{field.name}")

    def _value(self, field: models.Field[Any, Any], value: Any) -> Any:
        if isinstance(field, models.JSONField):
            kept = json.loads(value) if value else value
            return json.dumps(self._within(kept, words=field.name in LISTS)) if kept else value
        if isinstance(field, models.EmailField):
            return ADDRESS.format(self._address()) if value else value
        if isinstance(field, models.URLField):
            return self.text(field.max_length) if value else value
        if (field.max_length or LONGER) >= LONGER:
            return self.long()[: field.max_length]
        return self.text(field.max_length) or value

    def _address(self) -> str:
        self._next += 1
        return f"qzx{self._next}z"

    def _within(self, value: Any, *, words: bool) -> Any:
        if isinstance(value, dict):
            return {
                key: self._within(each, words=words or key in WORDS)
                if key in WORDS or words or isinstance(each, dict | list)
                else each
                for key, each in value.items()
            }
        if isinstance(value, list):
            return [self._within(each, words=words) for each in value]
        return self.text() if isinstance(value, str) and value and words else value


def _fields(model: type[models.Model]) -> Iterator[models.Field[Any, Any]]:
    for field in model._meta.concrete_fields:
        plain = isinstance(field, models.CharField | models.TextField | models.JSONField)
        label = f"{model._meta.label}.{field.name}"
        if not plain or field.choices or field.primary_key or label in CODES_HERE:
            continue
        if field.name not in NO_WORDS:
            yield field
