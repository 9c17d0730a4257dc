"""Undo and redo across the whole form. A run of typing in one field up to the next word is one step.

The history is kept with the draft, so that it outlives a lock; `history_text` writes and reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from prevent_desktop.questionnaire.response import Path, Removed
from prevent_desktop.questionnaire.values import Unparsed, Value
from prevent_desktop.writing.differing import differing

MOST_STEPS = 500
MOST_LETTERS = 200_000
"""How long the steps may be together, written out; the oldest go first."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The answers at a path changed."""

    path: Path
    before: tuple[Value, ...]
    after: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """At place `at` of the text that answers a question, `removed` gave way to `inserted`."""

    path: Path
    at: int
    removed: str
    inserted: str

    def turned(self) -> Typed:
        """The step that takes this one back."""
        return replace(self, removed=self.inserted, inserted=self.removed)

    def done_on(self, text: str) -> str | None:
        """`text` after this step; None where it does not have what the step removes."""
        end = self.at + len(self.removed)
        if text[self.at : end] != self.removed or self.at > len(text):
            return None
        return f"{text[: self.at]}{self.inserted}{text[end:]}"


@dataclass(frozen=True, slots=True)
class Kept:
    """An occurrence that is gone, as answers by their paths in it. `alone`: it was the only one of its group."""

    answers: tuple[tuple[Path, tuple[Value, ...]], ...]
    position: int
    alone: bool


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An occurrence came or went. `removed` brings it back where it is gone at the moment; None where it is there."""

    path: Path
    removed: Removed | Kept | None = None


Step = Answered | Typed | Occurrence


@dataclass(frozen=True, slots=True)
class Written:
    """A step with its text as it is kept."""

    step: Step
    text: str


class History:
    """Steps that can be undone, and those that were. A new step forgets the undone ones.

    To undo: `take_done`, do the opposite, `put_undone` (an occurrence changes with it); to redo, the other way round.
    `write` gives the text of a step; without it nothing is written out and only the number of steps is bounded.
    """

    def __init__(
        self,
        done: Iterable[Written] = (),
        undone: Iterable[Written] = (),
        *,
        write: Callable[[Step], str] = lambda _step: "",
    ) -> None:
        self._write = write
        self._done = list(done)
        self._undone = list(undone)
        self._open: Answered | None = None
        self._running = False

    def push(self, step: Step) -> None:
        """Remember a step; typing on in the same word joins the step before it."""
        self._undone.clear()
        last = self._open if self._running else None
        if isinstance(step, Answered) and last is not None and _one_run(last, step):
            self._open = None if last.before == step.after else replace(last, after=step.after)
        else:
            self._close()
            if isinstance(step, Answered):
                self._open = step
            else:
                self._append(step)
        self._running = True

    @property
    def newest(self) -> object:
        """What stands for the last step: another object as soon as anything else is done or undone."""
        return self._open or (self._done[-1] if self._done else None)

    def put_before(self, earlier: History) -> None:
        """The steps of `earlier` were done before these; what was undone there can be done again if none came since."""
        if not self._done and self._open is None and not self._undone:
            self._undone = earlier._undone
        self._done = [*earlier._done, *self._done]

    def forget(self) -> None:
        """Forget all steps: they do not fit the form as it is."""
        self._done.clear()
        self._undone.clear()
        self._open = None

    def end_run(self) -> None:
        """The next step stands alone: the person moved on."""
        self._running = False

    def take_done(self) -> Step | None:
        """The last step, to be undone."""
        self._running = False
        self._close()
        return self._done.pop().step if self._done else None

    def put_undone(self, step: Step) -> None:
        """The step as it is now that it is undone."""
        self._undone.append(self._written(step))

    def take_undone(self) -> Step | None:
        """The last step that was undone, to be done again."""
        self._running = False
        return self._undone.pop().step if self._undone else None

    def put_done(self, step: Step) -> None:
        """The step as it is now that it is done again."""
        self._append(step)

    def written(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The texts of the steps that can be undone, the newest last, and of those that can be done again."""
        open_step = () if self._open is None else (self._write(_compact(self._open)),)
        done = (*(each.text for each in self._done), *open_step)
        return done, tuple(each.text for each in self._undone)

    def _close(self) -> None:
        if self._open is not None:
            step, self._open = _compact(self._open), None
            self._append(step)

    def _append(self, step: Step) -> None:
        self._done.append(self._written(step))
        letters = sum(len(each.text) for each in self._done)
        while len(self._done) > MOST_STEPS or (letters > MOST_LETTERS and len(self._done) > 1):
            letters -= len(self._done.pop(0).text)

    def _written(self, step: Step) -> Written:
        return Written(step, self._write(step))


def _compact(step: Answered) -> Answered | Typed:
    """What changed of a text, rather than the whole of it twice."""
    before, after = _plain(step.before), _plain(step.after)
    if before is None or after is None:
        return step
    start, end = differing(before, after)
    return Typed(step.path, start, before[start : len(before) - end], after[start : len(after) - end])


def answers_before(step: Answered | Typed, now: tuple[Value, ...]) -> tuple[Value, ...] | None:
    """What a question answered before `step`, given what it answers now; None where the step does not fit."""
    if isinstance(step, Answered):
        return step.before
    text = _plain(now)
    before = None if text is None else step.turned().done_on(text)
    return None if before is None else ((before,) if before else ())


def _plain(answers: tuple[Value, ...]) -> str | None:
    """The one text that is answered, nothing for no answer; None for what is no text."""
    if not answers:
        return ""
    return answers[0] if len(answers) == 1 and isinstance(answers[0], str) else None


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
