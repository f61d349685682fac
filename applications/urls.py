from django.urls import path

from applications.views import apply, blocks, candidate, desk, files

app_name = "applications"

urlpatterns = [
    path("jobs/<int:pk>-<slug:slug>/apply/", apply.apply, name="apply"),
    path("me/applications/", candidate.mine, name="mine"),
    path("me/applications/<int:pk>/", candidate.detail, name="detail"),
    path("me/applications/<int:pk>/withdraw/", candidate.withdraw, name="withdraw"),
    path("me/profile/blocks/", blocks.blocks, name="blocks"),
    path("me/profile/blocks/add/", blocks.block, name="block"),
    path("me/profile/blocks/<int:pk>/remove/", blocks.unblock, name="unblock"),
    path("me/resumes/<int:pk>/download/", files.own_resume, name="own_resume"),
    path("applications/<int:pk>/resume/", files.resume, name="resume"),
    path("admin/applications/application/<int:pk>/resume/", files.resume_with_reason, name="resume_with_reason"),
    path("desk/<slug:employer>/applicants/", desk.desk_list, name="desk_list"),
    path("desk/<slug:employer>/applicants/<int:pk>/", desk.desk_detail, name="desk_detail"),
    path("desk/<slug:employer>/applicants/<int:pk>/check/", desk.check, name="check"),
    path("desk/<slug:employer>/applicants/<int:pk>/move/", desk.move, name="move"),
]
