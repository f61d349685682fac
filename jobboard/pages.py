from django.contrib.flatpages.views import flatpage
from django.urls import path

from core.views import accent
from jobboard.plain_pages import PAGES
from jobboard.views import codes, crawlers, desk, employers, home, machines, privacy, specialties

app_name = "jobboard"

urlpatterns = [
    path("", home.home, name="home"),
    path("specialties/", specialties.specialties, name="specialties"),
    path("specialties/<slug:slug>/", specialties.specialty, name="specialty"),
    path("codes/", codes.codes, name="codes"),
    path("codes/<str:system>/<str:code>/", codes.code, name="code"),
    path("employers/", employers.employers, name="employers"),
    path("employers/<slug:slug>/", employers.employer, name="employer"),
    path("me/privacy/", privacy.my_privacy, name="my_privacy"),
    path("desk/", desk.desks, name="desks"),
    path("desk/<slug:employer>/", desk.desk, name="desk"),
    *(path(f"{slug}/", flatpage, {"url": f"/{slug}/"}, name=slug) for slug in PAGES),
    path("accent.css", accent, name="accent"),
    path("health/live", machines.live, name="live"),
    path("health/ready", machines.ready, name="ready"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", crawlers.sitemap_section, name="sitemap_section"),
]
