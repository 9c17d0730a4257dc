"""Forms for tests that are about something else: a process reads each text once, however many libraries want it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from prevent_desktop.questionnaire.definition import Questionnaire
from prevent_desktop.translation import chosen_language
from prevent_desktop.workflows.forms.form_library import FormLibrary


@contextmanager
def read_once() -> Iterator[None]:
    """What is read from the same text, in the same language and with the same value sets can be no other, and never changes."""
    read, kept = FormLibrary._questionnaire, dict[tuple[str | bytes, str | None, str], Questionnaire]()

    def once(library: FormLibrary, content: str | bytes) -> Questionnaire:
        key = (content, chosen_language(), json.dumps(library.value_sets, sort_keys=True))
        if key not in kept:
            kept[key] = read(library, content)
        return kept[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FormLibrary, "_questionnaire", once)
        yield
