"""Routes of the demonstration: added where the portal is tried out, never in production."""

from __future__ import annotations

from django.urls import path

from coopportal.demo import views

urlpatterns = [
    path("demo/", views.demo, name="demo"),
    path("demo/be/<slug:key>/", views.become, name="demo-become"),
    path("demo/shop/", views.web_shop, name="demo-shop"),
    path("demo/tour/", views.tour, name="demo-tour"),
    path("demo/<slug:story>/", views.story, name="demo-story"),
    path("demo/<slug:story>/again/", views.again, name="demo-again"),
    path("demo/<slug:story>/<slug:key>/", views.step, name="demo-step"),
]
