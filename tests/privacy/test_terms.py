"""P4: what is over is told, then deleted, and the report says what went; what stands still is left."""

import datetime as dt

import pytest
from django_scopes import scope
from hypothesis import given
from hypothesis import strategies as st

from notifications.links import services as links
from notifications.links.models import DoorCode, PersonalLink
from notifications.outbox.models import OutgoingLetter
from planning.cases import selectors as case_selectors
from planning.cases import services as cases
from planning.cases.models import Answer, Case, ConsentDecision, FreezeKind, Purpose, Task
from planning.people.access import NotAllowed
from planning.people.models import Absence
from planning.polls.models import PollAnswer
from planning.privacy import rules, selectors, services
from planning.privacy.models import DeletionLine, DeletionReport, RetentionNotice
from planning.privacy.rules import TERMS, Category

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def closed(story, *, answered=True):
    if answered:
        for name in ("mirte", "kees"):
            story.say(story.request_of(name, Purpose.SOT), Answer.YES)
    cases.close_case(actor=story.actor, case=story.case, reason="klaar", now=story.now)
    return story.now


def night(story, days):
    """The nightly round so many days after closing."""
    return services.keep_terms(now=story.now + days * DAY)


def test_a_case_is_told_of_and_two_weeks_later_emptied_and_later_gone(story):
    closed(story)
    night(story, 700)
    assert not RetentionNotice.objects.exists()
    night(story, 720)
    notice = RetentionNotice.objects.get()
    assert (notice.category, notice.done_at) == ("case", None)
    assert Task.objects.get(code="retention_due", done_at=None).person_id == story.ib.pk
    night(story, 733)
    case = Case.objects.get(pk=story.case.pk)
    assert case.question_support is not None
    night(story, 735)
    case = Case.objects.get(pk=story.case.pk)
    assert (case.question_support, case.pupil_group) == (None, None)
    assert str(case.pupil_name) == "Kanarie"  # whom the proof is about
    assert case_selectors.proof_is_whole(case)
    assert {str(row.email) for row in case.parties.all()} == {"None"}
    night(story, 4 * 365 - 10)
    night(story, 4 * 365 + 5)
    assert not Case.objects.filter(pk=story.case.pk).exists()
    assert not ConsentDecision.objects.exists()


def test_an_old_case_that_nobody_was_told_of_is_told_of_first(story):
    closed(story)
    night(story, 3 * 365)
    assert Case.objects.get(pk=story.case.pk).question_support is not None
    night(story, 3 * 365 + 13)
    assert Case.objects.get(pk=story.case.pk).question_support is not None
    night(story, 3 * 365 + 15)
    assert Case.objects.get(pk=story.case.pk).question_support is None


def test_a_case_that_runs_is_left(story):
    night(story, 5000)
    assert Case.objects.get(pk=story.case.pk).question_support is not None


@pytest.mark.parametrize("kind", list(FreezeKind))
def test_what_stands_still_is_left_and_counted(story, kind):
    closed(story)
    cases.freeze_case(actor=story.officer, case=story.case, kind=kind, reason="klacht", now=story.now)
    for days in (720, 740, 1460, 1480):
        night(story, days)
    assert Case.objects.filter(pk=story.case.pk, parties__isnull=False).exists()
    cases.lift_freeze(actor=story.officer, case=story.case, kind=kind, now=story.now + 1490 * DAY)
    for days in (1500, 1520):
        night(story, days)
    assert not Case.objects.filter(pk=story.case.pk).exists()


def test_the_report_says_what_and_on_which_ground_and_nothing_else(story):
    closed(story)
    for days in (720, 740):
        night(story, days)
    report = DeletionReport.objects.order_by("number").last()
    lines = DeletionLine.objects.filter(report=report, category="case")
    assert {(line.school_id, line.ground) for line in lines} == {(story.school.pk, "term")}
    text = " ".join(str(row) for row in DeletionLine.objects.values())
    for word in ("Kanarie", "mirte", "Rust", story.case.reference):
        assert word not in text


