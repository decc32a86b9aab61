"""Routes: pages of one co-op (under /c/<cooperative>/) and pages outside any."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from credentials.views import (
    acceptance,
    accreditation,
    accreditation_evidence,
    accreditations,
    answering,
    api,
    claim,
    documents,
    issuing,
    issuing_api,
    leaving,
    me,
    outside,
    presentations,
    privacy,
    programs,
    staff_cards,
    trust_list,
    verify,
)

app_name = "credentials"
Routes = list[URLPattern | URLResolver]

cooperative_urlpatterns: Routes = [
    path("staff/issuing/", issuing.issuing, name="issuing"),
    path("staff/issuing/programs/", programs.programs, name="issuing-programs"),
    path(
        "staff/issuing/programs/<uuid:code>/remove/",
        programs.remove,
        name="issuing-program-remove",
    ),
    path("staff/issuing/issued/<uuid:code>/revoke/", programs.revoke, name="issued-revoke"),
    path("staff/acceptance/", acceptance.acceptance, name="acceptance"),
    path("v/<str:code>.json", verify.verdict_json, name="verdict-json"),
    path("v/<str:code>", verify.verdict, name="verdict"),
    path("verify/", verify.verify, name="verify"),
    path("credentials/verify", api.VerifyHereView.as_view(), name="api-verify"),
    path("credentials/issue", issuing_api.IssueView.as_view(), name="api-issue"),
    path("credentials/status", issuing_api.StatusView.as_view(), name="api-status"),
    path("api/schema/", api.schema, name="api-schema"),
    path("api/docs/", api.DocsView.as_view(), name="api-docs"),
    path("staff/memberships/<uuid:code>/send-card/", staff_cards.send, name="card-send"),
    path("staff/memberships/<uuid:code>/letter/", staff_cards.letter, name="card-letter"),
    path("did.json", documents.did_document, name="did-document"),
    path("accreditation.json", documents.accreditation, name="accreditation-document"),
    path("trust-list.json", documents.trust_list, name="trust-list-document"),
    path("trust-list/parts/<str:code>.json", documents.trust_list_part, name="trust-list-part"),
    path("trust-list/", trust_list.trust_list, name="trust-list"),
    path("trust-list/history/", trust_list.history, name="trust-list-history"),
    path("trust-list/<int:number>.json", trust_list.version, name="trust-list-version"),
    path("staff/accreditation/", accreditation.accreditation, name="accreditation"),
    path("staff/accreditation/ask/", accreditation.ask, name="accreditation-ask"),
    path(
        "staff/accreditation/<uuid:code>/withdraw/",
        accreditation.withdraw,
        name="accreditation-withdraw",
    ),
    path(
        "staff/accreditation/<uuid:code>/appeal/",
        accreditation.appeal,
        name="accreditation-appeal",
    ),
    path(
        "staff/accreditation/<uuid:code>/renew/",
        accreditation.renew,
        name="accreditation-renew",
    ),
    path("staff/accreditation/elsewhere/", outside.bring, name="accreditation-bring"),
    path(
        "staff/accreditation/elsewhere/<uuid:code>/take-down/",
        outside.take_down,
        name="accreditation-take-down",
    ),
    path("staff/vouching/<uuid:code>/", accreditation.vouch, name="vouch"),
    path("staff/accreditations/", accreditations.listed, name="accreditations"),
    path("staff/accreditations/<uuid:code>/", accreditations.review, name="accreditation-review"),
    path(
        "staff/accreditations/<uuid:code>/seen/",
        accreditation_evidence.seen,
        name="accreditation-seen",
    ),
    path(
        "staff/accreditations/<uuid:code>/look/",
        accreditation_evidence.look,
        name="accreditation-look",
    ),
    path(
        "staff/accreditations/<uuid:code>/propose/<slug:kind>/",
        accreditations.propose,
        name="accreditation-propose",
    ),
    path(
        "staff/accreditations/<uuid:code>/confirm/",
        accreditations.confirm,
        name="accreditation-confirm",
    ),
    path(
        "staff/accreditations/<uuid:code>/send-back/",
        accreditations.send_back,
        name="accreditation-send-back",
    ),
    path(
        "staff/accreditations/<uuid:code>/suspend/",
        accreditations.suspend,
        name="accreditation-suspend",
    ),
    path("status/<str:code>", documents.status_list, name="status-list"),
]
urlpatterns: Routes = [
    path("v/<str:code>.json", verify.verdict_json, name="verdict-json"),
    path("v/<str:code>", verify.verdict, name="verdict"),
    path("verify/", verify.verify, name="verify"),
    path("credentials/verify", api.VerifyView.as_view(), name="api-verify"),
    path("api/schema/", api.schema, name="api-schema"),
    path("api/docs/", api.DocsView.as_view(), name="api-docs"),
    path(
        "presentations/verify",
        presentations.VerifyPresentationView.as_view(),
        name="api-verify-presentation",
    ),
    path("credentials/answer", answering.answer, name="desk-answer"),
    path("me/", me.me, name="me"),
    path("me/privacy/", privacy.privacy, name="privacy"),
    path("me/privacy/my-data.zip", privacy.download, name="privacy-download"),
    path("me/cards/<uuid:code>/", me.card, name="card"),
    path("me/cards/<uuid:code>/card.json", me.card_json, name="card-json"),
    path("me/cards/<uuid:code>/qr.png", me.qr_png, name="card-qr-png"),
    path("me/cards/<uuid:code>/qr.svg", me.qr_svg, name="card-qr-svg"),
    path("me/cards/<uuid:code>/card.pdf", me.card_pdf, name="card-pdf"),
    path("me/cards/<uuid:code>/replace/", me.replace, name="card-replace"),
    path("me/cards/<uuid:code>/renew/", leaving.renew, name="card-renew"),
    path("me/cards/<uuid:code>/leave/", leaving.leave, name="card-leave"),
    path("me/cards/<uuid:code>/stay/", leaving.stay, name="card-stay"),
    path("claim/<str:token>/", claim.claim, name="claim"),
]
