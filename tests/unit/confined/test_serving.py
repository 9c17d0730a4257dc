"""One process for many questions, as on Windows and macOS: what a library says beside its answer reaches nobody."""

from __future__ import annotations

import sys
from io import BytesIO

from prevent_desktop.confined import frames
from prevent_desktop.confined.asking import ConfinedProcesses

_TALKS = """
import logging, os, sys
from prevent_desktop.confined import serving
serving._FORKS = False

def work(conversation):
    logging.getLogger("a library").warning("The certificate is not trusted.")
    print("as C code does", file=sys.stderr, flush=True)
    os.write(2, b"and this")
    return len(conversation.file.read())

sys.exit(serving.serve(work, str, lambda question: None))
"""


def test_a_process_whose_libraries_talk_answers_the_next_question() -> None:
    processes = ConfinedProcesses(lambda: [sys.executable, "-I", "-c", _TALKS])
    try:
        for size in (3, 5):
            assert list(processes.ask("how long", BytesIO(bytes(size)))) == [(frames.ANSWER, b"%d" % size)]
    finally:
        processes.close()
