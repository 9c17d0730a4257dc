"""The confined process that works out scripts: each question is answered by `confined.serving`.

    python -m prevent_desktop proxy-script-process

Nothing can be opened once it is confined. Each question has an engine of its own, with none of the library's own additions.
"""

from __future__ import annotations

import time

from dukpy import _dukpy
from dukpy.evaljs import JSInterpreter

from prevent_desktop.confined import frames
from prevent_desktop.confined.dumps import forbid_dumps
from prevent_desktop.confined.serving import Conversation, serve
from prevent_desktop.proxy_scripts.functions import CALL, FUNCTIONS
from prevent_desktop.proxy_scripts.questions import (
    LARGEST_SCRIPT,
    LONGEST_ANSWER,
    FindProxy,
    Found,
    Refusal,
    RefusedError,
    Trouble,
)

_LONGEST_WORDS = 300
_MARK = b"\xef\xbb\xbf"


class _Engine(JSInterpreter):  # type: ignore[misc]  # the library has no types
    """The bare engine: no console, no process, no modules, and nothing of Python's to call."""

    def __init__(self) -> None:  # its own would open files
        self._ctx = _dukpy.create_context()
        self._funcs: dict[str, object] = {}


def main() -> int:
    """Answer until there is no more question."""
    forbid_dumps()
    time.localtime()  # what follows may not read the time zone
    _Engine().evaljs("1")  # so that all is loaded
    return serve(_work, _told, lambda _question: None)


def _told(error: Exception) -> Refusal:
    if isinstance(error, RefusedError):
        return error.refusal
    return Refusal(trouble=Trouble.ERROR, words=str(error)[:_LONGEST_WORDS])


def _work(asked: Conversation) -> Found:
    question: FindProxy = frames.from_json(FindProxy, asked.question)
    script = asked.file.read()
    if len(script) > LARGEST_SCRIPT:
        raise RefusedError(Trouble.TOO_LARGE)
    engine, given = _Engine(), {"url": question.url, "host": question.host, "addresses": question.addresses}
    engine.evaljs(FUNCTIONS, **given)
    engine.evaljs(script.removeprefix(_MARK).decode("utf-8", errors="replace") + "\n;undefined", **given)
    is_there, said, wanted = engine.evaljs(CALL, **given)
    if not is_there:
        raise RefusedError(Trouble.NO_FUNCTION)
    if not isinstance(said, str):
        raise RefusedError(Trouble.NO_TEXT)
    names = {"", question.host}.difference(question.addresses)
    return Found(said=said[:LONGEST_ANSWER], wanted=tuple(sorted(names.intersection(map(str, wanted)))))


if __name__ == "__main__":
    raise SystemExit(main())
