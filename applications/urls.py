from django.urls import path

from core.views import soon

app_name = "applications"

urlpatterns = [
    path("jobs/<int:pk>-<slug:slug>/apply/", soon, name="apply"),
    path("me/applications/", soon, name="mine"),
    path("me/applications/<int:pk>/", soon, name="detail"),
    path("me/applications/<int:pk>/withdraw/", soon, name="withdraw"),
    path("applications/<int:pk>/resume/", soon, name="resume"),
    path("desk/<slug:employer>/applicants/", soon, name="desk_list"),
    path("desk/<slug:employer>/applicants/<int:pk>/", soon, name="desk_detail"),
    path("desk/<slug:employer>/applicants/<int:pk>/move/", soon, name="move"),
]
