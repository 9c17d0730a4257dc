"""``python -m prevent_desktop`` and the console script: the window without arguments, else the command line."""

from __future__ import annotations

import gc
import locale
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from prevent_desktop import data_files, translation
from prevent_desktop.confined.dumps import forbid_dumps
from prevent_desktop.evidence import PICTURE_PROCESS
from prevent_desktop.packs.reader import READER_PROCESS
from prevent_desktop.packs.tokens import CARD_PROCESS
from prevent_desktop.policies import in_force
from prevent_desktop.policies.schema import PRACTICE
from prevent_desktop.proxy_scripts import SCRIPT_PROCESS
from prevent_desktop.tables import TABLE_PROCESS
from prevent_desktop.ui.system.printing import PRINT_PROCESS

_PROCESSES = {
    CARD_PROCESS: "prevent_desktop.packs.tokens.child",
    PICTURE_PROCESS: "prevent_desktop.evidence.child",
    PRINT_PROCESS: "prevent_desktop.ui.system.printing.child",
    READER_PROCESS: "prevent_desktop.packs.reader.child",
    SCRIPT_PROCESS: "prevent_desktop.proxy_scripts.child",
    TABLE_PROCESS: "prevent_desktop.tables.child",
}
"""What the program starts of itself, by its one argument, and the module that is run then."""


def main() -> int:
    """Open the window where there is no command (in the tray for ``tray``, on invented cases for ``practice``, with a file for ``open FILE``); else run the command and tell its exit code."""
    forbid_dumps()
    if sys.argv[1:2] and sys.argv[1] in _PROCESSES:
        answer: Callable[[], int] = import_module(_PROCESSES[sys.argv[1]]).main
        return answer()
    language = locale.getlocale()[0] or translation.OWN_LANGUAGE
    translation.choose_language(language, data_files.resources() / "translations")
    in_force.use(in_force.read_machine())
    words = sys.argv[1:]
    file = _file_to_open(words)
    if not words or file is not None or words in (["tray"], ["practice"]):
        gc.disable()  # nothing to collect while the first screen comes up: a tenth of the start; see Desktop
        import_module("prevent_desktop.ui.window.quick_imports")  # before all else that meets Qt: it says why
        from prevent_desktop.app import AppOptions, run_app

        practice = words == ["practice"] and in_force.in_force().locked(PRACTICE) is not False
        return run_app(AppOptions(in_tray=words == ["tray"], practice=practice, file=file))
    from prevent_desktop.cli.main import run_command

    return run_command(sys.argv[1:], preview=_preview)


def _file_to_open(words: list[str]) -> Path | None:
    match words:
        case ["open", name]:
            return Path(name).absolute()
        case _:
            return None


def _preview(file: Path) -> int:
    """The window of ``form preview``: the command line may not know Qt, so it is handed the way to it."""
    from prevent_desktop.app import run_preview

    return run_preview(file)


if __name__ == "__main__":
    raise SystemExit(main())
