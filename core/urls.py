from django.urls import path

from core import views

app_name = "core"

urlpatterns = [
    # Not in the table of addresses, but every stoppable mail must name one that works without a login (RFC 8058).
    path("mail/stop/<str:token>/", views.mail_stop, name="mail_stop"),
]
