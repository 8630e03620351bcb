"""Tables of the year plan: the plan and its rounds, series per school, meetings, runs, variants, sign-off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from planning.meetings.models import Meeting
from planning.people.models import Person, School
from planning.people.roles import Role
from planning.people.tenancy import TenantModel
from planning.yearplan.kinds import SeriesKind
from planning.yearplan.rules import Said


class PlanState(models.TextChoices):
    """Where a plan is: rules are being written, dates are proposed and agreed on, members have their letters."""

    DRAFT = "draft", _("regels")
    PROPOSED = "proposed", _("voorstel")
    PUBLISHED = "published", _("gepubliceerd")


class YearPlan(TenantModel):
    """The SOT-vergaderplanning of one SWV for one school year; `school_year` 2026 is 2026–2027 (R34–R39).

    `first_day` and `last_day` bound the days on which its meetings may lie. `revision` counts publications: it makes
    the key of each letter, so that a second publication writes only what is new. `published_without` says why it was
    published before everybody agreed; empty when everybody did.

    The rounds: schools give their wishes up to and with `wishes_until` (None: nobody is asked), or until the
    coordinator goes on (`wishes_closed_at`); both sides agree up to and with `agree_until`. `copied_from` is the plan
    of the year before, `not_copied` what of it could not come along (`rules.Lost` as JSON).
    """

    school_year = models.PositiveSmallIntegerField(_("schooljaar"))
    first_day = models.DateField(_("eerste dag"))
    last_day = models.DateField(_("laatste dag"))
    state = models.CharField(max_length=10, choices=PlanState.choices, default=PlanState.DRAFT)
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    published_without = models.TextField(_("reden om zonder akkoord te publiceren"), blank=True)
    revision = models.PositiveSmallIntegerField(default=0)
    wishes_until = models.DateField(_("wensen uiterlijk op"), null=True, blank=True)
    wishes_closed_at = models.DateTimeField(null=True, blank=True)
    agree_until = models.DateField(_("akkoord uiterlijk op"), null=True, blank=True)
    copied_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="copies")
    not_copied = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-school_year"]
        constraints = [
            models.UniqueConstraint(fields=["swv", "school_year"], name="one_plan_per_year"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False, published_by__isnull=False),
                name="published_plan_says_when_and_who",
            ),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="plan_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.school_year}–{self.school_year + 1}"


class Series(TenantModel):
    """The meetings of one kind at one school in one plan, and the rules for them; a regional kind is held at a host.

    `starts` are allowed local start times ("08:30"); gaps are calendar days between consecutive meetings; weekday 0 is
    Monday. `dates_at` is when a date of the series last changed: a sign-off from before says nothing about the dates
    that stand now. `never_on` are weekdays and `never_between` [first, last] ISO dates on which this series never is.
    `wished_at` is when the school gave its wishes; without, the usual rules stand.
    """

    plan = models.ForeignKey(YearPlan, on_delete=models.CASCADE, related_name="series")
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="series")
    kind = models.CharField(_("soort overleg"), max_length=10, choices=SeriesKind.choices, default=SeriesKind.SOT)
    count = models.PositiveSmallIntegerField(_("aantal overleggen"), default=6)
    minutes = models.PositiveSmallIntegerField(_("duur in minuten"), default=120)
    starts = models.JSONField(_("begintijden"), default=list)
    prefer_weekday = models.PositiveSmallIntegerField(_("liefst op"), default=1)
    prefer_start = models.CharField(_("liefst om"), max_length=5, default="09:00")
    min_gap_days = models.PositiveSmallIntegerField(_("minste dagen ertussen"), default=21)
    max_gap_days = models.PositiveSmallIntegerField(_("meeste dagen ertussen"), default=84)
    never_on = models.JSONField(_("nooit op"), default=list, blank=True)
    never_between = models.JSONField(_("vrije periodes"), default=list, blank=True)
    wished_at = models.DateTimeField(null=True, blank=True)
    wished_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    dates_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["school__name", "kind"]
        verbose_name_plural = "series"
        constraints = [
            models.UniqueConstraint(fields=["plan", "school", "kind"], name="one_series_per_school_and_kind"),
            models.CheckConstraint(condition=Q(max_gap_days__gte=F("min_gap_days")), name="gaps_in_order"),
            models.CheckConstraint(condition=Q(minutes__gte=15) & Q(minutes__lte=480), name="series_length_is_sane"),
            models.CheckConstraint(condition=Q(count__lte=40), name="series_count_is_sane"),
            models.CheckConstraint(condition=Q(prefer_weekday__lte=4), name="series_prefers_a_school_weekday"),
            models.CheckConstraint(
                condition=Q(wished_at__isnull=True) | Q(wished_by__isnull=False), name="wishes_say_whose"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school} {self.kind}"

    @property
    def title(self) -> str:
        """In a list of schools: its name, and the kind where that is not the usual one."""
        return self.school.name if self.kind == SeriesKind.SOT else f"{self.school.name}, {self.get_kind_display()}"


class SeriesMember(TenantModel):
    """Somebody who belongs at every meeting of a series, required or when possible."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="series_memberships")
    role = models.CharField(max_length=24, choices=Role.choices)
    required = models.BooleanField(_("verplicht"), default=True)

    class Meta:
        ordering = ["-required", "role"]
        constraints = [models.UniqueConstraint(fields=["series", "person"], name="member_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"


class PlannedMeeting(TenantModel):
    """Meeting number `number` of a series: placed (`start`, UTC) or not, with the reasons why not."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="planned")
    number = models.PositiveSmallIntegerField()
    start = models.DateTimeField(null=True, blank=True)
    pinned = models.BooleanField(default=False)
    reasons = models.JSONField(default=list, blank=True)
    meeting = models.OneToOneField(Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="planned_as")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="number_once"),
            models.CheckConstraint(
                condition=Q(start__isnull=False) | Q(pinned=False), name="pinned_meeting_has_a_date"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series_id} #{self.number}"


class RunState(models.TextChoices):
    """Where a run of the solver is."""

    WAITING = "waiting", _("wacht")
    RUNNING = "running", _("rekent")
    DONE = "done", _("klaar")
    FAILED = "failed", _("mislukt")
    STOPPED = "stopped", _("gestopt")


class SolverRun(TenantModel):
    """One run of the solver for a plan, with what it has reached so far (score and bound: lower is better).

    `attempts` counts the workers that took it: one whose worker died is taken again, by another, which goes on from
    `checkpoint`: the best whole plan so far, with what it is a plan of (`Checkpoint` as JSON). `moved` and
    `moved_bound` are known of a plan made again: how many meetings lie elsewhere than people hold them, and how many
    must at least.
    """

    plan = models.ForeignKey(YearPlan, on_delete=models.CASCADE, related_name="runs")
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.WAITING)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    time_limit = models.PositiveSmallIntegerField(_("rekentijd in seconden"), default=20)
    phase = models.CharField(max_length=40, blank=True)
    placed = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    score = models.FloatField(null=True, blank=True)
    bound = models.FloatField(null=True, blank=True)
    seconds = models.FloatField(default=0)
    curve = models.JSONField(default=list, blank=True)  # [seconds, placed, score, bound] as it went
    started_at = models.DateTimeField(null=True, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)  # the worker's last sign of life
    ended_at = models.DateTimeField(null=True, blank=True)
    stop_asked = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    moved = models.PositiveIntegerField(null=True, blank=True)
    moved_bound = models.PositiveIntegerField(null=True, blank=True)
    checkpoint = models.JSONField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan"], condition=Q(state__in=["waiting", "running"]), name="one_run_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(started_at__isnull=False, beat_at__isnull=False),
                name="running_run_shows_life",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running"]) | Q(ended_at__isnull=False), name="ended_run_says_when"
            ),
        ]
        indexes = [models.Index(fields=["state"], name="runs_to_do")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.state}"


class Variant(TenantModel):
    """Dates that a plan has had: one outcome of the solver, or what stood before another was chosen.

    `dates` are of placed meetings only: by series and number the UTC start as ISO text and whether it was pinned
    ({series: {"1": [start, false]}}, `rules.Dates`).
    """

    plan = models.ForeignKey(YearPlan, on_delete=models.CASCADE, related_name="variants")
    number = models.PositiveSmallIntegerField()
    run = models.ForeignKey(SolverRun, null=True, blank=True, on_delete=models.SET_NULL, related_name="variants")
    made_at = models.DateTimeField()
    dates = models.JSONField(default=dict)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="variant_number_once")]

    def __str__(self) -> str:
        return f"{self.plan_id} #{self.number}"


class Side(models.TextChoices):
    """The two sides that agree on a series (R34)."""

    SCHOOL = "school", _("school (IB of OC)")
    SWV = "swv", _("samenwerkingsverband (GW of TC)")


class Verdict(models.TextChoices):
    """What a side says."""

    AGREED = "agreed", _("akkoord")
    CHANGE = "change", _("andere datum gevraagd")


class SignOff(TenantModel):
    """One side's word on a series; the newest since `Series.dates_at` counts, rows are never changed.

    `planned` and `reason` say which date should change and why. `refused` is the start (UTC) that `planned` had then:
    the question stands as long as the meeting does, whatever happens to other dates.
    """

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="sign_offs")
    side = models.CharField(max_length=10, choices=Side.choices)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    planned = models.ForeignKey(PlannedMeeting, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    reason = models.TextField(blank=True)
    refused = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "created_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(verdict="change") | ~Q(reason=""), name="asking_for_change_says_why")
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.verdict}"

    def said(self, starts: Mapping[UUID | None, dt.datetime | None]) -> Said:
        """As the rules weigh it, given the starts that the dates of the series have now."""
        moved = self.refused is not None and starts.get(self.planned_id) != self.refused
        about = self.planned_id if self.refused is not None else None
        return Said(side=self.side, verdict=self.verdict, at=self.at, about=about, moved=moved)


class CounterDate(TenantModel):
    """A date (start, UTC) that who asks for another date could come on; everybody could when it was proposed."""

    sign_off = models.ForeignKey(SignOff, on_delete=models.CASCADE, related_name="counter_dates")
    start = models.DateTimeField()

    class Meta:
        ordering = ["start"]
        constraints = [models.UniqueConstraint(fields=["sign_off", "start"], name="counter_date_once")]

    def __str__(self) -> str:
        return f"{self.sign_off_id} {self.start:%Y-%m-%d %H:%M}"


class Reply(TenantModel):
    """The other side's answer to a change that was asked: one of its dates, or no and why."""

    sign_off = models.OneToOneField(SignOff, on_delete=models.CASCADE, related_name="reply")
    chosen = models.ForeignKey(CounterDate, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    reason = models.TextField(blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(condition=Q(chosen__isnull=False) | ~Q(reason=""), name="refusing_says_why")
        ]

    def __str__(self) -> str:
        return f"{self.sign_off_id} {'yes' if self.chosen_id else 'no'}"


class HandAction(models.TextChoices):
    """What somebody did to dates by hand."""

    MOVE = "move", _("verzet")
    SWAP = "swap", _("gewisseld")
    PIN = "pin", _("vastgezet")
    UNPIN = "unpin", _("losgelaten")


class HandChange(TenantModel):
    """One change by hand, with what was there before: who made it can undo it, newest first.

    `before` and `after` are the meetings that it touched: {planned: [UTC start as ISO text or None, pinned]}.
    `asked_since` are the `dates_at` that their series had ({series: ISO text or None}): an undo gives them back, so
    that agreement on the very same dates stands again.
    """

    plan = models.ForeignKey(YearPlan, on_delete=models.CASCADE, related_name="hand_changes")
    action = models.CharField(max_length=8, choices=HandAction.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    before = models.JSONField()
    after = models.JSONField()
    asked_since = models.JSONField(default=dict)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-created_at"]
        indexes = [models.Index(fields=["plan", "person", "undone_at"], name="hand_changes_to_undo")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.action}"

    def left(self, planned: PlannedMeeting) -> bool:
        """Whether a meeting still stands as this change left it; why it has no date does not matter."""
        start, pinned, _reasons = self.after[str(planned.pk)]
        return planned.pinned == pinned and planned.start == (dt.datetime.fromisoformat(start) if start else None)
