from django.urls import path

from core.views import soon

app_name = "moderation"

urlpatterns = [
    path("moderation/", soon, name="queue"),
    path("moderation/listings/<int:pk>/", soon, name="review"),
    path("moderation/listings/<int:pk>/decide/", soon, name="decide"),
    path("moderation/reports/", soon, name="reports"),
    path("moderation/reports/<int:pk>/decide/", soon, name="decide_report"),
    path("moderation/employers/", soon, name="employers"),
    path("moderation/employers/<int:pk>/", soon, name="employer"),
    path("moderation/employers/<int:pk>/suspend/", soon, name="suspend"),
    path("moderation/employers/<int:pk>/reinstate/", soon, name="reinstate"),
    path("moderation/imports/", soon, name="batches"),
    path("moderation/imports/<int:pk>/", soon, name="batch"),
    path("moderation/imports/<int:pk>/decide/", soon, name="decide_batch"),
]
