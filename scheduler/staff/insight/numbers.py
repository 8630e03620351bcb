"""The numbers of a school year as pictures, as tables and as files: no names, nothing small (R28, R122)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from planning.errors import Text
from planning.insight import services
from planning.insight.rules import hiding
from planning.insight.rules.hiding import Running
from planning.insight.rules.months import Took, year_after
from planning.insight.selectors import numbers
from planning.insight.selectors.counting import Measure
from planning.insight.selectors.numbers import YearNumbers
from planning.people import selectors as people
from planning.people.access import Actor, Right
from planning.people.models import School
from scheduler.staff.door import staff_page
from scheduler.staff.insight import files, pictures
from scheduler.staff.insight.words import HOW, NAMES, how_hidden

TOOK: dict[Measure, Text] = {
    Measure.FIRST_MEETINGS: gettext_lazy("Van signaal tot eerste overleg"),
    Measure.HELP_BEGUN: gettext_lazy("Van signaal tot hulp"),
}
PER_SCHOOL = (Measure.SIGNALS, Measure.CASES, Measure.AGREEMENTS_DONE, Measure.AGREEMENTS_LATE, Measure.CLOSED)


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """One school: the totals of the year as far as they may be told, and per cent of evaluations on time."""

    school: School
    totals: tuple[tuple[str, Running, dt.date | None], ...]  # what, how many, up to which month
    on_time: int | None

    @property
    def telling(self) -> bool:
        """Whether there is a number above nought to read."""
        return any(running.value for _name, running, _until in self.totals) or self.on_time is not None


@dataclass(frozen=True, slots=True)
class Waiting:
    """How long one thing took: all schools together, each school of which it may be told, and the year before."""

    title: str
    together: pictures.Line | None
    schools: tuple[pictures.Line, ...]
    weeks: int  # how long the lines are
    before: Took | None


class ThresholdForm(forms.Form):
    """From how many on a number is shown."""

    threshold = forms.IntegerField(
        label=gettext_lazy("Toon een aantal vanaf"),
        help_text=gettext_lazy("Van 3 tot en met 20. Het geldt overal in het samenwerkingsverband."),
        min_value=hiding.FEWEST,
        max_value=hiding.MOST,
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see, and may."""

    began: dt.date
    years: tuple[dt.date, ...]
    today: dt.date
    threshold: int
    schools: list[School]  # whose numbers one may see
    this: YearNumbers
    before: YearNumbers | None


def _asked(request: HttpRequest, actor: Actor) -> Asked:
    today = timezone.localdate()
    years = numbers.years_with_numbers(today=today)
    wanted = request.GET.get("jaar", str(years[0].year))
    began = next((year for year in years if str(year.year) == wanted), None)
    if began is None:
        raise Http404
    threshold = numbers.threshold_here(actor)
    everywhere = list(people.schools())
    allowed = actor.schools_with(Right.SEE_NUMBERS)
    this, before = numbers.numbers_of(began, today=today, threshold=threshold, schools=everywhere)
    schools = [row for row in everywhere if allowed is None or row.pk in allowed]
    return Asked(began, years, today, threshold, schools, this, before)


@require_safe
@staff_page(right=Right.SEE_NUMBERS)
def page(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """A year of the SWV in pictures, each school in a line, and how long things took."""
    asked = _asked(request, actor)
    return _show(request, actor, asked, ThresholdForm(initial={"threshold": asked.threshold}))


def _show(request: HttpRequest, actor: Actor, asked: Asked, form: ThresholdForm, *, status: int = 200) -> HttpResponse:
    this, before = asked.this, asked.before
    shown = (Measure.SIGNALS, Measure.CASES, *numbers.kinds_held(this), *list(Measure)[4:])
    drawn = [pictures.year_of(measure, this, before) for measure in shown] if this.months else []
    lines = [_line(row, this) for row in asked.schools if not this.silent(row.pk)]
    context = {
        "asked": asked,
        "years": [(year, f"{year.year}–{year_after(year).year}") for year in asked.years],
        "pictures": [year for year in drawn if year.drawn],
        "dots": any(pillar.dot is not None for year in drawn for pillar in year.pillars),
        "too_few": [year.title for year in drawn if not year.drawn and year.hidden],
        "nothing": [year.title for year in drawn if not year.drawn and not year.hidden],
        "share": this.share_on_time,
        "share_before": before.share_on_time if before else None,
        "took": [_waiting(measure, title, asked) for measure, title in TOOK.items()],
        "heads": [NAMES[measure] for measure in PER_SCHOOL],
        "lines": [line for line in lines if line.telling],
        "few": [line.school for line in lines if not line.telling],
        "silent": [row for row in asked.schools if this.silent(row.pk)],
        "known": this.kept(),
        "how": [how_hidden(asked.threshold), *HOW],
        "form": form if actor.may(Right.HIDE_NUMBERS) else None,
    }
    return render(request, "staff/insight/numbers.html", context, status=status)


def _waiting(measure: Measure, title: Text, asked: Asked) -> Waiting:
    took = asked.this.took[measure]
    rows = [(str(_("Alle scholen")), took[None]), *((row.name, took[row.pk]) for row in asked.schools)]
    lines, weeks = pictures.lines_of([(label, one) for label, one in rows if one.median is not None])
    together = lines.pop(0) if took[None].median is not None else None
    before = asked.before.took[measure][None] if asked.before is not None else None
    return Waiting(str(title), together, tuple(lines), weeks, before if before and before.median is not None else None)


def _line(school: School, this: YearNumbers) -> SchoolLine:
    totals = [(str(NAMES[measure]), this.told(measure, school.pk)) for measure in PER_SCHOOL]
    return SchoolLine(
        school=school,
        totals=tuple(
            (name, running, this.months[running.months - 1] if running.months else None) for name, running in totals
        ),
        on_time=this.share_of(school.pk),
    )


@require_safe
@staff_page(right=Right.SEE_NUMBERS)
def csv(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The same numbers, hidden the same, for a spreadsheet."""
    asked = _asked(request, actor)
    return files.csv_of(_rows(asked), name=_name(asked), threshold=asked.threshold)


@require_safe
@staff_page(right=Right.SEE_NUMBERS)
def xlsx(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The same numbers, hidden the same, as a workbook."""
    asked = _asked(request, actor)
    return files.xlsx_of(_rows(asked), name=_name(asked), threshold=asked.threshold)


def _name(asked: Asked) -> str:
    return f"cijfers-{asked.began.year}-{year_after(asked.began).year}"


def _rows(asked: Asked) -> files.Sheets:
    chosen: list[tuple[str, UUID | None]] = [(_("Alle scholen"), None)]
    chosen += [(row.name, row.pk) for row in asked.schools]
    return files.sheets_of(asked.this, chosen)


@require_POST
@staff_page(right=Right.HIDE_NUMBERS)
def threshold(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Choose from how many on a number is shown."""
    form = ThresholdForm(request.POST)
    if not form.is_valid():
        return _show(request, actor, _asked(request, actor), form, status=422)
    services.set_threshold(actor=actor, threshold=form.cleaned_data["threshold"], now=timezone.now())
    messages.success(request, _("Bewaard. Alle cijfers zijn nu zo verborgen."))
    return redirect("staff:numbers")
