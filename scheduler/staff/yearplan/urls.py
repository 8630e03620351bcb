"""Addresses of these pages."""

from django.urls import path

from scheduler.staff.yearplan import (
    board,
    changes,
    dates,
    exports,
    lastyear,
    overview,
    publishing,
    school,
    solving,
    variants,
    year,
)

app = "<uuid:plan_id>/"
one_school = f"{app}school/<uuid:series_id>/"

urlpatterns = [
    path("", overview.plan_list, name="plan-list"),
    path("nieuw/", overview.plan_new, name="plan-new"),
    path(app, overview.plan_overview, name="plan"),
    path(f"{app}overgenomen/", overview.copied, name="plan-copied"),
    path(f"{app}vorig-jaar/", lastyear.check, name="plan-last-year"),
    path(f"{app}vorig-jaar/voorbeeld.xlsx", lastyear.example, name="plan-last-year-example"),
    path(f"{app}vorig-jaar/overnemen/", lastyear.take_over, name="plan-last-year-take"),
    path(f"{app}vraag-wensen/", overview.ask_wishes, name="plan-ask-wishes"),
    path(f"{app}sluit-wensen/", overview.close_wishes, name="plan-close-wishes"),
    path(f"{app}vraag-akkoord/", overview.ask_agreement, name="plan-ask"),
    path(f"{app}berekenen/", solving.start, name="plan-solve"),
    path(f"{app}berekening/<uuid:run_id>/", solving.progress, name="plan-run"),
    path(f"{app}berekening/<uuid:run_id>/stop/", solving.stop, name="plan-run-stop"),
    path(f"{app}varianten/", variants.compare, name="plan-variants"),
    path(f"{app}varianten/<int:number>/gebruik/", variants.use, name="plan-variant-use"),
    path(f"{app}jaar/", year.year, name="plan-year"),
    path(f"{app}maand/", year.month, name="plan-month"),
    path(f"{app}drukte/", year.heat, name="plan-heat"),
    path(f"{app}jaar/overleg/<uuid:planned_id>/", board.meeting, name="plan-hand"),
    path(f"{app}jaar/herstel/", board.undo, name="plan-undo"),
    path(f"{app}persoon/<uuid:person_id>/", year.person, name="plan-person"),
    path(f"{app}persoon/<uuid:person_id>/data.pdf", exports.person_paper, name="plan-person-paper"),
    path(f"{app}mijn-data.ics", exports.own_calendar, name="plan-own-calendar"),
    path(f"{app}jaarplanning.xlsx", exports.workbook, name="plan-workbook"),
    path(f"{app}poster.pdf", exports.poster, name="plan-poster"),
    path(one_school, school.series, name="plan-school"),
    path(f"{one_school}data.pdf", exports.school_paper, name="plan-school-paper"),
    path(f"{one_school}akkoord/", school.agree, name="plan-agree"),
    path(f"{one_school}regels/", school.rules_of, name="plan-rules"),
    path(f"{one_school}soort-erbij/", school.kind_add, name="plan-kind-add"),
    path(f"{one_school}weg/", school.remove, name="plan-kind-remove"),
    path(f"{one_school}leden/", school.member_add, name="plan-member-add"),
    path(f"{one_school}leden/<uuid:member_id>/", school.member_change, name="plan-member-change"),
    path(f"{one_school}datum/<int:number>/", dates.choose, name="plan-date"),
    path(f"{one_school}datum/<int:number>/vraag/", changes.ask, name="plan-date-ask"),
    path(f"{one_school}vraag/<uuid:asked_id>/kies/", changes.accept, name="plan-change-accept"),
    path(f"{one_school}vraag/<uuid:asked_id>/weiger/", changes.refuse, name="plan-change-refuse"),
    path(f"{one_school}datum/<int:number>/vast/", dates.pin, name="plan-pin"),
    path(f"{app}publiceren/", publishing.publish, name="plan-publish"),
]
