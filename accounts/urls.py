from django.urls import path

from accounts.views import domains, employers, people, resumes

app_name = "accounts"

urlpatterns = [
    path("me/", people.me, name="me"),
    path("me/profile/", people.profile, name="profile"),
    path("me/resumes/", resumes.resumes, name="resumes"),
    path("me/resumes/<int:pk>/hide/", resumes.hide_resume, name="hide_resume"),
    path("desk/new/", employers.create_employer, name="create_employer"),
    path("desk/<slug:employer>/profile/", employers.edit_employer, name="edit_employer"),
    path("desk/<slug:employer>/profile/domain/", domains.prove_domain, name="prove_domain"),
    path("desk/<slug:employer>/profile/domain/confirm/", domains.confirm_domain, name="confirm_domain"),
]
