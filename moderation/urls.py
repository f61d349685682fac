from django.urls import path

from moderation.views import batches, claims, employers, queue, reports

app_name = "moderation"

urlpatterns = [
    path("moderation/", queue.queue, name="queue"),
    path("moderation/listings/<int:pk>/", queue.review, name="review"),
    path("moderation/listings/<int:pk>/decide/", queue.decide, name="decide"),
    path("moderation/reports/", reports.reports, name="reports"),
    path("moderation/reports/<int:pk>/decide/", reports.decide_report, name="decide_report"),
    path("moderation/employers/", employers.employers, name="employers"),
    path("moderation/employers/claims/", claims.claims, name="claims"),
    path("moderation/employers/claims/<int:pk>/decide/", claims.decide_claim, name="decide_claim"),
    path("moderation/employers/<int:pk>/", employers.employer, name="employer"),
    path("moderation/employers/<int:pk>/suspend/", employers.suspend, name="suspend"),
    path("moderation/employers/<int:pk>/reinstate/", employers.reinstate, name="reinstate"),
    path("moderation/employers/<int:pk>/share-domain/", employers.share_domain, name="share_domain"),
    path("moderation/imports/", batches.batches, name="batches"),
    path("moderation/imports/<int:pk>/", batches.batch, name="batch"),
    path("moderation/imports/<int:pk>/decide/", batches.decide_batch, name="decide_batch"),
]
