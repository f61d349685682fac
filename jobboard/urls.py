"""Every address of the board. The order matters where one app's fixed word meets another's slug (/desk/new/)."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("accounts.urls")),
    path("", include("listings.urls")),
    path("", include("applications.urls")),
    path("", include("moderation.urls")),
    path("", include("jobboard.pages")),
]
