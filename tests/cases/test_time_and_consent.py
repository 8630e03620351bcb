"""What time does: consent ends with its day, is renewed before that at a humane hour, and passes to the pupil (C14)."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from notifications.outbox.models import OutgoingLetter
from notifications.reminders import services as reminders
from notifications.reminders.models import Reminder
from planning.cases import gate, services, tasks
from planning.cases.models import Answer, ConsentRequest, PartyKind, Purpose, Task
from planning.cases.rules import Ground
from planning.cases.signals import consent_changed

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def bells(story, kind):
    rows = Reminder.objects.filter(
        object_key=str(story.case.pk), kind=kind, rung_at__isnull=True, cancelled_at__isnull=True
    )
    return sorted(row.due_at.astimezone(AMSTERDAM) for row in rows)


def ends(story) -> dt.date:
    return ConsentRequest.objects.filter(case=story.case).order_by("expires_on").first().expires_on


def born_in(story, months: int, years: int = 16) -> None:
    """The pupil has a birthday of so many years in so many months."""
    index = story.today.year * 12 + story.today.month - 1 - years * 12 + months
    story.case.pupil_birth_month = f"{index // 12}-{index % 12 + 1:02d}"
    story.case.save(update_fields=["pupil_birth_month"])


def test_a_bell_rings_just_after_the_last_day_and_one_weeks_before_at_a_humane_hour(story):
    story.all_say(Answer.YES)
    look, renew = bells(story, services.LOOK), bells(story, services.RENEW)
    assert [moment.date() for moment in look] == [ends(story) + dt.timedelta(days=1)]
    assert look[0].time() < dt.time(0, 5)
    assert len(renew) == 1
    assert renew[0].date() >= ends(story) - dt.timedelta(weeks=4)
    assert dt.time(7, 30) <= renew[0].time() <= dt.time(20, 0)
    assert renew[0].weekday() < 5


def test_renewal_is_asked_once_and_the_yes_goes_on_meanwhile(story):
    story.all_say(Answer.YES)
    when = bells(story, services.RENEW)[0]
    reminders.ring_due(now=when)
    again = ConsentRequest.objects.filter(round=2)
    assert again.count() == 4
    assert set(again.values_list("expires_on", flat=True)) > {ends(story)} or again.first().expires_on > ends(story)
    assert OutgoingLetter.objects.filter(template="consent_renew").count() == 2
    assert gate.ground(case=story.case, person=story.jp, now=when) == Ground.CONSENT
    assert services.renew_consents(case_id=story.case.pk, now=when + dt.timedelta(hours=2)) == 0, "asked once"
    last = dt.datetime.combine(ends(story), dt.time(23, 59), tzinfo=AMSTERDAM)
    assert gate.ground(case=story.case, person=story.jp, now=last) == Ground.CONSENT
    assert gate.ground(case=story.case, person=story.jp, now=last + dt.timedelta(minutes=2)) == Ground.NONE


def test_a_renewed_yes_goes_on_beyond_the_first_end(story):
    story.all_say(Answer.YES)
    end, when = ends(story), bells(story, services.RENEW)[0]
    reminders.ring_due(now=when)
    for row in ConsentRequest.objects.filter(round=2).select_related("case", "giver"):
        story.minute += 1
        services.record_for_giver(
            actor=story.actor,
            request=row,
            answer=Answer.YES,
            means="phone",
            now=when + dt.timedelta(minutes=story.minute),
        )
    beyond = dt.datetime.combine(end + dt.timedelta(days=5), dt.time(12), tzinfo=AMSTERDAM)
    assert gate.ground(case=story.case, person=story.jp, now=beyond) == Ground.CONSENT


def test_withdrawing_on_the_old_page_while_renewal_waits_works(story):
    """C6: also the page of last year, with last year's question."""
    story.all_say(Answer.YES)
    when = bells(story, services.RENEW)[0]
    reminders.ring_due(now=when)
    old = ConsentRequest.objects.get(round=1, purpose=Purpose.INVOLVE, giver__in=story.case.parties.all()[:1])
    with pytest.raises(services.WordsChanged):
        services.record_for_giver(actor=story.actor, request=old, answer=Answer.YES, means="phone", now=when)
    services.record_for_giver(
        actor=story.actor, request=old, answer=Answer.WITHDRAWN, means="phone", now=when + dt.timedelta(minutes=1)
    )
    assert gate.ground(case=story.case, person=story.jp, now=when + dt.timedelta(minutes=2)) == Ground.NONE


