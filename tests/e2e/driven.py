"""``python -m tests.e2e.driven``: `driven_app`, started as `prevent_desktop.__main__` starts the program's window, and as quickly."""

from __future__ import annotations

import gc
import sys
from importlib import import_module

from prevent_desktop.confined.dumps import forbid_dumps


def main() -> int:
    """Run it until its window is closed; its exit code."""
    forbid_dumps()
    gc.disable()
    import_module("prevent_desktop.ui.window.quick_imports")
    code: int = import_module("tests.e2e.driven_app").main()
    return code


if __name__ == "__main__":
    sys.exit(main())