def test_nothing_over_is_no_report(story):
    assert services.delete_what_is_over(swv_id=story.swv.pk, by=story.actor.by, now=story.now) is None


def test_addresses_of_consent_and_post_and_links_have_shorter_terms(story):
    story.ask()
    guest, path = story.enter("mirte")
    page = guest.get(path).content.decode()
    from tests.cases.story import seen

    request = story.request_of("mirte", Purpose.SOT)
    guest.post(
        path,
        {f"antwoord-{request.pk}": "yes", "typed_name": "Mirte", **seen(page)},
        REMOTE_ADDR="192.0.2.7",
        headers={"user-agent": "Oude telefoon"},
    )
    decisions = ConsentDecision.objects.exclude(user_agent="")
    if not decisions.exists():
        story.say(request, Answer.YES)
        ConsentDecision.objects.update(ip="192.0.2.7", user_agent="Oude telefoon")
    OutgoingLetter.objects.update(state="sent", sent_at=story.now)
    night(story, 89)
    assert ConsentDecision.objects.exclude(user_agent="").exists()
    assert OutgoingLetter.objects.exists()
    night(story, 91)
    assert set(ConsentDecision.objects.values_list("ip", "user_agent")) == {(None, "")}
    assert case_selectors.proof_is_whole(story.case)
    assert not OutgoingLetter.objects.filter(created_at__lte=story.now + DAY).exists()
    PersonalLink.objects.update(expires_at=story.now)
    night(story, 29)
    assert PersonalLink.objects.exists()
    night(story, 31)
    assert not PersonalLink.objects.exists()


def test_a_link_takes_its_codes_along_and_is_counted_as_one(story):
    made = {"tenant_id": story.swv.pk, "purpose": "report", "person_key": "x", "object_key": "y"}
    links.issue(**made, expires_at=story.now + DAY, now=story.now)
    link = PersonalLink.objects.latest("created_at")
    for number in range(3):
        DoorCode.objects.create(
            tenant_id=link.tenant_id,
            link=link,
            reader_key="x",
            digest=f"{number}",
            sent_at=story.now,
            expires_at=story.now + DAY,
        )
    kept = PersonalLink.objects.count()
    PersonalLink.objects.update(expires_at=story.now)
    night(story, 31)
    assert not DoorCode.objects.exists()
    counted = DeletionLine.objects.filter(kind="links.PersonalLink").values_list("count", flat=True)
    assert sum(counted) == kept


def test_past_hours_of_staff_go(story):
    for end in (story.now - 40 * DAY, story.now + DAY):
        Absence.objects.create(swv=story.swv, person=story.ib, start=end - DAY, end=end)
    night(story, 0)
    assert Absence.objects.count() == 1


def test_poll_answers_go_by_the_schools_own_term(story):
    from planning.polls import services as polls
    from tests.meetings.table import NOW, lay

    table = lay()
    with scope(swv=table.swv.pk):
        meeting = table.meeting(table.ib)
        start = NOW + 9 * DAY
        poll = polls.open_poll(
            actor=table.actor, meeting=meeting, options=[start], deadline=NOW + DAY, settles_itself=False, now=NOW
        )
        option, seat = poll.options.get(), meeting.participants.first()
        PollAnswer.objects.create(swv=table.swv, option=option, participant=seat, choice="yes", at=NOW)
        polls.choose_date(actor=table.actor, poll_id=poll.pk, option_id=option.pk, now=NOW, knowingly=True)
        services.delete_what_is_over(swv_id=table.swv.pk, by=table.actor.by, now=start + 29 * DAY)
        assert PollAnswer.objects.count() == 1
        services.delete_what_is_over(swv_id=table.swv.pk, by=table.actor.by, now=start + 31 * DAY)
        assert PollAnswer.objects.count() == 0


