from django.urls import path

from listings.views import desk, public, report, saved

app_name = "listings"

urlpatterns = [
    path("jobs/", public.listing_list, name="list"),
    path("jobs/<int:pk>-<slug:slug>/", public.detail, name="detail"),
    path("jobs/<int:pk>-<slug:slug>/report/", report.report, name="report"),
    path("jobs/<int:pk>/out/", public.out, name="out"),
    path("jobs/<int:pk>/save/", saved.save, name="save"),
    path("me/saved/", saved.saved, name="saved"),
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
