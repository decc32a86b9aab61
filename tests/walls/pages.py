"""What stands behind every address of the portal: one row per name.

A name that is missing here fails the sweep, so a new page is classified before it lands. Who is
entitled is not written here: it stands in docs/routes.md, and the access decorators are held to it.
"""

from __future__ import annotations

from typing import Any

from tests.walls.accreditation_pages import ACCREDITATION
from tests.walls.addresses import routes as routes  # noqa: PLC0414 -- beside what is known of them
from tests.walls.admission_pages import ADMISSION
from tests.walls.key_pages import KEYS
from tests.walls.long_work_pages import IMPORTS, LOG, LONG_WORK
from tests.walls.mail_pages import MAIL, MAIL_OPEN
from tests.walls.money_pages import MONEY
from tests.walls.one_person import ONE_PERSON as ONE_PERSON  # noqa: PLC0414 -- beside the others
from tests.walls.page import ISSUES, REPORTED, Page
from tests.walls.people_pages import PEOPLE
from tests.walls.settings_pages import SETTINGS
from tests.walls.waves_pages import OPEN, WAVES


def _agreement(world: Any) -> dict[str, object]:
    return {"code": world.agreement}


def _grant(world: Any) -> dict[str, object]:
    return {"code": world.grant}


def _visitor(world: Any) -> str:
    return str(world.visitor)


def _grant_code(world: Any) -> str:
    return str(world.grant)


def _network(world: Any) -> dict[str, object]:
    return {"code": world.network}


def _exception(world: Any) -> dict[str, object]:
    return {"code": world.network, "exception": world.exception}


def _exception_code(world: Any) -> str:
    return str(world.exception)


def _agreement_code(world: Any) -> str:
    return str(world.agreement)


def _seat(world: Any) -> dict[str, object]:
    return {"code": world.elm.staff.code}


def _member(world: Any) -> dict[str, object]:
    return {"code": world.member}


def _membership(world: Any) -> dict[str, object]:
    return {"code": world.membership}


def _named(world: Any) -> str:
    return str(world.named)


def _desk(world: Any) -> dict[str, object]:
    return {"code": world.desk}


def _use(world: Any) -> dict[str, object]:
    return {"code": world.use}


def _use_code(world: Any) -> str:
    return str(world.use)


def _program(world: Any) -> str:
    return str(world.program)


def _program_code(world: Any) -> dict[str, object]:
    return {"code": world.program_code}


def _place(world: Any) -> str:
    return str(world.place)


