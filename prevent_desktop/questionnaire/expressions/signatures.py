"""How a function of FHIRPath takes its input and its arguments; each module of functions has a table of these.

Where one value is expected, nothing gives nothing, and several are an error (FHIRPath 2.0.0, sections 4.4.1 and 4.5).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final, Protocol

from prevent_desktop.questionnaire.expressions.trouble import not_worked_out
from prevent_desktop.questionnaire.expressions.values import data_of, is_number
from prevent_desktop.translation import _


class Take(Enum):
    """What an input or an argument is handed over as."""

    VALUES = auto()  # all of its values, as a list
    ONE = auto()  # its one value
    TEXT = auto()  # its one value, which is a text
    NUMBER = auto()  # its one value, which is a number
    WHOLE = auto()  # its one value, which is a whole number
    LENGTH = auto()  # likewise, but nothing counts as left out
    TYPE = auto()  # the type that it names
    EACH = auto()  # not worked out yet, but for each value that the function chooses (`Argument`)


class Argument(Protocol):
    """An argument that a function works out itself: a criterion, a projection."""

    def each(self, value: Any, index: int, total: list[Any] | None = None) -> list[Any]:
        """What it gives with `value` as $this."""

    def over(self, values: list[Any]) -> list[Any]:
        """What it gives with all of them as $this."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function: what it does, and what it takes.

    `run` is called with the input and the arguments, and before them with the `Run` where it `uses_run`. It gives a list,
    or one value; None is nothing. The last `optional` arguments may be left out. Each value in costs `weight` steps.
    """

    run: Callable[..., Any]
    takes: tuple[Take, ...] = ()
    of: Take = Take.VALUES
    optional: int = 0
    weight: int = 1
    uses_run: bool = False


def on_text(run: Callable[..., Any], *takes: Take, **more: Any) -> Function:
    """A function of one text."""
    return Function(run, takes, Take.TEXT, **more)


def on_number(run: Callable[..., Any], *takes: Take, **more: Any) -> Function:
    """A function of one number."""
    return Function(run, takes, Take.NUMBER, **more)


def single(values: list[Any]) -> list[Any]:
    """The values, of which there is one at most."""
    if len(values) > 1:
        raise not_worked_out(_("It expects one value and finds several."))
    return values


def one_of(values: list[Any]) -> Any:
    """The one value, None where there is none; an element without a value counts as none."""
    return None if not single(values) or data_of(values[0]) is None else values[0]


def text_of(values: list[Any]) -> str | None:
    """The one text."""
    if len(values) > 1 or (values and not isinstance(data_of(values[0]), str | None)):
        raise not_worked_out(_("It expects a text and finds something else."))
    return data_of(values[0]) if values else None


def number_of(values: list[Any]) -> Any:
    """The one number."""
    number = data_of(one_of(values))
    return None if number is None else checked_number(number)


def checked_number(data: Any) -> Any:
    """The number that a value is."""
    if not is_number(data):
        raise not_worked_out(_("It calculates with something that is no number."))
    return data


def whole_of(values: list[Any]) -> int | None:
    """The one whole number."""
    number = number_of(values)
    if number is not None and number != int(number):
        raise not_worked_out(_("It expects a whole number and finds something else."))
    return None if number is None else int(number)


READERS: Final[dict[Take, Callable[[list[Any]], Any]]] = {
    Take.VALUES: lambda values: values,
    Take.ONE: one_of,
    Take.TEXT: text_of,
    Take.NUMBER: number_of,
    Take.WHOLE: whole_of,
    Take.LENGTH: whole_of,
}
"""How values are handed over; the other two ways need the argument itself."""