def test_renewal_waits_for_a_decent_hour(story):
    story.all_say(Answer.YES)
    night = dt.datetime.combine(ends(story) - dt.timedelta(weeks=3), dt.time(3), tzinfo=AMSTERDAM)
    assert services.renew_consents(case_id=story.case.pk, now=night) == 0
    assert not OutgoingLetter.objects.filter(template="consent_renew").exists()
    assert any(moment.date() >= night.date() and moment.hour >= 7 for moment in bells(story, services.RENEW))


def test_the_rooms_above_look_again_when_a_consent_ends_and_the_school_gets_a_task(story):
    heard = []
    story.all_say(Answer.YES)

    def listen(sender, **what):
        heard.append(what["now"])

    consent_changed.connect(listen)
    try:
        when = bells(story, services.LOOK)[0]
        reminders.ring_due(now=when)
    finally:
        consent_changed.disconnect(listen)
    assert when in heard
    assert Task.objects.filter(code="consent_expired", person=story.ib).count() == 2  # the SOT, and the JP
    Task.objects.update(done_at=when)
    services.look_at_case(case_id=story.case.pk, now=when + dt.timedelta(days=1))
    assert not Task.objects.filter(done_at__isnull=True).exists(), "what was done does not come back each night"


def test_nobody_is_asked_and_nothing_rings_for_a_closed_case(story):
    story.all_say(Answer.YES)
    when = bells(story, services.RENEW)[0]
    services.close_case(actor=story.actor, case=story.case, reason="verhuisd", now=story.later())
    reminders.ring_due(now=when)
    assert not ConsentRequest.objects.filter(round=2).exists()


def test_the_school_is_told_in_time_that_the_pupil_turns_sixteen_and_the_pupil_is_asked(story):
    born_in(story, 3)
    services.add_pupil(actor=story.actor, case=story.case, language="nl", email="k@leerling.example", now=story.now)
    services.save_consent_rules(
        actor=story.actor, school=story.school, rules=services.ConsentRules(from_twelve="parents"), now=story.now
    )
    story.all_say(Answer.YES)
    look = bells(story, services.LOOK)[0]
    assert look.date() < ends(story)
    reminders.ring_due(now=look)
    task = Task.objects.get(code="pupil_turns_16")
    assert task.due.day == 1
    assert task.due - look.date() >= dt.timedelta(weeks=5)
    when = bells(story, services.RENEW)[0]
    assert when.date() <= look.date() + dt.timedelta(days=14)
    reminders.ring_due(now=when)
    asked = ConsentRequest.objects.filter(giver__kind=PartyKind.PUPIL)
    assert asked.count() == 2
    assert OutgoingLetter.objects.filter(template="consent_ask_pupil").count() == 1
    assert gate.ground(case=story.case, person=story.jp, now=when) == Ground.CONSENT, "the parents still decide"


def test_without_the_pupil_as_a_party_the_school_gets_a_task_to_add_him(story):
    story.all_say(Answer.YES)
    born_in(story, 1)
    day = story.now + dt.timedelta(days=1)
    when = timezone.localtime(day).replace(hour=11, minute=0)
    while when.weekday() > 4:
        when += dt.timedelta(days=1)
    services.renew_consents(case_id=story.case.pk, now=when)
    assert Task.objects.filter(code="pupil_to_add", person=story.ib).exists() or bells(story, services.RENEW)


def test_the_nightly_sweep_finds_what_no_bell_was_set_for(story):
    story.all_say(Answer.YES)
    Reminder.objects.all().delete()
    born_in(story, 1)
    assert tasks.look_after_consent() == 1
    assert Task.objects.filter(code="pupil_turns_16").count() == 1
    assert bells(story, services.LOOK)
    assert tasks.look_after_consent() == 1
    assert Task.objects.filter(code="pupil_turns_16").count() == 1


@pytest.mark.parametrize("months", [1, 3, 12])
def test_a_school_decides_how_long_a_yes_lasts(story, months):
    services.save_consent_rules(
        actor=story.actor, school=story.school, rules=services.ConsentRules(months=months), now=story.now
    )
    request = story.request_of("mirte", Purpose.SOT)
    days = (request.expires_on - story.today).days
    assert months * 28 <= days <= min(365, months * 31)
