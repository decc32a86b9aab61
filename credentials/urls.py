"""Routes: pages of one co-op (under /c/<cooperative>/) and pages outside any."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from credentials.views import documents

app_name = "credentials"
Routes = list[URLPattern | URLResolver]

cooperative_urlpatterns: Routes = [
    path("did.json", documents.did_document, name="did-document"),
    path("status/<str:code>", documents.status_list, name="status-list"),
]
urlpatterns: Routes = []
