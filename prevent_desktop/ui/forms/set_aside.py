"""Answers that gave way to “not known”, as text to be kept with the place: they come back when that is withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prevent_desktop.questionnaire.items import ItemType
from prevent_desktop.questionnaire.paths import Path, read_path
from prevent_desktop.questionnaire.value_codec import read_answer, write_value
from prevent_desktop.questionnaire.values import Value

SetAside = Mapping[Path, tuple[Value, ...]]


def written(aside: SetAside) -> list[Any]:
    """As parts of JSON: pairs of a path and FHIR R4 answer objects."""
    return [[path, [write_value(ItemType.STRING, one) for one in answers]] for path, answers in aside.items()]


def read(untrusted_pairs: Any) -> dict[Path, tuple[Value, ...]]:
    """What `written` wrote; ValueError, TypeError or KeyError for anything else."""
    return {read_path(path): tuple(read_answer(one) for one in answers) for path, answers in untrusted_pairs}
