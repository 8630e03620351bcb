"""The pupil as a party of the own case."""

import pytest

from notifications.links.models import PersonalLink
from planning.cases import gate, services
from planning.cases.models import PartyKind
from planning.cases.rules import Ground
from planning.people.access import NotAllowed
from planning.people.roles import Role
from tests.factories import make_actor, make_school, make_staff


def test_a_pupil_is_a_party_once_with_an_own_language(story):
    pupil = services.add_pupil(actor=story.actor, case=story.case, language="en", now=story.now)
    again = services.add_pupil(actor=story.actor, case=story.case, language="nl", now=story.now)
    assert again == pupil
    assert (pupil.kind, pupil.name, pupil.language, pupil.email) == (PartyKind.PUPIL, "Kanarie", "en", None)
    assert gate.ground(case=story.case, party=pupil, now=story.now) == Ground.OWN
    assert not PersonalLink.objects.exists()


def test_a_pupils_address_must_be_one(story):
    with pytest.raises(services.WrongAddress):
        services.add_pupil(actor=story.actor, case=story.case, language="nl", email="geen adres", now=story.now)


def test_a_colleague_of_another_school_adds_no_pupil(story):
    stranger = make_staff(story.swv, Role.IB, make_school(story.swv, "De Ark"), "Vera Vreemd")
    with pytest.raises(NotAllowed):
        services.add_pupil(actor=make_actor(stranger), case=story.case, language="nl", now=story.now)
