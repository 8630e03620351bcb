"""The style guide: every component on one page. It exists in the demo only."""

from django.conf import settings
from django.urls import URLPattern, path

from scheduler.design import views

app_name = "design"
urlpatterns: list[URLPattern] = []
if settings.DEMO:
    urlpatterns = [
        path("", views.components, name="components"),
        path("gast/", views.guest, name="guest"),
    ]
