"""Who reads several pupils in one list leaves a row in the log (P6): a new list is found by walking."""

import pytest
from django.urls import resolve
from django_scopes import scope

from planning.cases.models import Case
from scheduler.looking import LISTS
from tests.trust.canaries import text_of
from tests.trust.walk import addresses, ids_of

pytestmark = pytest.mark.django_db
FEW = 2


@pytest.mark.parametrize("email", ["ib@demo.example", "gw@demo.example", "jp@demo.example"])
def test_a_page_that_names_several_pupils_is_logged(demo, pages_of, email):
    with scope(swv=demo.swv_id):
        names = {f"{case.pupil_name} {case.pupil_initial}." for case in Case.objects.all()}
    answers, ids, named = pages_of(email), ids_of(demo.swv_id), set()
    for row in addresses():
        path = row.path(ids)
        if path not in answers or "<" in row.route or answers[path].status_code != 200:
            continue
        text = text_of(answers[path])
        if sum(name in text for name in names) >= FEW:
            named.add(resolve(path).view_name)
    assert named <= LISTS
    assert {"staff:today", "staff:meetings" if email.startswith("ib@") else "staff:across"} <= named
