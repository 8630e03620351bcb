"""Kinds of meeting: more series at one school, regional ones at a host, and what each usually looks like."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from planning.meetings.models import Meeting, MeetingKind
from planning.people.access import NotAllowed
from planning.people.roles import Role
from planning.yearplan import kinds, selectors, services
from planning.yearplan.kinds import SeriesKind
from planning.yearplan.models import Series, SeriesMember, Side, Verdict
from planning.yearplan.rules import Word
from planning.yearplan.selectors.choices import broken_dates
from tests.yearplan.region import NOW, hold, person
from tests.yearplan.solving import solve_now


def add(plan, region, kind, school=0, name="coordinator"):
    return services.add_series(actor=region.actor(name), plan=plan, school=region.school(school), kind=kind, now=NOW)


def test_every_pattern_can_be_met_and_is_of_known_roles():
    for (kind, sector), pattern in kinds.PATTERNS.items():
        assert kind in kinds.kinds_of(sector)
        assert {*pattern.required, *pattern.optional} <= set(Role.values), kind
        assert pattern.required, kind
        year = 46 * 7  # the days between the first and the last meeting of a school year
        assert (pattern.count - 1) * pattern.min_gap_days <= year <= (pattern.count + 1) * pattern.max_gap_days, kind
    assert 5 <= kinds.PATTERNS[SeriesKind.SOT, "PO"].count <= 8
    secondary = kinds.PATTERNS[SeriesKind.SOT, "VO"]
    assert secondary.min_gap_days == 3 * 7
    assert secondary.max_gap_days == (6 + 2) * 7  # six school weeks with a holiday of two in between


def test_every_kind_can_become_a_meeting():
    assert {kinds.MEETING.get(kind, kind.value) for kind in SeriesKind} <= set(MeetingKind.values)


def test_a_school_has_more_kinds_each_with_its_own_table(plan, region):
    person(region, "directeur0")
    hold(region, "directeur0", Role.DIRECTOR, region.school(0))
    sparring = add(plan, region, SeriesKind.SPARRING)
    add(plan, region, SeriesKind.GROUP, name="ib0")
    assert {member.role for member in sparring.members.all()} == {"directeur", "ib", "gw"}
    rows = selectors.overview(plan, actor=region.actor("ib0")).rows
    assert [(row.series.kind, row.missing) for row in rows] == [("SOT", ()), ("GROEP", ()), ("SPARRING", ())]
    with pytest.raises(services.KindExists):
        add(plan, region, SeriesKind.GROUP)
    with pytest.raises(services.KindDoesNotFit):
        add(plan, region, SeriesKind.OC, school=0)  # a primary school has no OC
    services.remove_series(actor=region.actor("ib0"), series=sparring, now=NOW)
    assert not Series.objects.filter(kind="SPARRING").exists()
    only = Series.objects.get(plan=plan, school=region.school(1))
    with pytest.raises(services.LastOfSchool):
        services.remove_series(actor=region.actor("gw"), series=only, now=NOW)


@pytest.mark.parametrize(
    ("name", "kind", "may"),
    [
        ("ib0", SeriesKind.PUPIL, True), ("ib0", SeriesKind.ATTENDANCE, False), ("ib1", SeriesKind.PUPIL, False),
        ("gw", SeriesKind.ATTENDANCE, True), ("jp", SeriesKind.PUPIL, False),
    ],
)  # fmt: skip
def test_a_school_sets_its_own_kinds_and_the_swv_the_regional_ones(plan, region, name, kind, may):
    if may:
        series = add(plan, region, kind, name=name)
        services.remove_series(actor=region.actor(name), series=series, now=NOW)
    else:
        with pytest.raises(NotAllowed):
            add(plan, region, kind, name=name)


def test_a_regional_meeting_asks_everybody_and_only_the_swv_agrees(plan, region):
    series = add(plan, region, SeriesKind.OC, school=3)
    SeriesMember.objects.filter(series=series, role="coordinator").delete()
    assert set(series.members.values_list("person__first_name", "required")) == {("Tc", True), ("Oc3", False)}
    services.ask_wishes(actor=region.actor("coordinator"), plan=plan, until=dt.date(2026, 6, 20), now=NOW)
    assert "OC" not in {row.series.kind for row in selectors.overview(plan, actor=region.actor("tc")).silent}
    solve_now(plan, region.actor("coordinator"))
    with pytest.raises(NotAllowed):
        services.sign_off(actor=region.actor("oc3"), series=series, side=Side.SCHOOL, verdict=Verdict.AGREED, now=NOW)
    services.sign_off(actor=region.actor("tc"), series=series, side=Side.SWV, verdict=Verdict.AGREED, now=NOW)
    row = selectors.series_row(series.pk, plan_id=plan.pk, actor=region.actor("tc"))
    assert row.word == Word.AGREED
    with pytest.raises(NotAllowed):
        services.save_series(
            actor=region.actor("oc3"), series=series, count=1, minutes=60, starts=["09:00"], prefer_weekday=1,
            prefer_start="09:00", min_gap_days=7, max_gap_days=70, now=NOW,
        )  # fmt: skip


def test_all_kinds_are_solved_together_and_published_as_what_they_are(plan, region):
    for kind, school in ((SeriesKind.GROUP, 0), (SeriesKind.PUPIL, 0), (SeriesKind.ATTENDANCE, 1), (SeriesKind.OC, 3)):
        add(plan, region, kind, school=school)
    broad = add(plan, region, SeriesKind.BROAD, school=2)  # nobody holds its roles here but the IB
    assert set(broad.members.values_list("role", flat=True)) == {"ib"}
    run = solve_now(plan, region.actor("coordinator"), time_limit=3)
    assert run.placed == run.total == 26 + 3 + 6 + 9 + 5 + 5
    assert broken_dates(plan) == []
    services.publish_plan(actor=region.actor("coordinator"), plan=plan, without="Besproken.", now=NOW)
    counts = {kind: Meeting.objects.filter(kind=kind).count() for kind in ("SOT", "GROEP", "LEERLING", "THUIS", "OC")}
    assert counts == {"SOT": 26 + 5, "GROEP": 3, "LEERLING": 6, "THUIS": 9, "OC": 5}
    organisers = set(Meeting.objects.filter(kind="OC").values_list("organiser__first_name", flat=True))
    assert organisers == {"Coordinator"}  # not the OC of the host


def test_adding_and_removing_a_kind_on_the_page(plan, region, as_, monkeypatch, client):
    monkeypatch.setattr(timezone, "now", lambda: NOW)

    sot = Series.objects.get(plan=plan, school=region.school(0))
    of = {"plan_id": plan.pk, "series_id": sot.pk}
    school, address = reverse("staff:plan-school", kwargs=of), reverse("staff:plan-kind-add", kwargs=of)
    assert "regionaal" not in as_("ib0").get(school).content.decode()
    assert "thuiszitterstafel" in as_("coordinator").get(school).content.decode()
    for bad in ("OC", "THUIS", "", "SOT", "x"):
        assert as_("ib0").post(address, {"kind": bad}).status_code == 422, bad
    made = as_("ib0").post(address, {"kind": "LEERLING"})
    series = Series.objects.get(kind="LEERLING")
    assert made.url == reverse("staff:plan-rules", kwargs={**of, "series_id": series.pk})
    assert "Leerlingbespreking" in client.get(school).content.decode()
    assert "leerlingbespreking weghalen" in client.get(made.url).content.decode()
    gone = reverse("staff:plan-kind-remove", kwargs={**of, "series_id": series.pk})
    assert as_("jp").post(gone).status_code in {403, 404}
    assert as_("ib0").post(gone).status_code == 302
    assert client.post(gone).status_code == 404
