"""What a person has saved where they chose: if the disk does not take it, they are told so in one way everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prevent_desktop.errors import NotSavedError, reason_of
from prevent_desktop.translation import _


@contextmanager
def saving(target: Path, not_saved: str, more: str = "") -> Iterator[None]:
    """NotSavedError where the block cannot write `target`: `not_saved` is its title; `more`, a sentence, says what is kept."""
    try:
        yield
    except FileExistsError as error:
        raise _not_saved(not_saved, _("{file} is there already.").format(file=target.name), more) from error
    except OSError as error:
        why = _("{file}: {reason}.").format(file=target.name, reason=reason_of(error))
        raise _not_saved(not_saved, why, more) from error


def _not_saved(title: str, why: str, more: str) -> NotSavedError:
    return NotSavedError(title, why, " ".join((_("Choose another folder and save it again."), more)).strip())
