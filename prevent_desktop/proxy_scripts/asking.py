"""Asks the confined process which proxy a script names, and takes its answer as a stranger's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from io import BytesIO
from typing import Final

from prevent_desktop.confined import frames
from prevent_desktop.confined.asking import (
    CannotStartError,
    ConfinedProcesses,
    EndedFromOutsideError,
    LimitBrokenError,
)
from prevent_desktop.confined.spawn import own_command
from prevent_desktop.proxy_scripts import SCRIPT_PROCESS
from prevent_desktop.proxy_scripts.questions import (
    LARGEST_SCRIPT,
    LONGEST_ANSWER,
    FindProxy,
    Found,
    Refusal,
    RefusedError,
    Trouble,
)

PROCESSES: Final = ConfinedProcesses(partial(own_command, SCRIPT_PROCESS))
"""Shared by the whole program; nothing is remembered from script to script."""

_SECONDS = 3
"""Of the processor: packs wait behind it, and a megabyte of rules (7,100 of them) takes 0.4."""
_PATIENCE = 7
"""How many times as long by the clock on the wall."""


def find_proxy(
    untrusted_script: bytes, question: FindProxy, look_up: Callable[[str], str] = lambda _name: ""
) -> str:
    """What the script says, such as ``PROXY a:80; DIRECT`` (slow). RefusedError says why there is nothing.

    `look_up` gives the address of the server, and for "" that of this computer, empty for none; it is called where the script asks.
    """
    found = _asked(untrusted_script, question)
    names = [name for name in found.wanted if name in {"", question.host}]
    if names:
        known = {**question.addresses, **{name: look_up(name) for name in names}}
        found = _asked(untrusted_script, replace(question, addresses=known))
    return found.said[:LONGEST_ANSWER]


def _asked(untrusted_script: bytes, question: FindProxy) -> Found:
    if len(untrusted_script) > LARGEST_SCRIPT:
        raise RefusedError(Trouble.TOO_LARGE)
    try:
        (frame, content), *_none = PROCESSES.ask(question, BytesIO(untrusted_script), patience=_PATIENCE)
    except (
        LimitBrokenError,
        EndedFromOutsideError,
    ) as error:  # too slow by any clock is no proxy that is named
        raise RefusedError(Trouble.ENDLESS) from error
    except CannotStartError as error:
        raise RefusedError(Trouble.ERROR, str(error)) from error
    try:
        if frame == frames.ERROR:
            refusal: Refusal = frames.from_json(Refusal, content)
            raise RefusedError(refusal.trouble, refusal.words)
        found: Found = frames.from_json(Found, content)
    except ValueError as error:
        raise RefusedError(Trouble.ERROR) from error
    return found
