"""Addresses of these pages. An own key begins with "eigen-", so no route is hidden behind a page."""

from django.urls import path

from scheduler.staff.routes import drafts, editor, pages, using
from scheduler.staff.routes.parts import MANY, SINGLE

OWN = "eigen/<uuid:draft_id>/"

urlpatterns = [
    path("", pages.route_list, name="routes"),
    path("afkortingen/", pages.glossary, name="glossary"),
    path("gebruik/", using.use, name="routes-use"),
    path("overzetten/", using.older, name="routes-older"),
    path("overzetten/kies/", using.move, name="routes-move"),
    path("nieuw/", drafts.copy, name="route-copy"),
    path(OWN, drafts.draft, name="draft"),
    path(f"{OWN}terug/", drafts.undo, name="draft-undo"),
    path(f"{OWN}publiceer/", drafts.publish, name="draft-publish"),
    path(f"{OWN}tekst/", editor.text, name="draft-text"),
    path(f"{OWN}verschillen/", editor.card, name="draft-card"),
    path(f"{OWN}stap-erbij/", drafts.step_new, name="draft-step-new"),
    path(f"{OWN}overleg-erbij/", drafts.row_new, {"slug": "overleg"}, name="draft-meeting-new"),
    path(f"{OWN}rol-erbij/", drafts.row_new, {"slug": "rol"}, name="draft-role-new"),
    *(path(f"{OWN}{part.slug}/", editor.part, {"slug": part.slug}, name=f"draft-{part.slug}") for part in SINGLE),
    *(
        path(f"{OWN}{part.slug}/<int:number>/", editor.part, {"slug": part.slug}, name=f"draft-{part.slug}")
        for part in MANY
    ),
    *(
        path(
            f"{OWN}{part.slug}/<int:number>/weg/",
            drafts.row_remove,
            {"slug": part.slug},
            name=f"draft-{part.slug}-remove",
        )
        for part in MANY
    ),
    path("<slug:route_key>/", pages.route, name="route"),
]
