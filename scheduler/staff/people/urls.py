"""Addresses of these pages."""

from django.urls import path

from scheduler.staff.people import editing, importing, keys, organisations, pages, schools, webhooks, week

urlpatterns = [
    path("mensen/", pages.people, name="people"),
    path("mensen/nieuw/", editing.person_new, name="person-new"),
    path("mensen/organisaties/", organisations.organisations, name="organisations"),
    path("mensen/organisaties/nieuw/", organisations.organisation_new, name="organisation-new"),
    path("mensen/organisaties/<uuid:organisation_id>/", organisations.organisation_edit, name="organisation-edit"),
    path("mensen/<uuid:person_id>/", pages.person, name="person"),
    path("mensen/<uuid:person_id>/wijzigen/", editing.person_edit, name="person-edit"),
    path("mensen/<uuid:person_id>/account/", editing.account, name="account-make"),
    path("mensen/<uuid:person_id>/rol/", editing.role_give, name="role-give"),
    path("mensen/rol/<uuid:holding_id>/einde/", editing.role_end, name="role-end"),
    path("mensen/<uuid:person_id>/werktijden/", week.hours, name="hours"),
    path("mensen/<uuid:person_id>/afwezig/", week.absence_new, name="absence-new"),
    path("mensen/afwezig/<uuid:absence_id>/weg/", week.absence_remove, name="absence-remove"),
    path("mensen/<uuid:person_id>/vervanger/", week.deputy_new, name="deputy-new"),
    path("mensen/vervanger/<uuid:deputy_id>/weg/", week.deputy_remove, name="deputy-remove"),
    path("mensen/inlezen/", importing.check, name="import"),
    path("mensen/inlezen/sjabloon.xlsx", importing.template, name="import-template"),
    path("mensen/inlezen/bewaren/", importing.keep, name="import-keep"),
    path("scholen/", schools.schools, name="schools"),
    path("scholen/nieuw/", schools.school_new, name="school-new"),
    path("scholen/<uuid:school_id>/", schools.school, name="school"),
    path("scholen/<uuid:school_id>/wijzigen/", schools.school_edit, name="school-edit"),
    path("scholen/<uuid:school_id>/dagen/", schools.free_day_new, name="free-day-new"),
    path("scholen/<uuid:school_id>/uitnodigingen/", schools.name_staff, name="school-name-staff"),
    path("scholen/dagen/<uuid:free_day_id>/weg/", schools.free_day_remove, name="free-day-remove"),
    path("toegang/", pages.access_matrix, name="access"),
    path("toegang/sleutels/", keys.keys, name="keys"),
    path("toegang/sleutels/<uuid:key_id>/intrekken/", keys.revoke, name="key-revoke"),
    path("toegang/meldingen/", webhooks.hooks, name="hooks"),
    path("toegang/meldingen/<uuid:hook_id>/weg/", webhooks.end, name="hook-end"),
    path("toegang/meldingen/<uuid:hook_id>/proef/", webhooks.test, name="hook-test"),
    path("toegang/meldingen/bericht/<uuid:delivery_id>/opnieuw/", webhooks.again, name="hook-again"),
]
