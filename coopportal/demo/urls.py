"""Routes of the demonstration: added where the portal is tried out, never in production."""

from __future__ import annotations

from django.urls import path

from coopportal.demo import views

urlpatterns = [
    path("demo/", views.demo, name="demo"),
    path("demo/again/", views.again, name="demo-again"),
    path("demo/be/<slug:key>/", views.become, name="demo-become"),
    path("demo/step/<slug:key>/", views.step, name="demo-step"),
]
