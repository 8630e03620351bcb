"""Addresses of these pages."""

from django.urls import path

from scheduler.staff.meetings import acts, adding, gap, mail, owners, place, reading, views

urlpatterns = [
    path("", views.meeting_list, name="meetings"),
    path("nieuw/", views.meeting_new, name="meeting-new"),
    path("post/", mail.kept_mails, name="kept-mails"),
    path("post/automatisch/", mail.dismiss_automatic, name="kept-mail-automatic"),
    path("post/<uuid:mail_id>/", mail.kept_mail, name="kept-mail"),
    path("post/<uuid:mail_id>/antwoord/", mail.tie, name="kept-mail-tie"),
    path("post/<uuid:mail_id>/hoort-bij/", mail.point, name="kept-mail-point"),
    path("post/<uuid:mail_id>/klaar/", mail.settle, name="kept-mail-settle"),
    path("<uuid:meeting_id>/", views.meeting_page, name="meeting"),
    path("<uuid:meeting_id>/datum/", acts.fix, name="meeting-fix"),
    path("<uuid:meeting_id>/verzet/", acts.move, name="meeting-move"),
    path("<uuid:meeting_id>/plaats/", place.change, name="meeting-place"),
    path("<uuid:meeting_id>/teams/", place.teams, name="meeting-teams"),
    path("<uuid:meeting_id>/eigen-agenda/", owners.own_calendars, name="meeting-owners"),
    path("<uuid:meeting_id>/afzeggen/", acts.cancel, name="meeting-cancel"),
    path("<uuid:meeting_id>/doorgegaan/", acts.held, name="meeting-held"),
    path("<uuid:meeting_id>/niet-doorgegaan/", acts.not_held, name="meeting-not-held"),
    path("<uuid:meeting_id>/opnieuw-plannen/", acts.plan_anew, name="meeting-plan-anew"),
    path("<uuid:meeting_id>/van-de-lijst/<uuid:participant_id>/", acts.remove, name="meeting-remove"),
    path("<uuid:meeting_id>/kan-niet/<uuid:participant_id>/", gap.gap, name="meeting-gap"),
    path("<uuid:meeting_id>/kan-niet/<uuid:participant_id>/vervanger/", gap.deputy, name="meeting-deputy"),
    path("<uuid:meeting_id>/kan-niet/<uuid:participant_id>/datum/", gap.another_date, name="meeting-another-date"),
    path("<uuid:meeting_id>/erbij/", adding.add, name="meeting-add"),
    path("<uuid:meeting_id>/antwoord/<uuid:participant_id>/", acts.reply, name="meeting-reply"),
    path("<uuid:meeting_id>/lezen/<uuid:document_id>/", reading.ask, name="meeting-ask-to-read"),
    path("<uuid:meeting_id>/stuk/<uuid:reading_id>/", reading.document, name="meeting-document"),
    path("<uuid:meeting_id>/opnieuw/<uuid:participant_id>/", acts.send_again, name="meeting-send-again"),
]
