"""The end of a case: aftercare, the list, what stops, who hears it."""

import datetime as dt

import pytest
from django.utils import timezone

from notifications.letters.catalogue import CATALOGUE
from notifications.letters.rendering import TEXTS
from notifications.outbox.models import OutgoingLetter
from notifications.reminders.services import ring_due
from planning.cases import gate, selectors, services
from planning.cases.models import Answer, CaseState, Purpose, TickList
from planning.cases.rules import ConsentState
from planning.cases.voices import SOT

DAY = dt.timedelta(days=1)


@pytest.fixture
def agreed(story):
    story.all_say(Answer.YES)
    return story


def close(story, reason="", now=None):
    return services.close_case(actor=story.actor, case=story.case, reason=reason, now=now or story.later())


def letters(template):
    return sorted(OutgoingLetter.objects.filter(template=template).values_list("address", flat=True))


def test_what_is_left_of_the_list_needs_a_reason(agreed):
    with pytest.raises(services.NotAllDone):
        close(agreed)
    for line in selectors.closing_lines(agreed.case):
        services.tick(
            actor=agreed.actor, case=agreed.case, of=TickList.CLOSING, number=line.number, done=True, now=agreed.now
        )
    assert close(agreed).closing_reason is None


def test_closing_ends_consent_and_tells_the_family_in_their_language(agreed):
    assert agreed.ground() == gate.Ground.CONSENT
    case = close(agreed, reason="verhuisd")
    today = timezone.localdate(agreed.later())
    assert (case.state, case.retention_from, case.closing_reason) == (CaseState.CLOSED, today, "verhuisd")
    assert agreed.ground() == gate.Ground.NONE
    assert gate.consent_states(case, now=agreed.later())[SOT] == ConsentState.EXPIRED
    assert letters("case_closed") == ["kees@ouders.example", "mirte@ouders.example"]
    assert close(agreed) == case  # twice is once
    assert len(letters("case_closed")) == 2


def test_a_parent_can_still_withdraw_after_the_end(agreed):
    case = close(agreed, reason="verhuisd")
    request = agreed.request_of("kees", Purpose.SOT)
    agreed.say(request, Answer.WITHDRAWN, minutes=200)
    assert gate.consent_states(case, now=agreed.later() + DAY)[SOT] == ConsentState.WITHDRAWN


def test_after_closing_nothing_moves(agreed):
    close(agreed, reason="verhuisd")
    now = agreed.later()
    for verb in (
        lambda: services.move_step(actor=agreed.actor, case=agreed.case, step=2, reason="Zo besproken.", now=now),
        lambda: services.give_regie(actor=agreed.actor, case=agreed.case, person=agreed.ib, now=now),
        lambda: services.begin_aftercare(
            actor=agreed.actor, case=agreed.case, until=agreed.today + 9 * DAY, now=now
        ),
        lambda: services.tick(
            actor=agreed.actor, case=agreed.case, of=TickList.CLOSING, number=1, done=True, now=now
        ),
    ):  # fmt: skip
        with pytest.raises(services.CaseClosed):
            verb()


def test_aftercare_asks_the_contact_on_its_day_and_not_before(agreed):
    until = agreed.today + 40 * DAY
    services.begin_aftercare(actor=agreed.actor, case=agreed.case, until=until, now=agreed.now)
    assert letters("case_aftercare") == ["kees@ouders.example", "mirte@ouders.example"]
    asked = agreed.ib.tasks.filter(code="aftercare_over", done_at__isnull=True)
    ring_due(now=agreed.now + 39 * DAY)
    assert not asked.exists()
    ring_due(now=agreed.now + 120 * DAY)  # in a holiday it waits for the first school day
    assert asked.count() == 1


@pytest.mark.parametrize("days", [0, -1, 367])
def test_aftercare_lasts_until_a_day_ahead(agreed, days):
    with pytest.raises(services.WrongDay):
        services.begin_aftercare(
            actor=agreed.actor, case=agreed.case, until=agreed.today + days * DAY, now=agreed.now
        )  # fmt: skip


def test_a_moved_end_rings_once_and_going_on_rings_not_at_all(agreed):
    for days in (10, 20):
        services.begin_aftercare(
            actor=agreed.actor, case=agreed.case, until=agreed.today + days * DAY, now=agreed.now
        )  # fmt: skip
    ring_due(now=agreed.now + 12 * DAY)
    asked = agreed.ib.tasks.filter(code="aftercare_over", done_at__isnull=True)
    assert not asked.exists()
    with pytest.raises(services.ReasonNeeded):
        services.end_aftercare(actor=agreed.actor, case=agreed.case, reason="", now=agreed.now)
    case = services.end_aftercare(actor=agreed.actor, case=agreed.case, reason="Het gaat weer mis.", now=agreed.now)
    assert (case.state, case.aftercare_until) == (CaseState.OPEN, None)
    ring_due(now=agreed.now + 30 * DAY)
    assert not asked.exists()
    with pytest.raises(services.NoAftercare):
        services.end_aftercare(actor=agreed.actor, case=agreed.case, reason="nog eens", now=agreed.now)


def test_every_letter_to_a_parent_names_a_contact():
    """R21: in each language; what an owner of an agreement gets may go to a professional, and then has none."""
    for name, entry in CATALOGUE.items():
        for language in entry.languages if entry.guest else ():
            text = (TEXTS / f"{name}.{language}.txt").read_text()
            assert "{{ contact }}" in text, (name, language)