_A_RULE: dict[str, object] = {"side": "give", "benefit": "discount"}
STAFF = {
    **ACCREDITATION,
    **ADMISSION,
    **LONG_WORK,
    **LOG,
    **MAIL,
    **SETTINGS,
    **IMPORTS,
    **WAVES,
    **PEOPLE,
    "tenants:overview": Page(),
    "credentials:acceptance": Page(),
    "credentials:issuing": Page(),
    "credentials:issuing-programs": Page(canary=lambda _world: ISSUES),
    "credentials:issuing-program-remove": Page(
        arguments=lambda world: {"code": world.issuing_program}, get=405
    ),
    "credentials:issued-revoke": Page(
        arguments=lambda world: {"code": world.issued}, canary=lambda _world: ISSUES
    ),
    "credentials:card-send": Page(arguments=_membership, get=405),
    "tenants:team": Page(),
    "tenants:team-add": Page(),
    "tenants:team-person": Page(arguments=_seat),
    "tenants:team-remove": Page(arguments=_seat),
    "tenants:members": Page(canary=_named),
    "tenants:member": Page(arguments=_member, canary=_named),
    "tenants:member-name": Page(arguments=_member, canary=_named),
    "tenants:membership-class": Page(arguments=_membership, canary=_named),
    "tenants:membership-class-keep": Page(arguments=_membership, canary=_named),
    "tenants:members-filters": Page(get=405),
    "tenants:members-filter-remove": Page(
        arguments=lambda world: {"code": world.saved_filter}, get=405
    ),
    **KEYS,
    **MONEY,
    "tenants:register": Page(canary=_named),
    "tenants:register-file": Page(get=405),
    "tenants:member-details": Page(arguments=_member, canary=_named),
    "tenants:representative-add": Page(arguments=_member, canary=_named),
    "tenants:representative-end": Page(
        arguments=lambda world: {"code": world.representative}, canary=_named
    ),
    "tenants:member-died": Page(arguments=_member, canary=_named),
    "tenants:leavers": Page(),
    "tenants:leavers-kept": Page(),
    "tenants:member-hold": Page(arguments=_member, canary=_named),
    "tenants:member-hold-lift": Page(arguments=_member, get=405),
    "tenants:membership-notice": Page(arguments=_membership, canary=_named),
    "tenants:membership-exclude": Page(arguments=_membership, canary=_named),
    "tenants:membership-notice-withdraw": Page(arguments=_membership, get=302),
    "tenants:membership-suspend": Page(arguments=_membership, canary=_named),
    "tenants:membership-restore": Page(arguments=_membership, get=302),
    "tenants:membership-end": Page(arguments=_membership, canary=_named),
    "tenants:membership-renew": Page(arguments=_membership, canary=_named),
    "tenants:membership-card": Page(arguments=_membership, canary=_named),
    "benefits:partners": Page(canary=_agreement_code),
    "benefits:agreement-propose": Page(),
    "benefits:agreement-new": Page(arguments=lambda _: {"step": "partner"}),
    "benefits:recognise": Page(),
    "benefits:recognise-terms": Page(get=302),
    "benefits:abroad-read": Page(),
    "benefits:abroad-new": Page(arguments=lambda _: {"step": "who"}, get=302),
    "benefits:agreement": Page(arguments=_agreement, canary=_agreement_code),
    "benefits:network-publish": Page(),
    "benefits:network-new": Page(arguments=lambda _: {"step": "network"}),
    "benefits:network": Page(arguments=_network, published=True),
    "benefits:network-join": Page(arguments=_network, get=405, published=True),
    "benefits:network-exceptions": Page(arguments=_network, canary=_exception_code),
    "benefits:network-exception-agree": Page(arguments=_exception, get=405),
    "benefits:network-exception-end": Page(arguments=_exception, get=405),
    "benefits:agreement-change": Page(arguments=_agreement, get=302),
    "benefits:agreement-change-step": Page(
        arguments=lambda world: {**_agreement(world), "step": "who"}, canary=_agreement_code
    ),
    "benefits:agreement-rules": Page(arguments=lambda _: _A_RULE, get=302),
    "benefits:agreement-change-rules": Page(
        arguments=lambda world: {**_agreement(world), **_A_RULE}, get=302
    ),
    "benefits:agreement-pause": Page(arguments=_agreement, canary=_agreement_code),
    "benefits:agreement-resume": Page(arguments=_agreement, get=405),
    "benefits:agreement-signed": Page(arguments=_agreement, canary=_agreement_code),
    "benefits:agreement-accept": Page(arguments=_agreement, get=405),
    "benefits:agreement-decline": Page(arguments=_agreement, canary=_agreement_code),
    "benefits:agreement-end": Page(arguments=_agreement, canary=_agreement_code),
    "benefits:grants": Page(canary=_visitor),
    "benefits:decisions": Page(),
    "benefits:grant": Page(arguments=_grant, canary=_visitor),
    "benefits:grant-end": Page(arguments=_grant, canary=_grant_code),
    "benefits:grant-report": Page(arguments=_grant, canary=_grant_code),
    "benefits:uses": Page(canary=_use_code),
    "benefits:uses-export": Page(),
    "benefits:origins": Page(),
    "benefits:settlement": Page(),
    "benefits:budgets": Page(),
    "benefits:try": Page(),
    "benefits:use": Page(arguments=_use, canary=_use_code),
    "benefits:use-void": Page(arguments=_use, canary=_use_code),
    "benefits:use-report": Page(arguments=_use, canary=_use_code),
    "benefits:incidents": Page(canary=lambda world: str(world.incident)),
    "benefits:incident": Page(
        arguments=lambda world: {"code": world.incident}, canary=lambda _world: REPORTED
    ),
    "benefits:integrations": Page(canary=_program),
    "benefits:integration-remove": Page(arguments=_program_code, get=405),
    "benefits:clearances": Page(canary=lambda world: str(world.asking)),
    "benefits:clearance": Page(
        arguments=lambda world: {"code": world.clearance}, canary=lambda world: str(world.asking)
    ),
    "benefits:staff-desks": Page(canary=_place),
    "benefits:staff-desk": Page(arguments=_desk, canary=_place),
    "benefits:staff-desk-code": Page(arguments=_desk, get=405),
    "benefits:staff-desk-remove": Page(arguments=_desk, canary=_place),
}
EVERYBODY = {
    **OPEN,
    **MAIL_OPEN,
    "credentials:accreditation-document": "what bodies say of a co-op, for the whole world",
    "credentials:trust-list-document": "whom a federation accredits, for the whole world",
    "credentials:trust-list-part": "a part of it, where it is long",
    "credentials:trust-list-version": "whom it accredited before, for the whole world",
    "credentials:trust-list": "the same in plain words",
    "credentials:trust-list-history": "what has changed in it",
    "landing": "the front door",
    "directory": "the list of co-ops",
    "accessibility": "a promise",
    "privacy": "a promise",
    "definition": "what a card says, the same on every portal",
    "definition-terms": "its words",
    "definition-implement": "how to issue and check",
    "definition-vectors": "what to try software with",
    "definition-file": "its files, to the byte",
    "consultation": "comments that were read and published, and their answers",
    "consultation-comment": "leads to one of them",
    "comment": "a form that anybody may send; the answer is the same for everybody",
    "comment-sent": "the same for everybody",
    "language": "changes the language of one browser, and of who is signed in; tests/words",
    "use-cases": "what co-ops do with it; says who takes part, as their own pages do",
    "use-case": "one of them; figures for operator and federation, tests/portal/test_use_cases.py",
    "interest": "a form that anybody may send; the answer is the same for everybody",
    "interest-sent": "the same for everybody",
    "brand-stylesheet": "a co-op's colours",
    "metrics": "counts and ages, for whoever knows the token; tests/portal/test_outside.py",
    "healthz": "whether the process lives; says nothing else",
    "readyz": "whether it can work; says nothing of any co-op",
    "credentials:did-document": "a co-op's public keys, for the whole world",
    "credentials:status-list": "which places are set, for the whole world",
    "credentials:verdict": "what any phone sees that scans a card: initials only",
    "credentials:verdict-json": "the same for machines",
    "credentials:desk-answer": "for a co-op that signs its question; tests/outbound/test_desk_answers.py",
    "benefits:incident-take": "only what a co-op signs about whom it was told of; tests/outbound/test_incidents.py",
    "credentials:verify": "checks any card; the answer is the same for everyone",
    "credentials:api-verify": "the same for machines",
    "credentials:api-verify-presentation": "the same for several cards held out together",
    "credentials:api-schema": "describes the API",
    "credentials:api-docs": "describes the API",
    "tenants:cooperative": "a co-op's public page",
    "tenants:cooperative-profile": "the same for machines",
    "benefits:desk-manifest": "the name of the co-op whose desk asks; to others a word",
    "benefits:visit": "whose members are welcome",
    "benefits:visit-start": "asks a question; the answer is one person's",
    "benefits:visit-abroad": "asks a question of another portal; the answer is one person's",
}
# Kept by the library that serves them, about the person who is signed in.
LIBRARY = ("account_", "mfa_")
# Not routed in production.
DEVELOPMENT = ("dev-", "demo")


def is_classified(name: str) -> bool:
    known = {*STAFF, *EVERYBODY, *ONE_PERSON}
    return name in known or name.startswith((*LIBRARY, *DEVELOPMENT))
