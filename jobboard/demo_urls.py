"""/demo/: part of the board only where DEMO is on (jobboard/urls.py)."""

from django.urls import path

from jobboard.views import demo

app_name = "demo"

urlpatterns = [
    path("", demo.home, name="home"),
    path("switch/", demo.switch, name="switch"),
    path("mail/", demo.mails, name="mails"),
    path("mail/<int:pk>/", demo.mail, name="mail"),
    path("mail/<int:pk>/html/", demo.mail_html, name="mail_html"),
]
