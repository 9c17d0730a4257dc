"""The form's state by itself, without a screen: lines, undo, and that nothing is lost whatever one does."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.problems import Problem, Severity
from prevent_desktop.questionnaire.response import Path, Response
from prevent_desktop.questionnaire.sections import sections_of
from prevent_desktop.questionnaire.values import Absent, AbsentReason, Unparsed, Value
from prevent_desktop.ui.forms.state.form import FormState
from prevent_desktop.ui.forms.state.lines import LineKind, lines_of
from prevent_desktop.ui.forms.state.place import Place
from prevent_desktop.ui.writing.edit_history import Answered, History, Typed
from tests.gui.form_trial import TODAY, control, form, group, question

TICK = question("when.about", "boolean", "Approximate", extension=[control("check-box")])
FORM = form(
    question("loose", "string"),
    group(
        "a",
        question("note", "display", "Read this."),
        question("told", "boolean"),
        question("who", "string", enableWhen=[{"question": "told", "operator": "=", "answerBoolean": True}]),
        question("when", "date", item=[TICK, question("when.why", "text")]),
        group("event", question("what", "text"), question("count", "integer"), repeats=True, text="Event"),
    ),
    group(
        "b",
        question("last", "string"),
        group("many", question("one", "string"), repeats=True),
        question("end", "string"),
    ),
    group(
        "off",
        question("x", "string"),
        enableWhen=[{"question": "told", "operator": "exists", "answerBoolean": True}],
    ),
)


def state(place: Place | None = None) -> FormState:
    return FormState(Response.start(load_questionnaire(FORM)), place, today=lambda: TODAY)


def path(*steps: str | tuple[str, int]) -> Path:
    return tuple(step if isinstance(step, tuple) else (step, 0) for step in steps)


def kinds(form_state: FormState) -> list[tuple[str, str]]:
    return [(line.kind.value, line.path[-1][0] if line.path else "") for line in form_state.lines]


def test_loose_questions_make_the_first_section() -> None:
    loaded = load_questionnaire(FORM)
    assert [(part.link_id, part.title) for part in sections_of(loaded.items, loaded.title)] == [
        ("", "A form"), ("a", "a"), ("b", "b"), ("off", "off"),
    ]  # fmt: skip


def test_the_lines_are_what_is_asked_now_in_reading_order() -> None:
    live = state(Place(section="a"))
    assert kinds(live) == [
        ("title", "a"), ("note", "note"), ("question", "told"), ("question", "when"), ("heading", "event"),
        ("question", "what"), ("question", "count"), ("end", "event"),
    ]  # fmt: skip


def test_what_lies_under_an_answer_follows_it_and_the_tick_stands_beside() -> None:
    live = state(Place(section="a"))
    live.answer(path("a", "when"), (Unparsed("3//"),))
    questions = [line.path[-1][0] for line in live.lines if line.kind is LineKind.QUESTION]
    assert questions == ["told", "when", "when.why", "what", "count"]
    line = live.line_at(path("a", "when", "when.about"))
    assert line is not None
    assert line.path == path("a", "when")


def test_where_the_repeating_group_is_not_the_last_another_is_added_on_its_own_line() -> None:
    live = state(Place(section="b"))
    assert kinds(live) == [
        ("title", "b"), ("question", "last"), ("heading", "many"), ("question", "one"), ("add", "many"), ("question", "end"),
        ("end", ""),
    ]  # fmt: skip


def test_a_repeating_group_that_is_all_of_its_section_needs_no_heading_while_there_is_one() -> None:
    alone = form(group("s", group("event", question("what", "text"), repeats=True, text="Event")))
    live = FormState(Response.start(load_questionnaire(alone)))
    assert kinds(live) == [("title", "s"), ("question", "what"), ("end", "event")]
    live.add(path("s", ("event", 1)))
    assert [kind for kind, _name in kinds(live)].count("occurrence") == 2


def test_several_events_are_numbered_and_each_can_be_taken_away() -> None:
    live = state(Place(section="a"))
    update = live.add(path("a", ("event", 1)))
    assert update.go_to == path("a", ("event", 1), "what")
    headings = [line for line in live.lines if line.kind is LineKind.OCCURRENCE]
    assert [(line.number, line.removable) for line in headings] == [(1, True), (2, True)]


def test_a_section_that_is_not_asked_is_not_in_the_list_and_comes_when_it_is() -> None:
    live = state()
    assert [part.title for part in live.progress()] == ["A form", "a", "b"]
    live.answer(path("a", "told"), (True,))
    assert [part.title for part in live.progress()] == ["A form", "a", "b", "off"]


def test_progress_is_told_in_words() -> None:
    live = state()
    live.answer(path("b", "last"), ("x",))
    words = {part.title: part.words for part in live.progress()}
    assert words["A form"] == "Not started"
    assert words["b"] == "Complete"


def test_a_given_way_answer_comes_back() -> None:
    live = state()
    live.answer(path("loose"), ("half a w",))
    live.say_absent(path("loose"), Absent(AbsentReason.UNKNOWN))
    live.say_absent(path("loose"), Absent(AbsentReason.NOT_ASKED, "no time"))
    assert live.answers(path("loose")) == (Absent(AbsentReason.NOT_ASKED, "no time"),)
    live.withdraw_absent(path("loose"))
    assert live.answers(path("loose")) == ("half a w",)


def test_a_draft_holds_place_and_counts() -> None:
    live = state(Place(section="b"))
    live.remember(focus=path("b", "last"), cursor=4, top=path("b", "last"), offset=7)
    draft = live.draft()
    assert Place.read(draft.place) == Place("b", "b", path("b", "last"), 4, path("b", "last"), 7)
    assert (draft.sections_done, draft.sections_total) == (0, 3)
    assert json.loads(draft.content)["resourceType"] == "QuestionnaireResponse"


@given(
    st.builds(
        Place,
        st.text(),
        st.text(),
        st.just(path("a", ("b", 3))),
        st.integers(0, 9),
        st.just(()),
        st.integers(),
    )
)
def test_a_place_reads_back(place: Place) -> None:
    assert Place.read(place.to_text()) == place


def test_typing_on_in_a_word_is_one_step_and_a_new_word_another() -> None:
    history = History()
    texts = ["", "o", "on", "one", "one ", "one t", "one tw"]
    for before, after in pairwise(texts):
        history.push(Answered(path("q"), (before,) if before else (), (after,)))
    steps = []
    while (step := history.take_done()) is not None:
        steps.append(step)
    assert steps == [Typed(path("q"), 4, "", "tw"), Typed(path("q"), 0, "", "one ")]


def test_deleting_after_typing_is_a_step_of_its_own() -> None:
    history = History()
    history.push(Answered(path("q"), ("ab",), ("abc",)))
    history.push(Answered(path("q"), ("abc",), ("ab",)))
    last = history.take_done()
    assert last == Typed(path("q"), 2, "c", "")


def test_typing_back_to_what_was_there_is_no_step() -> None:
    history = History()
    history.push(Answered(path("q"), (), ("cccc",)))
    history.end_run()
    history.push(Answered(path("q"), ("cccc",), ("cc c",)))
    history.push(Answered(path("q"), ("cc c",), ("cccc",)))
    assert history.take_done() == Typed(path("q"), 0, "", "cccc")
    assert history.take_done() is None


def test_undoing_an_added_event_leaves_no_mark_of_it_on_another() -> None:
    live = state(Place(section="a"))
    live.add(path("a", ("event", 1)))
    wrong = path("a", ("event", 1), "count")
    live.answer(wrong, (Unparsed("many"),))
    live.move_on(wrong)
    live.undo()
    live.undo()
    live.add(path("a", ("event", 1)))
    assert live.marks(wrong) == ()


ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("answer"), st.sampled_from([path("loose"), path("a", "who"), path("b", "last")]), st.text("ab ", max_size=4)),
        st.tuples(st.just("event"), st.integers(0, 3), st.text("cd ", max_size=4)),
        st.tuples(st.just("told"), st.booleans(), st.just("")),
        st.tuples(st.just("add"), st.none(), st.just("")),
        st.tuples(st.just("remove"), st.integers(0, 3), st.just("")),
        st.tuples(st.just("go"), st.integers(0, 2), st.just("")),
    ),
    max_size=14,
)  # fmt: skip


def act(live: FormState, action: tuple[Any, Any, str]) -> None:
    kind, where, text = action
    values: Sequence[Value] = (text,) if text.strip() else ()
    events = [node for node in live.response.children(path("a")) if node.item.link_id == "event"]
    match kind:
        case "answer":
            live.answer(where, values)
        case "event":
            live.answer(path("a", ("event", where % len(events)), "what"), values)
        case "told":
            live.answer(path("a", "told"), (where,))
        case "add":
            live.add(path("a", ("event", len(events))))
        case "remove":
            live.remove(path("a", ("event", where % len(events))))
        case "go":
            live.go(where)


@settings(max_examples=150)
@given(ACTIONS)
def test_undoing_everything_leads_back_to_the_start_and_redoing_to_the_end(
    actions: list[tuple[Any, Any, str]],
) -> None:
    live = state()
    start = live.response.to_json(keep_disabled=True)
    for action in actions:
        act(live, action)
    end = live.response.to_json(keep_disabled=True)
    while live.undo().changed:
        pass
    assert live.response.to_json(keep_disabled=True) == start
    while live.redo().changed:
        pass
    assert live.response.to_json(keep_disabled=True) == end


@settings(max_examples=100)
@given(ACTIONS)
def test_after_any_actions_the_lines_are_those_of_a_fresh_look(actions: list[tuple[Any, Any, str]]) -> None:
    live = state()
    for action in actions:
        act(live, action)
    assert live.lines == lines_of(live.response, live.parts[live.part])
    again = Response.read(live.response.questionnaire, live.response.to_json(keep_disabled=True))
    assert again.to_json(keep_disabled=True) == live.response.to_json(keep_disabled=True)


@pytest.mark.parametrize("wrong", ["31/2/2026", "tomorrow"])
def test_moving_on_tells_what_is_wrong_and_changes_nothing(wrong: str) -> None:
    live = state(Place(section="a"))
    live.answer(path("a", "when"), (Unparsed(wrong),))
    update = live.move_on(path("a", "when"))
    assert update.marks == {path("a", "when")}
    assert live.answers(path("a", "when")) == (Unparsed(wrong),)


def test_what_was_marked_as_missing_is_marked_until_it_is_answered_and_no_longer() -> None:
    """The fault: “Answer …” stood above what was being typed, and went from what was passed without an answer."""
    live, last = state(Place(section="b")), path("b", "last")
    missing = Problem(last, "last", Severity.ERROR, "required", "Answer “last”", "")
    live.show_problems([missing])
    assert not live.move_on(last).marks
    assert live.marks(last) == (missing,)
    assert live.answer(last, ("H",)).marks == {last}
    assert live.marks(last) == ()
    live.answer(last, ())
    assert live.marks(last) == (), "an empty one is left for the end again"
