from django.urls import path

from core.views import soon

app_name = "listings"

urlpatterns = [
    path("jobs/", soon, name="list"),
    path("jobs/<int:pk>-<slug:slug>/", soon, name="detail"),
    path("jobs/<int:pk>-<slug:slug>/report/", soon, name="report"),
    path("jobs/<int:pk>/out/", soon, name="out"),
    path("desk/<slug:employer>/listings/", soon, name="desk_list"),
    path("desk/<slug:employer>/listings/new/", soon, name="create"),
    path("desk/<slug:employer>/listings/<int:pk>/", soon, name="manage"),
    path("desk/<slug:employer>/listings/<int:pk>/edit/", soon, name="edit"),
    path("desk/<slug:employer>/listings/<int:pk>/preview/", soon, name="preview"),
    path("desk/<slug:employer>/listings/<int:pk>/submit/", soon, name="submit"),
    path("desk/<slug:employer>/listings/<int:pk>/withdraw/", soon, name="withdraw"),
    path("desk/<slug:employer>/listings/<int:pk>/close/", soon, name="close"),
    path("desk/<slug:employer>/listings/<int:pk>/copy/", soon, name="copy"),
]
