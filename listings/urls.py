from django.urls import path

from core.views import soon
from listings.views import desk, report

app_name = "listings"

urlpatterns = [
    path("jobs/", soon, name="list"),
    path("jobs/<int:pk>-<slug:slug>/", soon, name="detail"),
    path("jobs/<int:pk>-<slug:slug>/report/", report.report, name="report"),
    path("jobs/<int:pk>/out/", soon, name="out"),
    path("desk/<slug:employer>/listings/", desk.desk_list, name="desk_list"),
    path("desk/<slug:employer>/listings/new/", desk.create, name="create"),
    path("desk/<slug:employer>/listings/<int:pk>/", desk.manage, name="manage"),
    path("desk/<slug:employer>/listings/<int:pk>/edit/", desk.edit, name="edit"),
    path("desk/<slug:employer>/listings/<int:pk>/preview/", desk.preview, name="preview"),
    path("desk/<slug:employer>/listings/<int:pk>/submit/", desk.submit, name="submit"),
    path("desk/<slug:employer>/listings/<int:pk>/withdraw/", desk.withdraw, name="withdraw"),
    path("desk/<slug:employer>/listings/<int:pk>/close/", desk.close, name="close"),
    path("desk/<slug:employer>/listings/<int:pk>/copy/", desk.copy, name="copy"),
]
