from django.urls import path

from accounts.views import claims, domains, employers, people, privacy, resumes, team

app_name = "accounts"

urlpatterns = [
    path("me/", people.me, name="me"),
    path("me/profile/", people.profile, name="profile"),
    path("me/resumes/", resumes.resumes, name="resumes"),
    path("me/resumes/<int:pk>/rename/", resumes.rename_resume, name="rename_resume"),
    path("me/resumes/<int:pk>/default/", resumes.default_resume, name="default_resume"),
    path("me/resumes/<int:pk>/hide/", resumes.hide_resume, name="hide_resume"),
    path("me/privacy/export/", privacy.request_export, name="request_export"),
    path("me/privacy/export/<int:pk>/", privacy.export, name="export"),
    path("me/privacy/close/", privacy.close_account, name="close_account"),
    path("me/privacy/reopen/", privacy.reopen_account, name="reopen_account"),
    path("desk/new/", employers.create_employer, name="create_employer"),
    path("desk/<slug:employer>/profile/", employers.edit_employer, name="edit_employer"),
    path("desk/<slug:employer>/profile/domain/", domains.prove_domain, name="prove_domain"),
    path("desk/<slug:employer>/profile/domain/confirm/", domains.confirm_domain, name="confirm_domain"),
    path("desk/<slug:employer>/claim/", claims.claim_employer, name="claim_employer"),
    path("desk/<slug:employer>/claim/confirm/", claims.confirm_claim, name="confirm_claim"),
    path("desk/<slug:employer>/claim/withdraw/", claims.withdraw_claim, name="withdraw_claim"),
    path("logos/<str:name>", employers.logo, name="logo"),
    path("desk/<slug:employer>/team/", team.team, name="team"),
    path("desk/<slug:employer>/team/invite/", team.invite, name="invite"),
    path("desk/<slug:employer>/team/hand-over/", team.hand_over, name="hand_over"),
    path("desk/<slug:employer>/team/leave/", team.leave_team, name="leave_team"),
    path("desk/<slug:employer>/team/<int:pk>/role/", team.change_role, name="change_role"),
    path("desk/<slug:employer>/team/<int:pk>/remove/", team.remove_member, name="remove_member"),
    path("desk/<slug:employer>/team/invitations/<int:pk>/resend/", team.resend_invitation, name="resend_invitation"),
    path(
        "desk/<slug:employer>/team/invitations/<int:pk>/withdraw/",
        team.withdraw_invitation,
        name="withdraw_invitation",
    ),
    path("invitations/<str:token>/", team.invitation, name="invitation"),
]
