"""What stands in a pack where something was kept back: words with a bar drawn behind them, `[Withheld: why]` in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from prevent_desktop.translation import _

_BRACKETS = str.maketrans("[]\n", "() ")


def withheld_words(reason: str) -> str:
    """What stands in place of it, in a text that goes on around it."""
    return f"[{_in_words(reason.translate(_BRACKETS).strip())}]"


def _in_words(reason: str) -> str:
    return _("Withheld: {reason}").format(reason=reason)


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The pieces of a line, and whether each says that something was withheld, then without its brackets."""
    before = 0
    for match in _pattern().finditer(text):
        if text[before : match.start()].strip():
            yield text[before : match.start()].strip(), False
        yield match.group(1), True
        before = match.end()
    if text[before:].strip():
        yield text[before:].strip(), False


def is_withheld(text: str) -> bool:
    """Whether it says so anywhere."""
    return _pattern().search(text) is not None


def _pattern() -> re.Pattern[str]:
    before, _reason, after = _in_words("\0").partition("\0")
    return re.compile(rf"\[({re.escape(before)}[^\[\]]*{re.escape(after)})\]")