def test_a_schools_own_term(story):
    def choose(category, days, reason="", actor=None):
        return services.set_term(
            actor=actor or story.officer,
            school=story.school,
            category=category,
            days=days,
            reason=reason,
            now=story.now,
        )

    choose(Category.CASE, 365)
    with pytest.raises(services.LongerNeedsReason):
        choose(Category.CASE, 1000)
    choose(Category.CASE, 1000, "Bezwaarprocedures duren hier langer.")
    with pytest.raises(services.TermTooShort):
        choose(Category.CONSENT_PROOF, 700, "te kort")
    for category, days in ((Category.LINKS, 10), (Category.CASE, 99_999)):
        with pytest.raises(services.WrongTerm):
            choose(category, days, "x")
    with pytest.raises(NotAllowed):
        choose(Category.CASE, 365, actor=story.actor)
    choose(Category.CASE, 100)
    closed(story)
    for days in (90, 105):
        night(story, days)
    assert Case.objects.get(pk=story.case.pk).question_support is None


def test_erasing_at_request(story):
    with pytest.raises(services.MustBeClosed):
        services.erase_at_request(actor=story.actor, case=story.case, now=story.now)
    closed(story)
    with pytest.raises(NotAllowed):
        services.erase_at_request(actor=story.officer, case=story.case, now=story.now)
    held = cases.freeze_case(actor=story.officer, case=story.case, kind="legal_hold", reason="x", now=story.now)
    with pytest.raises(services.StandsStill):
        services.erase_at_request(actor=story.actor, case=story.case, now=story.now)
    assert held.pk
    cases.lift_freeze(actor=story.officer, case=story.case, kind="legal_hold", now=story.now)
    report = services.erase_at_request(actor=story.actor, case=story.case, now=story.now)
    assert not Case.objects.exists()
    assert {line.ground for line in report.lines.all()} == {"request"}


@given(
    days=st.integers(0, 8000),
    told=st.none() | st.integers(-100, 8000),
    frozen=st.booleans(),
    held=st.booleans(),
    now=st.integers(0, 8000),
)
def test_never_before_its_day_never_untold_never_while_it_stands_still(days, told, frozen, held, now):
    start = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
    due = rules.over_on(start.date(), days=days)
    moment = start + now * DAY
    told_at = None if told is None else start + told * DAY
    if not rules.may_go(due_on=due, told_at=told_at, frozen=frozen, held=held, now=moment):
        assert not frozen
        assert not held
        assert moment.date() >= due
        assert told_at is not None
        assert moment - told_at >= rules.NOTICE


@pytest.mark.parametrize("category", list(Category))
def test_every_term_is_explained(category):
    term = TERMS[category]
    assert term.least <= term.days
    assert str(term.label)
    assert str(term.since)
    assert len(str(term.ground)) > 20


def test_absence_from_school_is_kept_for_five_years(story):
    from planning.dossier.models import Absence as Missed

    Missed.objects.create(
        swv=story.swv,
        case=story.case,
        kind="ziek",
        since=story.today,
        note="Buikpijn.",
        recorded_by=story.ib,
        recorded_at=story.now,
    )
    closed(story)
    for days in (720, 740, 1460, 1480):
        night(story, days)
    assert str(Missed.objects.get().note) == "Buikpijn."
    for days in (1820, 1840):
        night(story, days)
    assert not Missed.objects.exists()
    assert not Case.objects.filter(pk=story.case.pk).exists()


def test_terms_count_from_the_day_the_case_names_for_it(story):
    closed(story)
    later = (story.now + 30 * DAY).date()
    Case.objects.filter(pk=story.case.pk).update(retention_from=later)
    night(story, 720)
    assert not RetentionNotice.objects.exists()
    page = selectors.case_privacy(Case.objects.get(pk=story.case.pk), today=story.today)
    assert page.empty_on == later + dt.timedelta(days=TERMS[Category.CASE].days)
    night(story, 750)
    assert RetentionNotice.objects.get().category == "case"


def test_a_case_closed_without_such_a_day_counts_from_its_closing():
    late = dt.datetime(2026, 6, 30, 22, 30, tzinfo=dt.UTC)  # half past twelve on the first of July in Amsterdam
    assert rules.kept_from(closed_at=late, retention_from=None) == dt.date(2026, 7, 1)
    assert rules.kept_from(closed_at=late, retention_from=dt.date(2026, 8, 1)) == dt.date(2026, 8, 1)
