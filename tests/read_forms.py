"""Forms for tests that are about something else: a process reads each text once, however many libraries want it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest

from prevent_desktop.questionnaire.definition import Questionnaire
from prevent_desktop.workflows.forms import form_library


@contextmanager
def read_once() -> Iterator[None]:
    """What is read from the same text, in the same language and with the same value sets can be no other, and never changes."""
    kept = dict[tuple[str | bytes, str], Questionnaire]()

    def once(read: Callable[..., Questionnaire], content: str | bytes, **how: Any) -> Questionnaire:
        key = (content, json.dumps(how, sort_keys=True))
        if key not in kept:
            kept[key] = read(content, **how)
        return kept[key]

    with pytest.MonkeyPatch.context() as patch:
        for name in ("load_questionnaire", "reopen_questionnaire"):
            patch.setattr(form_library, name, partial(once, getattr(form_library, name)))
        yield
