"""The portal's own routes, and those for suites."""

from __future__ import annotations

from django.urls import path

from coopportal.conform import views
from coopportal.urls import urlpatterns as normal

urlpatterns = [
    path("conform/<slug:name>/credentials/issue", views.IssueView.as_view(), name="conform-issue"),
    path("conform/credentials/verify", views.VerifyView.as_view(), name="conform-verify"),
    path(
        "conform/presentations/verify",
        views.VerifyPresentationView.as_view(),
        name="conform-verify-presentation",
    ),
    path("conform/<slug:name>/did.json", views.published, name="conform-did"),
    path("conform/<slug:name>/status/<slug:purpose>", views.published, name="conform-status"),
    *normal,
]
