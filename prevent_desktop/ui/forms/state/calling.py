"""That a call was made is written down: as the answer to when it was, or, in a form that does not ask, before who was called.

No Qt here.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, time

from prevent_desktop.formatting import clock_time
from prevent_desktop.questionnaire.response import Path
from prevent_desktop.questionnaire.words import in_words
from prevent_desktop.translation import _
from prevent_desktop.ui.forms.state.asking import call_path, time_path
from prevent_desktop.ui.forms.state.form import FormState
from prevent_desktop.ui.forms.state.shown_section import Update


def called_words(at: datetime) -> str:
    """What is written down of a call at that moment, on this machine's clock."""
    return _("Called at {time}.").format(time=clock_time(at.astimezone()))


def find_time(words: str) -> tuple[int, int]:
    """Where in `words` the time of the call stands, as it was written down; nowhere where they begin with none."""
    before, _time, after = _("Called at {time}.").partition("{time}")
    found = re.match(rf"{re.escape(before)}(\d{{1,2}}:\d{{2}}){re.escape(after)}", words)
    return (0, 0) if found is None else found.span(1)


def asks_for_time(state: FormState, call: Path) -> bool:
    """Whether the form asks when the call was, in a question of its own."""
    return time_path(call)[-1][0] in state.response.questionnaire.by_link_id


def _written(state: FormState, call: Path) -> str:
    answers = state.answers(call_path(call))
    return answers[0] if answers and isinstance(answers[0], str) else ""


def called_at(state: FormState, call: Path) -> str:
    """The time of the call that the line at `call` tells to make; empty where none is written down."""
    if asks_for_time(state, call):
        return next((in_words(one) for one in state.answers(time_path(call)) if isinstance(one, time)), "")
    words = _written(state, call)
    start, end = find_time(words)
    return words[start:end]


def time_of_call(state: FormState, call: Path) -> tuple[Path, tuple[int, int]]:
    """The question that holds the time of the call, and where in its answer it stands."""
    if asks_for_time(state, call):
        return time_path(call), (0, len(called_at(state, call)))
    return call_path(call), find_time(_written(state, call))


def note_call(state: FormState, call: Path, at: datetime) -> Update:
    """It was called at that moment: write so, once, and go on to who was called."""
    done = call_path(call)
    update = Update() if called_at(state, call) else _note(state, call, at)
    return replace(update, go_to=done)


def _note(state: FormState, call: Path, at: datetime) -> Update:
    if asks_for_time(state, call):
        return state.answer(time_path(call), (at.astimezone().time().replace(second=0, microsecond=0),))
    return state.answer(call_path(call), (f"{called_words(at)} {_written(state, call)}",))
