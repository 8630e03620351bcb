"""A part of a route as a form: made from its boxes, filled from the text, and read back into values to write.

Nothing is refused here for being empty: what is wrong with a route is found in one place (`planning.routes.loading`)
and told beside the form; a draft may have faults.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planning.regions import editing, rules
from planning.regions.card import SEATS
from planning.regions.card import rows as rows_of
from planning.routes.loading.faults import Place
from scheduler.staff.routes import choosing
from scheduler.staff.routes.parts import Box, Part, label

SPARE = 2  # empty rows below the written ones, folded away
MOST_ROWS = 60
LONG = 4000
WRONG = {
    "invalid_choice": gettext_lazy("Kies een van de mogelijkheden."),
    "invalid": gettext_lazy("Vul een heel getal in."),
    "invalid_list": gettext_lazy("Kies een van de mogelijkheden."),
}
SEAT_CHOICES = [
    ("", gettext_lazy("–")),
    ("required", gettext_lazy("hoort erbij")),
    ("optional", gettext_lazy("kan erbij")),
    ("on_request", gettext_lazy("op verzoek")),
]


class PartForm(forms.Form):
    """The form of one part. `place` is where its table stands, `values()` what to write there."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(
        self, data: QueryDict | None, *, part: Part, place: Place, route: Mapping[str, Any], revision: int
    ) -> None:
        self.part, self.place, self.route = part, place, route
        self.table = editing.at(route, place)
        self.sections: list[Section] = []
        super().__init__(data, initial={"revision": revision})
        self.use_required_attribute = False
        for box in part.boxes:
            self._add(box)

    # --- Making -------------------------------------------------------------------------------------------------------
    def _add(self, box: Box) -> None:
        value = self._value(box.key)
        match box.kind:
            case "rows" | "prompts" | "pairs":
                self._add_rows(box, value)
            case "seats":
                self._add_seats(box)
            case _:
                self._field(box.key, box, value, label(self.part, box.key))
                self.sections.append(Section(box, [box.key]))

    def _field(self, name: str, box: Box, value: Any, text: str) -> None:
        self.fields[name] = self._made(box, value, text)
        self.initial[name] = _shown(box, value)

    def _made(self, box: Box, value: Any, text: str) -> forms.Field:
        common: dict[str, Any] = {"label": text, "help_text": box.help, "required": box.needed, "error_messages": WRONG}
        if box.kind in {"text", "long", "lines"}:
            return _text_field(box, value, common)
        if box.kind == "number":
            return forms.IntegerField(min_value=0, max_value=100_000, **common)
        if box.kind == "yes":
            return forms.BooleanField(**{**common, "required": False})
        found = choosing.choices(box.choices or "roles", self.route)
        if box.seated:
            at_table = {word for seat in (*SEATS, "leader", "chair") for word in _words(self.table.get(seat))}
            at_table |= {word for must in rows_of(self.table, "musts") for word in _texts(must.get("roles"))}
            found = [choice for choice in found if choice[0] in at_table]
        if box.kind == "roles":
            return forms.MultipleChoiceField(
                choices=choosing.first(found, *_texts(value)), widget=forms.CheckboxSelectMultiple, **common
            )
        empty = [("", _("– kies –") if box.needed else _("– niet –"))]
        return forms.ChoiceField(choices=[*empty, *choosing.with_own(found, _word(value))], **common)

    def _add_rows(self, box: Box, value: Any) -> None:
        boxes = self._row_boxes(box)
        written = list(_as_rows(box, value))
        count = min(len(written) + SPARE, MOST_ROWS)
        if self.is_bound:
            count = min(max(count, self._sent(box.key)), MOST_ROWS)
        section = Section(box, [], title=label(self.part, box.key) if box.key != self.part.table else "")
        for n in range(count):
            row = written[n] if n < len(written) else {}
            names = []
            for inner in boxes:
                name = f"{box.key}-{n}-{inner.key}"
                self._field(name, inner, row.get(inner.key), self._row_label(box, inner))
                names.append(name)
            section.rows.append((names, n >= len(written)))
        self.sections.append(section)

    def _row_boxes(self, box: Box) -> tuple[Box, ...]:
        if box.kind == "prompts":
            return (Box("role", "role"), Box("text", "long"))
        if box.kind == "pairs":
            return (Box("short", "text"), Box("long", "text"))
        hidden = (Box("key", "text", needed=False),) if box.slug_from else ()
        return (*box.rows, *hidden)

    def _row_label(self, box: Box, inner: Box) -> str:
        own = {"role": _("Wie"), "text": _("Wat"), "short": _("Afkorting"), "long": _("Betekenis")}
        if box.kind in {"prompts", "pairs"}:
            return own[inner.key]
        keys = (inner.key,) if box.key == self.part.table else (box.key, inner.key)
        return label(self.part, *keys)

    def _add_seats(self, box: Box) -> None:
        section = Section(box, [], title=_("Wie zitten er aan tafel?"))
        held = {word: seat for seat in SEATS for word in _texts(self.table.get(seat))}
        for word, name in choosing.with_own(choosing.roles(self.route), *held):
            field = f"seat-{word}"
            self.fields[field] = forms.ChoiceField(
                choices=SEAT_CHOICES, label=name, required=False, error_messages=WRONG
            )
            self.initial[field] = held.get(word, "")
            section.names.append(field)
        self.sections.append(section)

    def _sent(self, key: str) -> int:
        """How many rows of a box were sent."""
        sent = [name.split("-")[1] for name in self.data if name.startswith(f"{key}-") and name.count("-") >= 2]
        return max((int(number) + 1 for number in sent if number.isdigit() and len(number) < 4), default=0)

    def _value(self, key: str) -> Any:
        here: Any = self.table
        for word in key.split("."):
            here = here.get(word) if isinstance(here, Mapping) else None
        return here

    # --- Reading ------------------------------------------------------------------------------------------------------
    def full_clean(self) -> None:
        """Empty is no reason to refuse: the check says what a route still misses."""
        needed = {name: field.required for name, field in self.fields.items()}
        for name, field in self.fields.items():
            field.required = name == "revision"
        super().full_clean()
        for name, field in self.fields.items():
            field.required = needed[name]

    def writes(self) -> list[tuple[Place, dict[str, Any]]]:
        """What to write where, for a form that is valid."""
        found: dict[Place, dict[str, Any]] = {}
        for section in self.sections:
            box = section.box
            if box.kind == "seats":
                found.setdefault(self.place, {}).update(self._seats())
                continue
            *inner, key = box.key.split(".")
            value = self._read(box, section)
            if box.kind == "pairs":
                found.setdefault((box.key,), {}).update(value)
            else:
                found.setdefault((*self.place, *inner), {})[key] = value
        return list(found.items())

    def _read(self, box: Box, section: Section) -> Any:
        match box.kind:
            case "prompts":
                pairs = ((row["role"], row["text"]) for row in self._rows(box, section))
                return {role: text for role, text in pairs if role and text}
            case "pairs":
                fresh = {row["short"].strip(): row["long"] for row in self._rows(box, section) if row["short"].strip()}
                gone = dict.fromkeys(key for key in self._pairs() if key not in fresh)
                return {**gone, **fresh}
            case "rows":
                return list(self._read_rows(box, section)) or None
        return _written(box, self.cleaned_data[box.key])

    def _pairs(self) -> list[str]:
        table = self.route.get("abbreviations")
        return list(table) if isinstance(table, Mapping) else []

    def _rows(self, box: Box, section: Section) -> Iterator[dict[str, Any]]:
        boxes = self._row_boxes(box)
        for names, _spare in section.rows:
            yield {inner.key: self.cleaned_data[name] for inner, name in zip(boxes, names, strict=True)}

    def _read_rows(self, box: Box, section: Section) -> Iterator[dict[str, Any]]:
        rows = list(self._rows(box, section))
        taken = [str(row["key"]) for row in rows if row.get("key")]
        for row in rows:
            typed = {inner.key: row[inner.key] for inner in box.rows}
            if not any(value for value in typed.values()):
                continue  # a row without anything is a row that goes
            found: dict[str, Any] = {}
            if box.slug_from:
                key = str(row["key"]) or editing.fresh_word(str(row[box.slug_from]), taken)
                taken.append(key)
                found["key"] = key
            for inner in box.rows:
                value = _written(inner, row[inner.key])
                if value is not None:
                    found[inner.key] = value
            yield found

    def _seats(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for seat in SEATS:
            before = _texts(self.table.get(seat))
            now = [name.removeprefix("seat-") for name in self.seat_names if self.cleaned_data[name] == seat]
            ordered = [word for word in before if word in now] + [word for word in now if word not in before]
            found[seat] = ordered or (None if seat == "on_request" else [])
        seat_of_parents = self.cleaned_data["seat-guardian"]
        answer = {"required": "always", "optional": "may-be", "on_request": "not-in-minimum"}
        if seat_of_parents:
            found["guardians"] = answer[seat_of_parents]
        return found

    @property
    def seat_names(self) -> list[str]:
        """The fields that say who sits where."""
        return [name for name in self.fields if name.startswith("seat-")]

    def shown(self) -> list[Shown]:
        """The sections with their fields, for the template."""
        return [
            Shown(
                section,
                [self[name] for name in section.names],
                [([self[name] for name in names], spare) for names, spare in section.rows],
            )
            for section in self.sections
        ]


class Section:
    """A box on the page: one field, or rows of fields."""

    def __init__(self, box: Box, names: list[str], *, title: str = "") -> None:
        self.box, self.names, self.title = box, names, title
        self.rows: list[tuple[list[str], bool]] = []


class Shown:
    """The same with bound fields."""

    def __init__(
        self, section: Section, fields: list[forms.BoundField], rows: list[tuple[list[forms.BoundField], bool]]
    ) -> None:
        self.kind, self.title, self.fields = section.box.kind, section.title, fields
        self.rows = [row for row, spare in rows if not spare]
        self.spare = [row for row, spare in rows if spare]


class TextForm(forms.Form):
    """The whole route as a text."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    text = forms.CharField(
        label=gettext_lazy("De hele tekst"),
        max_length=rules.LONGEST_TEXT,
        strip=False,
        required=False,
        widget=forms.Textarea(attrs={"rows": 40, "spellcheck": "false", "class": "route-text", "wrap": "off"}),
    )


# --- Values -----------------------------------------------------------------------------------------------------------
def _as_rows(box: Box, value: Any) -> Iterator[Mapping[str, Any]]:
    if box.kind == "rows":
        yield from rows_of({"rows": value}, "rows")
    elif isinstance(value, Mapping):
        first, second = ("role", "text") if box.kind == "prompts" else ("short", "long")
        for key, text in value.items():
            yield {first: key, second: text}


def _shown(box: Box, value: Any) -> Any:
    if box.kind == "lines":
        return "\n".join(_texts(value))
    if box.kind in {"role", "choice"}:
        return _word(value)
    return value


def _text_field(box: Box, value: Any, common: dict[str, Any]) -> forms.Field:
    if box.kind == "text":
        return forms.CharField(max_length=LONG, **common)
    if box.kind == "lines":
        common["help_text"] = box.help or _("Elke regel is een punt.")
    rows = _height(value) if box.kind == "lines" else 2
    return forms.CharField(max_length=20_000, widget=forms.Textarea(attrs={"rows": rows}), **common)


def _written(box: Box, value: Any) -> Any:
    """What goes into the file; None takes the key out."""
    match box.kind:
        case "lines":
            found: Any = [line.strip() for line in str(value).splitlines() if line.strip()]
        case "choice" if box.choices in {"targets", "steps"}:
            nothing: Any = "" if box.choices == "targets" else 0
            found = int(value) if str(value).isdigit() else value or nothing
        case "number":
            found = value or 0
        case "roles":
            found = list(value)
        case _:
            found = value
    return found if found or box.needed else None


def _texts(value: Any) -> list[str]:
    return [word for word in value if isinstance(word, str)] if isinstance(value, list) else []


def _words(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else _texts(value)


def _word(value: Any) -> str:
    return "" if value is None or isinstance(value, list | dict | bool) else str(value)


def _height(value: Any) -> int:
    return max(2, min(len(value) + 1 if isinstance(value, list) else 2, 12))
