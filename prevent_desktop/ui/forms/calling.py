"""That a call was made is written down where the form asks who was called. No Qt here."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from prevent_desktop.formatting import clock_time
from prevent_desktop.questionnaire.response import Path
from prevent_desktop.translation import _
from prevent_desktop.ui.forms.asking import call_path
from prevent_desktop.ui.forms.form_state import FormState, Update


def called_words(at: datetime) -> str:
    """What is written down of a call at that moment, on this machine's clock."""
    return _("Called at {time}.").format(time=clock_time(at.astimezone()))


def find_time(words: str) -> tuple[int, int]:
    """Where in `words` the time of the call stands, as it was written down; nowhere where they begin with none."""
    before, _time, after = _("Called at {time}.").partition("{time}")
    found = re.match(rf"{re.escape(before)}(\d{{1,2}}:\d{{2}}){re.escape(after)}", words)
    return (0, 0) if found is None else found.span(1)


def _written(state: FormState, call: Path) -> str:
    answers = state.answers(call_path(call))
    return answers[0] if answers and isinstance(answers[0], str) else ""


def called_at(state: FormState, call: Path) -> str:
    """The time of the call that the line at `call` tells to make; empty where none is written down."""
    words = _written(state, call)
    start, end = find_time(words)
    return words[start:end]


def time_of_call(state: FormState, call: Path) -> tuple[int, int]:
    """Where it stands in the answer."""
    return find_time(_written(state, call))


def note_call(state: FormState, call: Path, at: datetime) -> Update:
    """It was called at that moment: write so before what stands there, once, and go there."""
    done, words = call_path(call), _written(state, call)
    update = Update() if called_at(state, call) else state.answer(done, (f"{called_words(at)} {words}",))
    return replace(update, go_to=done)
