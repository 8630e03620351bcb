"""C8, R55 at the doors: a form that gives the pupil away comes back with the words, and one may say it is nothing."""

import pytest
from django.test import Client
from django_scopes import scope

from planning.meetings.models import Meeting
from tests.meetings.table import lay

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(db):
    laid = lay()
    with scope(swv=laid.swv.pk):
        yield laid


def test_a_place_that_names_the_pupil_comes_back_marked(table):
    client = Client()
    client.force_login(table.ib.user)
    address = f"/overleggen/nieuw/?casus={table.case.pk}"
    name = str(table.case.pupil_name)
    page = client.get(address).content.decode()
    assert "kept_words" not in page.replace('type="hidden"', "")
    from tests.trust.forms import forms_of

    form = forms_of(page)[0]
    key = f"person:{table.ib.pk}" if f"person:{table.ib.pk}" in page else None
    import re

    key = key or re.search(r'name="participants" value="([^"]+)"', page)[1]
    data = {**form.fixed, "participants": [key], "minutes": "60", "location": f"Bij {name} thuis"}
    before = Meeting.objects.count()
    answer = client.post(address, data)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert f"“{name}”" in html
    assert "Laat ze staan" in html
    assert f"Bij {name} thuis" in html
    assert Meeting.objects.count() == before
    assert client.post(address, {**data, "kept_words": "on"}).status_code == 302
    assert Meeting.objects.count() == before + 1
