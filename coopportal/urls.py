"""The front door: two includes per app; all pages of one co-op stand under /c/<cooperative>/."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path

import benefits.urls
import credentials.urls
import tenants.urls
from coopportal import health_views, use_case_views, views
from coopportal.consultation import views as consultation_views
from coopportal.definition import views as definition_views
from coopportal.interest import views as interest_views
from coopportal.network import adoption_views, moderating
from coopportal.network import interest_views as wanted_views
from coopportal.network import views as network_views
from coopportal.setting_up.views import set_up
from credentials.core.definition import VERSION
from tenants.views.language import choose_language
from tenants.views.second_proof import second_proof
from tenants.views.sign_in import sign_in

APPS = (tenants.urls, credentials.urls, benefits.urls)

urlpatterns = [
    path("healthz", health_views.healthz, name="healthz"),
    path("readyz", health_views.readyz, name="readyz"),
    path("metrics", health_views.measured, name="metrics"),
    path("", views.landing, name="landing"),
    path("directory/", views.directory, name="directory"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path(
        "c/<slug:cooperative>/brand.<slug:digest>.css",
        views.brand_stylesheet,
        name="brand-stylesheet",
    ),
    path("use-cases/", use_case_views.use_case_list, name="use-cases"),
    path("use-cases/<slug:slug>/", use_case_views.use_case, name="use-case"),
    path("definition/", definition_views.overview, name="definition"),
    path("definition/terms/", definition_views.terms, name="definition-terms"),
    path("definition/implement/", definition_views.implement, name="definition-implement"),
    path("definition/vectors/", definition_views.vectors, name="definition-vectors"),
    path("definition/consultation/", consultation_views.consultation, name="consultation"),
    path(
        "definition/consultation/<int:number>/",
        consultation_views.one,
        name="consultation-comment",
    ),
    path("definition/comment/", consultation_views.write, name="comment"),
    path("definition/comment/sent/", consultation_views.sent, name="comment-sent"),
    path("definition/comment/<str:token>/", consultation_views.kept, name="comment-kept"),
    path(
        "definition/comment/<str:token>/delete/", consultation_views.delete, name="comment-delete"
    ),
    path(f"definition/{VERSION}/<path:name>", definition_views.file, name="definition-file"),
    path("interest/", interest_views.register, name="interest"),
    path("interest/sent/", interest_views.sent, name="interest-sent"),
    path("interest/<str:token>/", interest_views.kept, name="interest-kept"),
    path("interest/<str:token>/delete/", interest_views.delete, name="interest-delete"),
    path("network/", network_views.network, name="network"),
    path("network/open/", network_views.open_cooperative, name="network-open"),
    path("network/adoption/", adoption_views.adoption, name="network-adoption"),
    path("network/adoption.csv", adoption_views.adoption_export, name="network-adoption-export"),
    path("network/visits.csv", adoption_views.flows_export, name="network-flows-export"),
    path("network/adoption/<int:year>/", adoption_views.year_report, name="network-year"),
    path("network/co-ops/<slug:slug>/", network_views.cooperative, name="network-cooperative"),
    path("network/interest/", wanted_views.interest_list, name="network-interests"),
    path("network/interest.csv", wanted_views.interest_export, name="network-interest-export"),
    path("network/interest/<uuid:code>/", wanted_views.interest, name="network-interest"),
    path("network/interest/<uuid:code>/invite/", wanted_views.invite, name="network-invite"),
    path("network/consultation/", moderating.comment_list, name="network-consultation"),
    path("network/consultation.csv", moderating.export, name="network-consultation-export"),
    path("network/consultation/<uuid:code>/", moderating.comment, name="network-comment"),
    path("network/proposals/", moderating.proposal_list, name="network-proposals"),
    path("network/proposals/new/", moderating.new_proposal, name="network-proposal-new"),
    path("network/proposals/<uuid:code>/", moderating.proposal, name="network-proposal"),
    path("setup/<slug:token>/", set_up, name="setup"),
    path("language/", choose_language, name="language"),
    path("accounts/login/", sign_in, name="account_login"),
    path("accounts/second-proof/", second_proof, name="second-proof"),
    path("accounts/", include("allauth.urls")),
    # Both halves of an app share its namespace, so that a name never tells where a page stands.
    *(
        path(
            "",
            include(
                (
                    [
                        path("c/<slug:cooperative>/", include(app.cooperative_urlpatterns)),
                        *app.urlpatterns,
                    ],
                    app.app_name,
                )
            ),
        )
        for app in APPS
    ),
]

if not settings.PRODUCTION:
    from coopportal import dev
    from coopportal.demo import urls as demo

    urlpatterns += [*dev.urlpatterns, *demo.urlpatterns]
