"""What a form asks stands in the form's own order: on the screen, on the check page, in print and in a pack."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path as FilePath
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.data_files import forms, resources
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.items import Questionnaire
from prevent_desktop.questionnaire.progress import sections
from prevent_desktop.questionnaire.reading import reading
from prevent_desktop.questionnaire.response import Node, Path, Response
from prevent_desktop.questionnaire.sections import EVERYWHERE, sections_of
from prevent_desktop.questionnaire.values import Absent, AbsentReason
from prevent_desktop.ui.forms.check.state import state_of
from prevent_desktop.ui.forms.state.form import FormState
from prevent_desktop.ui.forms.state.lines import LineKind, lines_of
from prevent_desktop.workflows.forms.known_value_sets import known_value_sets
from prevent_desktop.workflows.packs.pack_lines import pack_form
from tests.unit.questionnaire.forms import control, group, item, loaded, when

SHARED = FilePath(__file__).resolve().parents[3] / "shared" / "fhir"
FORMS = sorted(
    [*forms().glob("*/*.json"), *SHARED.glob("*/Questionnaire-*.json"), *SHARED.glob("*/*-q.json")]
)
NOW = datetime(2026, 11, 1, tzinfo=UTC)
UNKNOWN = Absent(AbsentReason.UNKNOWN)


def answered(form: Questionnaire) -> Response:
    """A response in which everything that is asked is answered, as far as it can be."""
    response = Response.start(form)
    response.catch_up()
    waiting = list(response.children())
    while waiting:
        node = waiting.pop(0)
        if not node.enabled:
            continue
        if node.item.is_question and not node.item.read_only:
            response.set_answers(node.path, [UNKNOWN])
        waiting = [*_below(response, node), *waiting]
    response.catch_up()
    return response


def _below(response: Response, node: Node) -> tuple[Node, ...]:
    return tuple(response.children(node.path)) if node.item.children else ()


def place_of(form: Questionnaire, path: Path) -> tuple[tuple[int, int], ...]:
    """Where the form has it: its number among its siblings at each level, and which occurrence it is."""
    items, found = form.items, []
    for link_id, number in path:
        names = [one.link_id for one in items]
        found.append((names.index(link_id), number))
        items = items[names.index(link_id)].items
    return tuple(found)


def in_order(form: Questionnaire, paths: Iterable[Path]) -> bool:
    places = [place_of(form, path) for path in paths]
    return places == sorted(places) and len(set(places)) == len(places)


def on_screen(response: Response) -> list[Path]:
    """The paths of all lines of all sections, one below the other; headers and footers have places of their own."""
    form = response.questionnaire
    return [
        line.path
        for section in sections_of(form.items, form.title)
        for line in lines_of(response, section)
        if line.kind in {LineKind.NOTE, LineKind.HEADING, LineKind.OCCURRENCE, LineKind.QUESTION}
        and line.item is not None
        and line.item.item_control not in EVERYWHERE
    ]


def in_pack(response: Response) -> list[str]:
    form = FilledForm(
        id="r1", case_id="c1", form_id="f", title="F", author="A", questionnaire_url="u", questionnaire_version="1",
        questionnaire_digest="d", content=response.to_json(), started_at=NOW, changed_at=NOW,
    )  # fmt: skip
    return [line.question for section in pack_form(form, response).sections for line in section.lines]


def check_order(form: Questionnaire) -> None:
    response = answered(form)
    read = [line.path for section in reading(response) for line in section.lines]
    assert in_order(form, on_screen(response))
    assert in_order(
        form, (line.path for section in state_of(response, ()).sections for line in section.lines)
    )
    assert in_order(form, read)
    assert in_pack(response) == [
        line.pack_text or line.question for section in reading(response) for line in section.lines
    ]


@pytest.mark.parametrize("path", FORMS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_bundled_and_public_form_is_shown_checked_printed_and_packed_in_its_order(
    path: FilePath,
) -> None:
    check_order(load_questionnaire(path.read_bytes(), value_sets=known_value_sets(resources())))


PIECES = st.lists(
    st.sampled_from(["question", "note", "group", "asked later", "group later", "header", "footer"]),
    min_size=1,
    max_size=9,
)


def form_of(pieces: list[str]) -> Questionnaire:
    """A form with these at its top, in this order; what comes later is asked once the first question says so."""
    made: list[dict[str, Any]] = []
    condition = [when("q", answerString="nobody")]
    for number, piece in enumerate(pieces):
        name, kind = f"i{number}", piece.partition(" ")[0]
        later = {"enableWhen": condition} if piece.endswith("later") else {}
        if kind == "group":
            made.append(group(name, item(f"{name}.q", "string"), item(f"{name}.n", "display"), **later))
        elif kind in {"header", "footer"}:
            made.append(item(name, "display", text="Words", extension=[control(kind)]))
        else:
            made.append(item(name, "display" if kind == "note" else "string", text="Words", **later))
    return loaded(*made, item("q", "string"))


@settings(max_examples=150)
@given(PIECES)
def test_groups_questions_and_notes_in_any_order_stay_in_it_and_nothing_is_lost(pieces: list[str]) -> None:
    form = form_of(pieces)
    check_order(form)
    response = answered(form)
    state = FormState(response)
    asked = {
        index for index, part in enumerate(state.parts) if index in {one.index for one in state.progress()}
    }
    shown = [path for index in sorted(asked) for path in paths_of(state, index)]
    expected = {
        node.path for node in response.children() if node.enabled and node.item.item_control not in EVERYWHERE
    }
    assert {path[:1] for path in shown} == expected
    assert len({part.link_id for part in state.parts}) == len(state.parts)
    assert len(sections(response)) == len(asked)


def paths_of(state: FormState, index: int) -> list[Path]:
    state.go(index)
    items = {item.link_id for item in state.parts[index].items if item.item_control in EVERYWHERE}
    return [
        line.path
        for line in state.lines
        if line.path and line.kind is not LineKind.TITLE and line.path[0][0] not in items
    ] + ([((state.group.link_id, 0),)] if state.group else [])


def test_questions_after_a_group_are_a_section_after_it() -> None:
    form = loaded(
        item("first", "string"), group("g", item("in", "string"), text="Group"), item("note", "display"),
        item("last", "string"), group("h", item("also", "string"), text="Other"), item("end", "display"),
    )  # fmt: skip
    parts = [(part.title, [one.link_id for one in part.items]) for part in sections_of(form.items, "Form")]
    assert parts == [
        ("Form", ["first"]),
        ("Group", ["g"]),
        ("More questions", ["note", "last"]),
        ("Other", ["h", "end"]),
    ]


def test_a_note_is_not_lost_with_the_group_that_it_stands_before() -> None:
    condition = [when("first", answerString="yes")]
    form = loaded(
        item("first", "string"), item("note", "display"), group("g", item("in", "string"), enableWhen=condition),
        item("note2", "display"), group("h", item("in2", "string"), enableWhen=condition), item("note3", "display"),
    )  # fmt: skip
    state = FormState(Response.start(form))
    assert [one.title for one in state.progress()][1:] == ["Please read", "Please read"]
