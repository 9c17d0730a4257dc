"""Starts every other process of this program; nobody else does (an import rule holds it).

A process of ours runs Python in isolated mode (``-I``): neither the current folder nor PYTHONPATH, PYTHONHOME or any other
variable brings code into it. It begins in a fixed folder, with the least environment that it can do with. No process
gets the passphrase that a person put into a variable.
"""

from __future__ import annotations

import os
import site
import subprocess
import sys
import weakref
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from shutil import which

Child = subprocess.Popen[bytes]
"""A process that was started, with its pipes."""

TimeoutExpired = subprocess.TimeoutExpired
Finished = subprocess.CompletedProcess[bytes]

PASSPHRASE_VARIABLE = "PREVENT_DESKTOP_PASSPHRASE"  # noqa: S105 -- the name of a variable, not a passphrase
_ROOT = os.path.abspath(os.sep)  # noqa: PTH100 - on Windows the drive is wanted, which only this adds
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""On Windows a console would flash up otherwise."""
_LEAST = ("LANG", "LC_ALL", "LC_CTYPE", "TZ", "SYSTEMROOT", "WINDIR", "TEMP", "TMP")
"""What any process needs: the system's own on Windows, and how text and time are written."""
_BRING_CODE = ("PYTHON", "LD_", "DYLD_", "QML")
"""Variables that begin so make a process load code from where they say: of Python, of the loaders, of Qt."""
_QT_BRINGS_CODE = ("QT_PLUGIN_PATH", "QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_GENERIC_PLUGINS")

_started: weakref.WeakSet[Child] = weakref.WeakSet()
"""What still runs for us; it is ended before this process becomes another one."""


def own_command(*words: str, module: str = "prevent_desktop") -> list[str]:
    """The command that runs this program with `words`, frozen or not; `module` is what is run where it is not frozen."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *words]
    return [sys.executable, *_isolated(), "-m", module, *words]


def _isolated() -> tuple[str, ...]:
    """Isolated mode; where the program lies among the person's own packages, all of it but the one part that hides those."""
    own = site.getusersitepackages() if site.ENABLE_USER_SITE else ""
    return ("-E", "-P") if own and Path(__file__).is_relative_to(own) else ("-I",)


def least_environment() -> dict[str, str]:
    """For a process that computes and nothing else."""
    return {name: os.environ[name] for name in _LEAST if name in os.environ}


def own_environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """For a window, or a program that a card's maker wrote: what this process has, without what brings code or secrets."""
    kept = {name: value for name, value in os.environ.items() if not _is_left_out(name)}
    return {**kept, **(more or {})}


def _is_left_out(name: str) -> bool:
    upper = name.upper()
    return upper.startswith(_BRING_CODE) or upper in {*_QT_BRINGS_CODE, PASSPHRASE_VARIABLE}


def forget_where_plugins_are() -> None:
    """Let Qt load its own plugins alone in this process; call before Qt is there."""
    for name in [
        each for each in os.environ if each.upper() in _QT_BRINGS_CODE or each.upper().startswith("QML")
    ]:
        del os.environ[name]


def start_asked(command: Sequence[str], environment: Mapping[str, str], *, own_group: bool = False) -> Child:
    """Start a process that is asked on standard input and answers on standard output. Raises OSError.

    With `own_group` it is out of reach of the terminal's Control+C, can be ended with all that it started (`end`), and its
    standard error is a pipe as well; otherwise that goes nowhere.
    """
    return _start(
        command,
        environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE if own_group else subprocess.DEVNULL,
        own_group=own_group,
    )


def start_window(environment: Mapping[str, str]) -> Child:
    """Start the window of this program beside this process. Raises OSError."""
    return _start(own_command(), environment, stdin=None, stdout=None, stderr=None, own_group=False)


def _start(
    command: Sequence[str],
    environment: Mapping[str, str],
    *,
    stdin: int | None,
    stdout: int | None,
    stderr: int | None,
    own_group: bool,
) -> Child:
    child = subprocess.Popen(
        list(command),
        bufsize=0 if own_group else -1,
        cwd=_ROOT,
        env=dict(environment),
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        creationflags=0 if stdin is None else _NO_WINDOW,
        process_group=0 if own_group and sys.platform != "win32" else None,
    )
    _started.add(child)
    return child


def kill(child: Child) -> None:
    """End a process that was started in a group of its own, with all that it started. Any thread; its pipes stay open."""
    with suppress(OSError):
        if sys.platform == "win32":
            child.kill()
        else:
            import signal

            os.killpg(child.pid, signal.SIGKILL)


def end(child: Child) -> int:
    """The same, and tell its exit code: that of its own where it had ended by itself."""
    if child.poll() is None:
        kill(child)
    code = child.wait()
    for pipe in (child.stdin, child.stdout, child.stderr):
        if pipe is not None:
            with suppress(OSError):  # what it did not read any more
                pipe.close()
    return code


def run_tool(
    name: str,
    words: Sequence[str],
    *,
    more_environment: Mapping[str, str],
    pass_fds: Sequence[int],
    seconds: float,
) -> Finished:
    """Run a tool of the system to its end, and tell all that it said. Raises OSError where it is not there or takes too long."""
    path = which(name)
    if path is None or not Path(path).is_absolute():
        raise FileNotFoundError(2, "No such tool", name)
    try:
        return subprocess.run(
            [path, *words],
            cwd=_ROOT,
            env={**least_environment(), "PATH": os.environ.get("PATH", os.defpath), **more_environment},
            capture_output=True,
            check=False,
            pass_fds=tuple(pass_fds),
            stdin=subprocess.DEVNULL,
            timeout=seconds,
        )
    except subprocess.TimeoutExpired as error:
        raise TimeoutError from error


def replace_process(command: Sequence[str]) -> None:
    """Put a fresh process in the place of this one; does not return. No key, passphrase or text stays in memory."""
    for child in tuple(_started):
        if child.poll() is None and child.stdin is not None:
            child.kill()
            child.wait()
    os.chdir(_ROOT)
    environment = own_environment()
    if sys.platform == "win32":
        # Windows has no exec: its imitation leaves the parent waiting, so start the fresh one and end.
        subprocess.Popen(list(command), close_fds=True, env=environment)
        os._exit(0)
    os.execve(command[0], list(command), environment)  # noqa: S606  # a fixed argument list, and no shell


def command_line(command: Sequence[str]) -> str:
    """The command as one line, as Windows takes it apart again."""
    return subprocess.list2cmdline(command)
