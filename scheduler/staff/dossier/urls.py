"""Addresses of these pages. The meldcode stands apart: for some of its people there is no page of a case."""

from django.urls import include, path

from scheduler.staff.dossier import absence, deadlines, document_files, documents, observing, overview, safety, tlv

_case = [
    path("", overview.dossier, name="dossier"),
    path("termijn/<uuid:clock_id>/", overview.clock, name="clock"),
    path("observatie/", observing.observation_new, name="observation-new"),
    path("observatie/<uuid:observation_id>/", observing.observation, name="observation"),
    path("stukken/", documents.documents, name="documents"),
    path("stukken/<uuid:document_id>/", documents.document, name="document"),
    path("stukken/<uuid:document_id>/bestand/", document_files.document_file, name="document-file"),
    path("stukken/<uuid:document_id>/terugnemen/", document_files.document_take_back, name="document-take-back"),
    path("ldos/", documents.ldos, name="ldos"),
    path("tlv/", tlv.tlv, name="tlv"),
    path("verzuim/", absence.absences, name="absences"),
    path("verzuim/beslisboom/", absence.absence_tree, name="absence-tree"),
    path("verzuim/<uuid:stretch_id>/", absence.absence, name="absence"),
]
urlpatterns = [
    path("casussen/<uuid:case_id>/dossier/", include(_case)),
    path("meldcode/", safety.signals, name="safety-signals"),
    path("meldcode/nieuw/", safety.signal_new, name="safety-signal-new"),
    path("meldcode/<uuid:safety_id>/", safety.signal, name="safety-signal"),
    path("termijnen/", deadlines.deadlines, name="deadlines"),
]
