"""The staff door: one set of pages a room."""

from django.urls import include, path

from scheduler.staff.followup import schools as followup

app_name = "staff"
urlpatterns = [
    path("", include("scheduler.staff.home.urls")),
    path("", include("scheduler.staff.people.urls")),
    path("", include("scheduler.staff.languages.urls")),
    path("scholen/", include("scheduler.staff.rooms.urls")),
    path("mijn-agenda/", include("scheduler.staff.calendars.urls")),
    path("jaarplanning/", include("scheduler.staff.yearplan.urls")),
    path("", include("scheduler.staff.insight.urls")),
    path("casussen/", include("scheduler.staff.cases.urls")),
    path("casussen/", include("scheduler.staff.consent.urls")),
    path("", include("scheduler.staff.dossier.urls")),
    path("casussen/", include("scheduler.staff.handover.urls")),
    path("signalen/", include("scheduler.staff.signals.urls")),
    path("aanmeldingen/", include("scheduler.staff.applications.urls")),
    path("meedenken/", include("scheduler.staff.consultations.urls")),
    path("overleggen/", include("scheduler.staff.agenda.urls")),
    path("overleggen/", include("scheduler.staff.meetings.urls")),
    path("overleggen/", include("scheduler.staff.minutes.urls")),
    path("", include("scheduler.staff.report.urls")),
    path("overleggen/", include("scheduler.staff.preparation.urls")),
    path("prikker/", include("scheduler.staff.polls.urls")),
    path("opvolging/", include("scheduler.staff.followup.urls")),
    path("opvolging-per-school/", followup.page, name="followup-schools"),
    path("routes/", include("scheduler.staff.routes.urls")),
    path("", include("scheduler.staff.privacy.urls")),
    path("", include("scheduler.staff.letters.urls")),
]
