"""Imported before all else that meets Qt, so that PySide, and what is imported after it, takes less time and memory.

All of it is about PySide's insides (6.11, ``shibokensupport``). Where another version does it otherwise, nothing is
gained and nothing breaks.
"""

from __future__ import annotations

import builtins
import threading
from collections.abc import Callable
from importlib import import_module
from typing import Any

_SELDOM_NEEDED = frozenset(
    f"shibokensupport/signature/{name}.py"
    for name in (
        "errorhandler",
        "layout",
        "lib/enum_sig",
        "lib/pyi_generator",
        "lib/tool",
        "parser",
    )
)
"""What PySide compiles at every start, a fifth of it, to word a wrong argument, a ``__doc__`` or a type stub."""

_half_made = threading.RLock()


def _import_qt() -> None:
    """Import ``PySide6.QtCore``; what is seldom needed is compiled where it is first asked for something."""
    compile_at_once = builtins.compile

    def compile_later(source: Any, filename: Any, *rest: Any, **more: Any) -> Any:
        if filename not in _SELDOM_NEEDED:
            return compile_at_once(source, filename, *rest, **more)
        sources[filename] = source
        return compile_at_once(
            f"from {__name__} import loaded_when_asked\n"
            f"__getattr__ = loaded_when_asked({filename!r}, globals())",
            filename,
            "exec",
        )

    builtins.compile = compile_later
    try:
        import_module("PySide6.QtCore")
    finally:
        builtins.compile = compile_at_once


sources: dict[str, bytes] = {}
"""Of the modules that are not compiled yet, by file."""


def loaded_when_asked(filename: str, module: dict[str, Any]) -> Callable[[str], Any]:
    """The ``__getattr__`` of a module that is made when it is asked for a name; on one thread, while others wait."""

    def find(name: str) -> Any:
        with _half_made:
            if not name.startswith("__") and (source := sources.pop(filename, None)) is not None:
                exec(compile(source, filename, "exec"), module)  # noqa: S102  # PySide's own, as it would have done
                del module["__getattr__"]
        if name in module:
            return module[name]
        raise AttributeError(name)

    return find


def _read_no_sources() -> None:
    """Give Python's own import back, in whose place PySide has put one of its own.

    That looks for PySide's name in the source of each module that is imported, in case somebody switches on snake_case
    names (``from __feature__ import …``), which nobody here does: a tenth of the start, and the sources of all libraries
    in memory for good.
    """
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


_import_qt()
_read_no_sources()
