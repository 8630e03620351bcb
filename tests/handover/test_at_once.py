"""Two people fill in one OZA at once: nobody's words are lost, and nobody overwrites without knowing (R116)."""

import re
from html import unescape

import pytest

from planning.handover import rules, selectors, services
from planning.handover.models import OzaAnswer, OzaVersion
from planning.people.roles import Role
from tests.factories import make_actor, make_staff
from tests.handover.test_oza import OWN, address, answers, fill
from tests.meetings.table import NOW
from tests.words import words


def marks(done):
    return {key: rules.mark(text) for key, text in answers(done).items()}


def other(done):
    return make_actor(make_staff(done.table.swv, Role.IB, done.table.school, "Iris Tweede"), today=NOW.date())


def test_the_second_hears_it_and_nothing_is_kept_of_half(done):
    seen = marks(done)
    fill(done, {"gedaan": "Een vaste plek."}, actor=other(done))
    mine = {"gedaan": "Een rustige hoek.", "vraagstelling": "Welke hulp past?"}
    with pytest.raises(services.AnsweredMeanwhile) as clash:
        services.save_answers(actor=done.table.actor, case=done.table.case, texts=mine, seen=seen, now=NOW)
    assert set(clash.value.fields) == {"gedaan"}
    assert answers(done)["gedaan"] == "Een vaste plek."
    assert OzaAnswer.objects.count() == 1


def test_different_questions_do_not_stand_in_each_others_way(done):
    seen = marks(done)
    before = answers(done)
    fill(done, {"gedaan": "Een vaste plek."}, actor=other(done))
    mine = {**before, "vraagstelling": "Welke hulp past?"}
    services.save_answers(actor=done.table.actor, case=done.table.case, texts=mine, seen=seen, now=NOW)
    now = answers(done)
    assert (now["gedaan"], now["vraagstelling"]) == ("Een vaste plek.", "Welke hulp past?")


def test_what_the_case_says_otherwise_meanwhile_is_not_typed_over_it(done):
    """A proposal that was on the page and was not touched follows its source."""
    seen, before = marks(done), answers(done)
    from planning.minutes import services as minutes

    minutes.add_goal(actor=done.table.actor, meeting=done.meeting, what="Speelt weer buiten.", now=NOW)
    assert answers(done) != before
    services.save_answers(actor=done.table.actor, case=done.table.case, texts=before, seen=seen, now=NOW)
    assert not OzaAnswer.objects.exists()


def test_a_version_is_not_made_of_a_clash(done):
    seen = marks(done)
    fill(done, OWN, actor=other(done))
    with pytest.raises(services.AnsweredMeanwhile):
        services.prepare(
            actor=done.table.actor, case=done.table.case, texts={**OWN, "gedaan": "Anders."}, seen=seen, now=NOW
        )
    assert not OzaVersion.objects.exists()


def form_of(page):
    """What a browser would send of the form: the texts and what was seen."""
    sent = {name: unescape(value) for name, value in re.findall(r'name="(seen-[^"]+)" value="([^"]*)"', page)}
    texts = re.findall(r'<textarea name="([^"]+)"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL)
    return {**sent, **{name: unescape(text).strip() for name, text in texts}, "act": "save"}


def test_on_the_page_both_texts_stand_and_the_second_time_one_decides(done, ib):
    mine = form_of(ib.get(address(done)).content.decode())
    assert len(mine) > 10
    theirs = form_of(ib.get(address(done)).content.decode())
    assert (
        ib.post(address(done), {**theirs, "gedaan": "Een <b>vaste</b> plek.", "vraagstelling": "A?"}).status_code == 302
    )
    clash = ib.post(address(done), {**mine, "gedaan": "Een rustige hoek.", "schoolloopbaan": "Sinds groep 1."})
    assert clash.status_code == 422
    page = clash.content.decode()
    text = words(page)
    assert "Iemand anders schreef hier intussen iets anders." in text
    assert "Wat de ander schreef" in text
    assert "Een &lt;b&gt;vaste&lt;/b&gt; plek." in page
    assert page.count("Wat de ander schreef") == 1, "only where it clashes"
    again = form_of(page)
    assert (again["gedaan"], again["schoolloopbaan"]) == ("Een rustige hoek.", "Sinds groep 1."), (
        "nothing typed is lost"
    )
    assert answers(done)["gedaan"] == "Een <b>vaste</b> plek."
    assert ib.post(address(done), again).status_code == 302
    now = answers(done)
    assert (now["gedaan"], now["schoolloopbaan"]) == ("Een rustige hoek.", "Sinds groep 1.")
    assert now["vraagstelling"] == "A?", "what I did not touch stays as the other left it"


def test_a_third_who_writes_in_between_is_seen_again(done, ib):
    mine = form_of(ib.get(address(done)).content.decode())
    fill(done, {"gedaan": "Een."})
    again = form_of(ib.post(address(done), {**mine, "gedaan": "Mijn."}).content.decode())
    fill(done, {"gedaan": "Twee."})
    third = ib.post(address(done), again)
    assert third.status_code == 422
    assert "Twee." in third.content.decode()


def test_a_form_without_signs_is_saved_as_before(done, ib):
    assert ib.post(address(done), {**OWN, "act": "save"}).status_code == 302
    assert selectors.oza_page(done.table.case, actor=done.table.actor, now=NOW).lines
