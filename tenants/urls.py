"""Routes: pages of one co-op (under /c/<cooperative>/) and pages outside any."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from tenants.views import cooperative, join, status
from tenants.views.staff import (
    applications,
    changing,
    classes,
    details,
    jobs,
    leaving,
    leaving_rules,
    members,
    membership,
    overview,
    place,
    review,
    settings,
    team,
)

app_name = "tenants"
Routes = list[URLPattern | URLResolver]

cooperative_urlpatterns: Routes = [
    path("", cooperative.cooperative, name="cooperative"),
    path("profile.json", cooperative.profile_json, name="cooperative-profile"),
    path("bylaws/", cooperative.bylaws, name="bylaws"),
    path("bylaws/<int:version>/", cooperative.bylaws, name="bylaws-version"),
    path("join/", join.start, name="join"),
    path("join/class/", join.choose_class, name="join-class"),
    path("join/details/", join.details, name="join-details"),
    path("join/check/", join.check, name="join-check"),
    path("join/verify/", join.verify, name="join-verify"),
    path("join/verify/resend/", join.resend, name="join-resend"),
    path("join/discard/", join.discard, name="join-discard"),
    path("join/done/", join.done, name="join-done"),
    path("staff/", overview.overview, name="overview"),
    path("staff/applications/", applications.applications, name="applications"),
    path("staff/applications/undo/", applications.undo, name="applications-undo"),
    path("staff/applications/<uuid:code>/", review.review, name="application-review"),
    path("staff/applications/<uuid:code>/decline/", review.decline, name="application-decline"),
    path("staff/applications/<uuid:code>/ask/", review.ask, name="application-ask"),
    path("staff/applications/<uuid:code>/undo/", review.undo, name="application-undo"),
    path("staff/settings/", settings.description, name="settings"),
    path("staff/settings/rules/", settings.rules, name="rules"),
    path("staff/settings/classes/", classes.classes, name="classes"),
    path("staff/settings/classes/add/", classes.add, name="class-add"),
    path("staff/settings/classes/<uuid:code>/", classes.change, name="class"),
    path("staff/settings/classes/<uuid:code>/close/", classes.close, name="class-close"),
    path("staff/settings/classes/<uuid:code>/open/", classes.reopen, name="class-open"),
    path("staff/settings/classes/<uuid:code>/move/", classes.move, name="class-move"),
    path("staff/settings/place/", place.place, name="place"),
    path("staff/team/", team.team, name="team"),
    path("staff/team/add/", team.add, name="team-add"),
    path("staff/team/<uuid:code>/", team.person, name="team-person"),
    path("staff/team/<uuid:code>/remove/", team.remove, name="team-remove"),
    path("staff/jobs/", jobs.jobs, name="jobs"),
    path("staff/jobs/<uuid:code>/", jobs.job, name="job"),
    path("staff/jobs/<uuid:code>/cancel/", jobs.cancel, name="job-cancel"),
    path("staff/jobs/<uuid:code>/retry/", jobs.retry, name="job-retry"),
    path("staff/jobs/<uuid:code>/results.csv", jobs.results, name="job-results"),
    path("staff/jobs/<uuid:code>/result/", jobs.file, name="job-file"),
    path("staff/members/", members.members, name="members"),
    path("staff/members/<uuid:code>/", members.member, name="member"),
    path("staff/members/<uuid:code>/name/", changing.name, name="member-name"),
    path("staff/memberships/<uuid:code>/class/", changing.kind, name="membership-class"),
    path(
        "staff/memberships/<uuid:code>/class/keep/",
        changing.keep_kind,
        name="membership-class-keep",
    ),
    path("staff/members/<uuid:code>/details/", details.details, name="member-details"),
    path("staff/members/<uuid:code>/representatives/", details.add, name="representative-add"),
    path("staff/representatives/<uuid:code>/end/", details.end, name="representative-end"),
    path("staff/members/<uuid:code>/died/", leaving.died, name="member-died"),
    path("staff/leavers/", leaving.leavers, name="leavers"),
    path("staff/settings/leaving/", leaving_rules.rules, name="leaving-rules"),
    path("staff/memberships/<uuid:code>/notice/", leaving.notice, name="membership-notice"),
    path("staff/memberships/<uuid:code>/exclude/", leaving.exclude, name="membership-exclude"),
    path(
        "staff/memberships/<uuid:code>/notice/take-back/",
        leaving.take_back,
        name="membership-notice-withdraw",
    ),
    path("staff/memberships/<uuid:code>/suspend/", membership.suspend, name="membership-suspend"),
    path("staff/memberships/<uuid:code>/restore/", membership.restore, name="membership-restore"),
    path("staff/memberships/<uuid:code>/end/", membership.end, name="membership-end"),
    path("staff/memberships/<uuid:code>/renew/", membership.renew, name="membership-renew"),
    path("staff/memberships/<uuid:code>/card/", membership.card, name="membership-card"),
]
urlpatterns: Routes = [
    path("a/<str:token>/", status.application, name="application"),
    path("a/<str:token>/continue/", status.go_on, name="application-continue"),
    path("a/<str:token>/withdraw/", status.withdraw, name="application-withdraw"),
]
