"""Routes: pages of one co-op (under /c/<cooperative>/) and pages outside any."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from benefits import api
from benefits.views import (
    across,
    agreements,
    answering,
    consent,
    crossing,
    grants,
    integrations,
    mine,
    networks,
    partners,
    proposing,
    reckoning,
    recognising,
    ruling,
    trying,
    visits,
)
from benefits.views import uses as given
from benefits.views.desk import desk, giving, helping, lookup, pairing, today
from benefits.views.desk import staff as desk_staff

app_name = "benefits"
Routes = list[URLPattern | URLResolver]

cooperative_urlpatterns: Routes = [
    path("visit/", visits.visit, name="visit"),
    path("visit/start/", visits.start, name="visit-start"),
    path("visit/abroad/", crossing.start, name="visit-abroad"),
    path("visit/<uuid:code>/", visits.result, name="visit-result"),
    path("staff/partners/", partners.partners, name="partners"),
    path("visit/<uuid:code>/request.jwt", crossing.request_object, name="visit-request"),
    path("visit/<uuid:code>/answer/", crossing.answer, name="visit-answer"),
    path("visit/<uuid:code>/back/", crossing.back, name="visit-back"),
    path("visit/<uuid:code>/finish/", crossing.finish, name="visit-finish"),
    path("staff/networks/new/", networks.publish, name="network-publish"),
    path("staff/networks/new/<slug:step>/", networks.publish, name="network-new"),
    path("staff/networks/<uuid:code>/", networks.network, name="network"),
    path("staff/networks/<uuid:code>/join/", networks.join, name="network-join"),
    path(
        "staff/networks/<uuid:code>/exceptions/",
        networks.exceptions_of,
        name="network-exceptions",
    ),
    path(
        "staff/networks/<uuid:code>/exceptions/<uuid:exception>/agree/",
        networks.agree_exception,
        name="network-exception-agree",
    ),
    path(
        "staff/networks/<uuid:code>/exceptions/<uuid:exception>/end/",
        networks.end_exception,
        name="network-exception-end",
    ),
    path("staff/agreements/new/", proposing.propose, name="agreement-propose"),
    path("staff/agreements/new/<slug:step>/", proposing.propose, name="agreement-new"),
    path("staff/agreements/abroad/", recognising.find, name="recognise"),
    path("staff/agreements/abroad/terms/", recognising.terms, name="recognise-terms"),
    path("staff/agreements/abroad/read/", across.read, name="abroad-read"),
    path("staff/agreements/abroad/new/<slug:step>/", across.propose, name="abroad-new"),
    path("agreements/<uuid:code>.json", across.statement, name="agreement-statement"),
    path(
        "staff/agreements/new/rules/<slug:side>/<slug:benefit>/",
        ruling.rules,
        name="agreement-rules",
    ),
    path(
        "staff/agreements/<uuid:code>/change/rules/<slug:side>/<slug:benefit>/",
        ruling.change_rules,
        name="agreement-change-rules",
    ),
    path("staff/agreements/<uuid:code>/", agreements.agreement, name="agreement"),
    path("staff/agreements/<uuid:code>/change/", proposing.begin_change, name="agreement-change"),
    path(
        "staff/agreements/<uuid:code>/change/<slug:step>/",
        proposing.change,
        name="agreement-change-step",
    ),
    path("staff/agreements/<uuid:code>/accept/", agreements.accept, name="agreement-accept"),
    path("staff/agreements/<uuid:code>/decline/", agreements.decline, name="agreement-decline"),
    path("staff/agreements/<uuid:code>/pause/", agreements.pause, name="agreement-pause"),
    path("staff/agreements/<uuid:code>/resume/", agreements.resume, name="agreement-resume"),
    path("staff/agreements/<uuid:code>/signed/", agreements.signed, name="agreement-signed"),
    path("staff/agreements/<uuid:code>/end/", agreements.end, name="agreement-end"),
    path("staff/grants/", grants.grants, name="grants"),
    path("staff/grants/decisions/", grants.decisions, name="decisions"),
    path("staff/grants/<uuid:code>/", grants.grant, name="grant"),
    path("staff/grants/<uuid:code>/end/", grants.end, name="grant-end"),
    path("api/v1/codes/check", api.CheckCodeView.as_view(), name="api-code-check"),
    path("api/v1/codes/redeem", api.RedeemCodeView.as_view(), name="api-code-redeem"),
    path("staff/programs/", integrations.integrations, name="integrations"),
    path("staff/programs/<uuid:code>/remove/", integrations.remove, name="integration-remove"),
    path("staff/uses/", given.log, name="uses"),
    path("staff/uses.csv", given.export, name="uses-export"),
    path("staff/uses/by-co-op/", given.origins, name="origins"),
    path("staff/uses/settlement/", reckoning.settlement, name="settlement"),
    path("staff/uses/try/", trying.simulate, name="try"),
    path("staff/uses/budgets/", reckoning.budgets, name="budgets"),
    path("staff/uses/<uuid:code>/", given.use, name="use"),
    path("staff/uses/<uuid:code>/void/", given.void, name="use-void"),
    path("staff/desks/", desk_staff.desks, name="staff-desks"),
    path("staff/desks/<uuid:code>/", desk_staff.desk, name="staff-desk"),
    path("staff/desks/<uuid:code>/code/", desk_staff.new_code, name="staff-desk-code"),
    path("staff/desks/<uuid:code>/remove/", desk_staff.remove, name="staff-desk-remove"),
]
urlpatterns: Routes = [
    path("present/", answering.present, name="present-abroad"),
    path("present/<uuid:code>/", consent.present, name="present"),
    path("me/benefits/", mine.benefits, name="mine"),
    path("me/benefits/<uuid:card>/<slug:host>/<slug:benefit>/", mine.get_code, name="code"),
    path("desk/", desk.desk, name="desk"),
    path("desk/lookup/", lookup.look_up, name="desk-lookup"),
    path("desk/today/", today.today, name="desk-today"),
    path("desk/manifest.webmanifest", helping.manifest, name="desk-manifest"),
    path("desk/help/", helping.help_page, name="desk-help"),
    path("desk/help/<slug:slug>/", helping.practise, name="desk-practice"),
    path("desk/pair/", pairing.pair_by_digits, name="desk-pair-digits"),
    path("desk/pair/<str:token>/", pairing.pair, name="desk-pair"),
    path("desk/r/<uuid:code>/", desk.check, name="desk-check"),
    path("desk/r/<uuid:code>/give/", giving.give, name="desk-give"),
    path("desk/r/<uuid:code>/undo/", giving.undo, name="desk-undo"),
    path("desk/r/<uuid:code>/id/", desk.compare, name="desk-compare"),
]
