"""What other packages' admins say of the board as a whole."""

from django.contrib import admin
from django.contrib.sites import admin as sites_admin
from django.contrib.sites.models import Site
from django.http import HttpRequest

admin.site.unregister(Site)


@admin.register(Site)
class OneSiteAdmin(sites_admin.SiteAdmin):
    """The plain pages hang on the one row there is."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
