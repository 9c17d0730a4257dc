"""Undo and redo across the whole form. A run of typing in one field up to the next word is one step."""

from __future__ import annotations

from dataclasses import dataclass, replace

from prevent_desktop.questionnaire.response import Path, Removed
from prevent_desktop.questionnaire.values import Unparsed, Value


@dataclass(frozen=True, slots=True)
class Answered:
    """The answers at a path changed."""

    path: Path
    before: tuple[Value, ...]
    after: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An occurrence came or went. `removed` brings it back where it is gone at the moment; None where it is there."""

    path: Path
    removed: Removed | None = None


Step = Answered | Occurrence


class History:
    """Steps that can be undone, and those that were. A new step forgets the undone ones.

    To undo: `take_done`, do the opposite, `put_undone` (an occurrence changes with it); to redo, the other way round.
    """

    def __init__(self) -> None:
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._running = False

    def push(self, step: Step) -> None:
        """Remember a step; typing on in the same word joins the step before it."""
        self._undone.clear()
        last = self._done[-1] if self._done and self._running else None
        if isinstance(step, Answered) and isinstance(last, Answered) and _one_run(last, step):
            self._done[-1] = replace(last, after=step.after)
        else:
            self._done.append(step)
        self._running = True

    def end_run(self) -> None:
        """The next step stands alone: the person moved on."""
        self._running = False

    def take_done(self) -> Step | None:
        """The last step, to be undone."""
        self._running = False
        return self._done.pop() if self._done else None

    def put_undone(self, step: Step) -> None:
        """The step as it is now that it is undone."""
        self._undone.append(step)

    def take_undone(self) -> Step | None:
        """The last step that was undone, to be done again."""
        self._running = False
        return self._undone.pop() if self._undone else None

    def put_done(self, step: Step) -> None:
        """The step as it is now that it is done again."""
        self._done.append(step)


def _one_run(last: Answered, step: Answered) -> bool:
    """Whether two changes belong to one run of typing: same field, one word, one direction."""
    if last.path != step.path:
        return False
    texts = [_text(answers) for answers in (last.before, last.after, step.after)]
    if None in texts:
        return False
    before, between, after = (text or "" for text in texts)
    new_word = between[-1:].isspace() and not after[-1:].isspace()
    return not new_word and (len(between) >= len(before)) == (len(after) >= len(between))


def _text(answers: tuple[Value, ...]) -> str | None:
    """The text of a typed answer; None for choices and the like, where each change is a step of its own."""
    if not answers:
        return ""
    if len(answers) > 1:
        return None
    match answers[0]:
        case Unparsed(text=text):
            return text
        case str(text):
            return text
    return None
