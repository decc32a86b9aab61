"""Routes: pages of one co-op (under /c/<cooperative>/) and pages outside any."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "credentials"
Routes = list[URLPattern | URLResolver]

cooperative_urlpatterns: Routes = []
urlpatterns: Routes = []
