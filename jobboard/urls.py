"""Every address of the board. The order matters where one app's fixed word meets another's slug (/desk/new/)."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from jobboard.views import staff

# Staff log in where everybody does: the same codes, limits and second factors.
admin.site.login = staff.login  # type: ignore[method-assign]
admin.site.has_permission = staff.may_enter  # type: ignore[method-assign]
admin.site.password_change = staff.change_password  # type: ignore[method-assign, assignment]
admin.site.site_header = admin.site.site_title = settings.SITE_NAME

urlpatterns = [
    path("accounts/", include("accounts.entrance")),
    path("accounts/", include("allauth.urls")),
    path("", include("core.urls")),
    path("", include("accounts.urls")),
    path("", include("listings.urls")),
    path("", include("applications.urls")),
    path("admin/", admin.site.urls),  # takes every address under admin/ that nobody above has taken
    path("", include("moderation.urls")),
    path("", include("jobboard.pages")),
]
if settings.DEMO:
    urlpatterns += [path("demo/", include("jobboard.demo_urls"))]

handler400 = "core.views.bad_request"
handler403 = "core.views.permission_denied"
handler404 = "core.views.page_not_found"
handler429 = "core.views.too_many_requests"
handler500 = "core.views.server_error"
