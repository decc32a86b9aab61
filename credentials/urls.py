"""Routes: pages of one co-op (under /c/<cooperative>/) and pages outside any."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from credentials.views import api, claim, documents, me, staff_cards, verify

app_name = "credentials"
Routes = list[URLPattern | URLResolver]

cooperative_urlpatterns: Routes = [
    path("v/<str:code>.json", verify.verdict_json, name="verdict-json"),
    path("v/<str:code>", verify.verdict, name="verdict"),
    path("verify/", verify.verify, name="verify"),
    path("credentials/verify", api.VerifyView.as_view(), name="api-verify"),
    path("api/schema/", api.schema, name="api-schema"),
    path("api/docs/", api.DocsView.as_view(), name="api-docs"),
    path("staff/memberships/<uuid:code>/send-card/", staff_cards.send, name="card-send"),
    path("did.json", documents.did_document, name="did-document"),
    path("status/<str:code>", documents.status_list, name="status-list"),
]
urlpatterns: Routes = [
    path("v/<str:code>.json", verify.verdict_json, name="verdict-json"),
    path("v/<str:code>", verify.verdict, name="verdict"),
    path("verify/", verify.verify, name="verify"),
    path("credentials/verify", api.VerifyView.as_view(), name="api-verify"),
    path("api/schema/", api.schema, name="api-schema"),
    path("api/docs/", api.DocsView.as_view(), name="api-docs"),
    path("me/", me.me, name="me"),
    path("me/cards/<uuid:code>/", me.card, name="card"),
    path("me/cards/<uuid:code>/card.json", me.card_json, name="card-json"),
    path("me/cards/<uuid:code>/qr.png", me.qr_png, name="card-qr-png"),
    path("me/cards/<uuid:code>/qr.svg", me.qr_svg, name="card-qr-svg"),
    path("me/cards/<uuid:code>/card.pdf", me.card_pdf, name="card-pdf"),
    path("me/cards/<uuid:code>/replace/", me.replace, name="card-replace"),
    path("claim/<str:token>/", claim.claim, name="claim"),
]
