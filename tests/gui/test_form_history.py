"""Undo goes on where it was, over a lock: the history is kept with the draft."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.questionnaire.values import Absent, AbsentReason, Coding, Quantity, Unparsed, Value
from prevent_desktop.ui.forms.state.form import FormState
from prevent_desktop.ui.writing.edit_history import (
    MOST_LETTERS,
    MOST_STEPS,
    Answered,
    History,
    Kept,
    Occurrence,
    Step,
    Typed,
)
from prevent_desktop.ui.writing.edit_history_text import history_text, read_history, step_text
from tests.gui.form_trial import form, group, options, question

FORM = load_questionnaire(
    json.dumps(
        form(
            group(
                "one",
                question("words", "text"),
                question("choice", "choice", answerOption=options("red", "blue")),
                question("under", "string", item=[question("deeper", "string")]),
            ),
            group("member", question("name", "string"), group("pet", question("pet-name", "string"), repeats=True), repeats=True),
        )
    )
)  # fmt: skip
WORDS = (("one", 0), ("words", 0))
CHOICE = (("one", 0), ("choice", 0))
MEMBER = "member"
RED = Coding(system="urn:test", code="red", display="Red")


def state_of(content: str = "", history: str = "") -> FormState:
    response = Response.read(FORM, content) if content else Response.start(FORM)
    return FormState(response, history=history, today=lambda: date(2026, 11, 25))


def locked(state: FormState) -> FormState:
    """The form as the next process finds it."""
    draft = state.draft()
    return state_of(draft.content, draft.history)


def content(state: FormState) -> Any:
    return json.loads(state.response.to_json(keep_disabled=True)).get("item", [])


def test_what_was_typed_before_a_lock_is_undone_after_it() -> None:
    state = state_of()
    for text in ("He", "He said", "He said no"):
        state.answer(WORDS, [text])
    state.answer(CHOICE, [RED])
    again = locked(state)
    assert again.undo().answers
    assert again.answers(CHOICE) == ()
    again.undo()
    again = locked(again)
    assert again.answers(WORDS) != ("He said no",)
    again.redo()
    again.redo()
    assert content(again) == content(state)


def test_a_history_that_comes_late_goes_before_what_was_typed_since() -> None:
    state = state_of()
    state.answer(WORDS, ["He said"])
    state.undo()
    draft = state.draft()
    untouched, typed = state_of(draft.content), state_of(draft.content)
    untouched.take_history(draft.history)
    untouched.redo()
    assert untouched.answers(WORDS) == ("He said",)
    typed.answer(CHOICE, [RED])
    state.redo()
    typed.take_history(state.draft().history)
    typed.redo()
    assert typed.answers(WORDS) == ()
    typed.undo()
    assert typed.answers(CHOICE) == ()


def test_an_occurrence_that_was_taken_away_before_a_lock_comes_back_after_it() -> None:
    state = state_of()
    state.answer(((MEMBER, 0), ("name", 0)), ["Ada"])
    for number, name in ((1, "Bea"), (2, "Cay")):
        state.add(((MEMBER, number),))
        state.answer(((MEMBER, number), ("name", 0)), [name])
    state.add(((MEMBER, 1), ("pet", 1)))
    state.answer(((MEMBER, 1), ("pet", 1), ("pet-name", 0)), ["Rex"])
    before = content(state)
    state.remove(((MEMBER, 1),))
    again = locked(state)
    assert content(again) == content(state) != before
    again.undo()
    assert content(again) == before
    again.redo()
    assert content(again) == content(state)


def test_the_only_occurrence_comes_back_alone() -> None:
    state = state_of()
    state.answer(((MEMBER, 0), ("name", 0)), ["Ada"])
    before = content(state)
    state.remove(((MEMBER, 0),))
    again = locked(state)
    again.undo()
    assert content(again) == before
    assert len([node for node in again.response.children() if node.item.link_id == MEMBER]) == 1


def test_a_history_that_does_not_fit_is_forgotten_and_nothing_is_changed() -> None:
    state = state_of()
    state.answer(WORDS, ["He said no"])
    draft = state.draft()
    other = state_of(draft.content.replace("He said no", "Something else"), draft.history)
    before = content(other)
    assert not other.undo().changed
    assert content(other) == before
    assert other.draft().history == ""
    nowhere = (
        history_text(History(write=step_text)) or '{"version":1,"done":[["o",[["gone",3]]]],"undone":[]}'
    )
    lost = state_of(draft.content, nowhere)
    assert not lost.undo().changed


@pytest.mark.parametrize(
    "broken", ["{", "[]", "7", '{"version":2}', '{"version":1}', '{"version":1,"done":[[]],"undone":[]}']
)
def test_a_history_that_cannot_be_read_is_none(broken: str) -> None:
    assert history_text(read_history(broken)) == ""


paths = st.lists(st.tuples(st.text(min_size=1), st.integers(0, 9)), min_size=1, max_size=3).map(tuple)
values: st.SearchStrategy[Value] = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.booleans(),
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False, places=2),
    st.just(RED),
    st.just(Quantity(value=Decimal("1.50"), unit="kg", system=None, code=None, comparator=None)),
    st.just(Unparsed("31/feb/2026")),
    st.just(Absent(AbsentReason.UNKNOWN, "nobody asked")),
)
answers = st.lists(values, max_size=2).map(tuple)
steps: st.SearchStrategy[Step] = st.one_of(
    st.builds(Answered, paths, answers, answers),
    st.builds(Typed, paths, st.integers(0, 99), st.text(st.characters(exclude_categories=["Cs"])), st.just("x")),
    st.builds(Occurrence, paths, st.none()),
    st.builds(
        Occurrence,
        paths,
        st.builds(Kept, st.lists(st.tuples(paths, answers), max_size=2).map(tuple), st.integers(0, 9), st.booleans()),
    ),
)  # fmt: skip


@given(st.lists(steps, max_size=5))
def test_every_kind_of_step_reads_back(made: list[Step]) -> None:
    history = History(write=step_text)
    for step in made:
        history.put_done(step)
    again = read_history(history_text(history))
    found = []
    while (step_again := again.take_done()) is not None:
        found.append(step_again)
    assert found == made[::-1]


@settings(max_examples=60)
@given(st.data())
def test_undoing_everything_after_locks_leads_back_to_the_start(data: st.DataObject) -> None:
    state = state_of()
    start = content(state)
    for _step in range(data.draw(st.integers(1, 12))):
        members = [node.path for node in state.response.children() if node.item.link_id == MEMBER]
        match data.draw(st.sampled_from(["type", "choose", "add", "remove", "name", "lock"])):
            case "type":
                state.answer(WORDS, [data.draw(st.text("ab c", max_size=6))])
            case "choose":
                state.answer(CHOICE, data.draw(st.sampled_from([(), (RED,)])))
            case "add":
                state.add(((MEMBER, len(members)),))
            case "remove":
                state.remove(data.draw(st.sampled_from(members)))
            case "name":
                state.answer(
                    (*data.draw(st.sampled_from(members)), ("name", 0)),
                    [data.draw(st.text("xy", max_size=3))],
                )
            case _:
                state = locked(state)
    end = content(state)
    undone = 0
    while (update := state.undo()).changed or update.go_to:
        undone += 1
        if data.draw(st.booleans()):
            state = locked(state)
    assert _bare(content(state)) == _bare(start)
    for _step in range(undone):
        state.redo()
    assert _bare(content(state)) == _bare(end)


def _bare(items: Any) -> Any:
    """Without groups that are empty: a draft may or may not name them."""
    if isinstance(items, list):
        return [bare for item in items if (bare := _bare(item))]
    if isinstance(items, dict):
        inner = {key: _bare(part) for key, part in items.items()}
        return inner if inner.get("answer") or inner.get("item") or "linkId" not in inner else {}
    return items


def test_the_history_is_bounded() -> None:
    history = History(write=step_text)
    for number in range(MOST_STEPS + 50):
        history.push(Typed((("q", 0),), number, "", "a"))
    assert len(read_history(history_text(history))._done) == MOST_STEPS
    for number in range(20):
        history.push(Typed((("q", 0),), number, "", "a" * 50_000))
    assert len(history_text(history)) < MOST_LETTERS + 50_000


def test_a_long_text_does_not_make_long_steps() -> None:
    state = state_of()
    text = "word " * 20_000
    state.answer(WORDS, [text])
    for number in range(20):
        text = f"{text[:500]}{number} {text[500:]}"
        state.answer(WORDS, [text])
        state.move_on(WORDS)
    assert len(state.draft().history) < len(text) + 5_000 + 20 * 200
