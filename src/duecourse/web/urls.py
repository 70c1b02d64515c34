"""Every address of the product."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from duecourse.web.views import people, shell

web = (
    [
        path("sign-in/", people.SignIn.as_view(), name="sign_in"),
        path("sign-out/", people.SignOut.as_view(), name="sign_out"),
        path("me/", people.me, name="me"),
        path("me/password/", people.password, name="password"),
        path("me/tokens/", people.issue_token, name="issue_token"),
        path("me/tokens/<int:pk>/revoke/", people.revoke_token, name="revoke_token"),
        path("audit/", shell.audit_log, name="audit"),
        path("health", shell.health, name="health"),
        path("demo/sign-in/", people.demo_sign_in, name="demo_sign_in"),
        path("demo/clock/", shell.demo_clock, name="demo_clock"),
    ],
    "web",
)

urlpatterns = [
    path("", include(web)),
    path("", include("duecourse.worklist.urls")),
    path("", include("duecourse.receivables.urls")),
    path("", include("duecourse.compliance.urls")),
    path("", include("duecourse.rulebook.urls")),
    path("", include("duecourse.calls.urls")),
    path("", include("duecourse.followups.urls")),
    path("", include("duecourse.reviewer.urls")),
    path("", include("duecourse.quality.urls")),
    path("", include("duecourse.retention.urls")),
    path("", include("duecourse.outbox.urls")),
    path("api/v1/", include("duecourse.api.urls")),
    path("admin/", admin.site.urls),
]

handler404 = "duecourse.api.frame.page_not_found"
