from django.urls import path

from core.views import soon

app_name = "jobboard"

urlpatterns = [
    path("", soon, name="home"),
    path("specialties/", soon, name="specialties"),
    path("specialties/<slug:slug>/", soon, name="specialty"),
    path("codes/", soon, name="codes"),
    path("codes/<str:system>/<str:code>/", soon, name="code"),
    path("employers/", soon, name="employers"),
    path("employers/<slug:slug>/", soon, name="employer"),
    path("desk/", soon, name="desks"),
    path("desk/<slug:employer>/", soon, name="desk"),
    path("health/live", soon, name="live"),
    path("health/ready", soon, name="ready"),
    path("robots.txt", soon, name="robots"),
    path("sitemap.xml", soon, name="sitemap"),
]
