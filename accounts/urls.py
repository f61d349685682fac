from django.urls import path

from accounts import views
from accounts.views import resumes

app_name = "accounts"

urlpatterns = [
    path("me/", views.me, name="me"),
    path("me/profile/", views.profile, name="profile"),
    path("me/resumes/", resumes.resumes, name="resumes"),
    path("me/resumes/<int:pk>/hide/", resumes.hide_resume, name="hide_resume"),
    path("desk/new/", views.create_employer, name="create_employer"),
    path("desk/<slug:employer>/profile/", views.edit_employer, name="edit_employer"),
]
