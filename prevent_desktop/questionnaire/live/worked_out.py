"""What is worked out for one occurrence of an item beside its answers: its options, its label, its variables."""

from __future__ import annotations

from typing import Any

from prevent_desktop.questionnaire.items import AnswerOption
from prevent_desktop.questionnaire.values import Value


class Live:
    """Kept only for an item that has expressions.

    `holds` is what its enabling expression said; `options` and `label` are None where the form's own stand; `calculated`
    are the answers that were last worked out, `is_own` says that a person typed others, which stay (None: it was read
    from a draft, and has to be found out); `has_begun` that it had its chance of an initial value. `variables` are those
    that the item declares, as far as they were asked for, `given` those that were set for this occurrence when a form
    was filled in from a list; `faults` says in words what could not be worked out, by the
    work (see `expression_graph`).
    """

    __slots__ = (
        "calculated",
        "faults",
        "given",
        "has_begun",
        "holds",
        "is_own",
        "label",
        "options",
        "variables",
    )

    def __init__(self) -> None:
        self.holds = True
        self.options: tuple[AnswerOption, ...] | None = None
        self.label: str | None = None
        self.calculated: tuple[Value, ...] = ()
        self.is_own: bool | None = False
        self.has_begun = False
        self.variables: dict[str, list[Any]] = {}
        self.given: dict[str, list[Any]] = {}
        self.faults: dict[int, str] = {}
