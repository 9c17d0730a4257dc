"""The outside: reads the program's AT-SPI tree as a screen reader does. Run by the system's Python, which has pyatspi.

    /usr/bin/python3 tests/e2e/screen_reader.py

Commands come as JSON lines on standard input; each is answered by one JSON line. It imports nothing of this project.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pyatspi
from gi.repository import Atspi, GLib

_PROGRAM = "prevent-desktop"
_PATIENCE = 30_000
"""Milliseconds for each answer: AT-SPI gives a program 0.8 s, and takes one that is busy for one that has gone."""


def program() -> Any:
    """The program on the accessibility bus; LookupError where it is not there."""
    for application in pyatspi.Registry.getDesktop(0):
        if application is not None and _PROGRAM in (application.name or ""):
            return application
    raise LookupError("the program is not on the accessibility bus")


def nodes(accessible: Any, states: Any, *, is_top: bool = False) -> Iterator[tuple[Any, Any]]:
    """The accessible and all below it that is showing, in reading order, with its states: the program is asked once for them."""
    yield accessible, states
    for number in range(accessible.childCount):
        child = accessible.getChildAtIndex(number)
        if child is not None:
            of_child = child.getState()
            if is_top or of_child.contains(pyatspi.STATE_SHOWING):
                yield from nodes(child, of_child)


def everything_shown() -> Iterator[tuple[Any, Any]]:
    """The program and all of it that is showing."""
    whole = program()
    return nodes(whole, whole.getState(), is_top=True)


def role_of(accessible: Any) -> str:
    """Its role, by its newer name: before 2.54 AT-SPI called a button a push button."""
    name: str = accessible.getRoleName()
    return "button" if name == "push button" else name


def described(accessible: Any, states: Any) -> dict[str, Any]:
    """Its name, and the role of what the keyboard can be on: each of some 25,000 in a walk is asked no more than is looked at."""
    focusable = bool(states.contains(pyatspi.STATE_FOCUSABLE))
    return {
        "name": accessible.name,
        "role": role_of(accessible) if focusable else "",
        "focusable": focusable,
    }


def tree() -> list[dict[str, Any]]:
    """Everything that is showing."""
    return [described(*each) for each in everything_shown()]


def find(name: str, role: str = "") -> Any:
    """The first showing accessible with this name (and role)."""
    for accessible, _states in everything_shown():
        if accessible.name == name and role in {"", role_of(accessible)}:
            return accessible
    raise LookupError(f"nothing that shows is called “{name}”")


def act(name: str, action: str, role: str = "") -> None:
    """Carry out an action of a control: Press, Toggle, SetFocus …"""
    offered = find(name, role).queryAction()
    names = [offered.getName(number) for number in range(offered.nActions)]
    if action not in names:
        raise LookupError(f"“{name}” offers {names}, not {action}")
    offered.doAction(names.index(action))


def focus(name: str, role: str = "") -> None:
    """Put the keyboard on a control."""
    find(name, role).queryComponent().grabFocus()


def text(name: str, role: str = "") -> str:
    """What stands in a field."""
    held = find(name, role).queryText()
    content: str = held.getText(0, held.characterCount)
    return content


def wait_for(name: str, seconds: float = 120.0) -> None:
    """Wait until something with this name is showing."""
    end = time.monotonic() + seconds
    while True:
        try:
            find(name)
        except LookupError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            return


# -- listening

_EVENTS = (
    "object:announcement",
    "object:children-changed",
    "object:property-change",
    "object:selection-changed",
    "object:state-changed",
    "object:text-attributes-changed",
    "object:text-caret-moved",
    "object:text-changed",
    "object:text-selection-changed",
    "object:value-changed",
    "object:visible-data-changed",
    "window",
)
_heard: list[dict[str, Any]] = []


def listen() -> None:
    """From now on keep every event that the program sends, and every key that it tells of; `heard` gives them."""
    pyatspi.Registry.registerEventListener(_hear, *_EVENTS)
    kinds = (pyatspi.KEY_PRESSED_EVENT, pyatspi.KEY_RELEASED_EVENT)
    for modifiers in (0, 1):
        pyatspi.Registry.registerKeystrokeListener(_hear_key, mask=modifiers, kind=kinds, synchronous=False)
    _arrived()


def _hear_key(event: Any) -> bool:
    _heard.append({"type": "key", "data": event.event_string, "name": "", "role": "", "pid": 0})
    return False


def _hear(event: Any) -> None:
    if (
        event.sender is None
    ):  # libatspi's own word, to whoever uses it, that it let go of an accessible (each one since 2.57)
        return
    source, data = event.source, event.any_data
    told: dict[str, Any] = {
        "type": str(event.type),
        "data": data if isinstance(data, str) else "",
        "name": "",
        "role": "",
    }
    told["begins"] = bool(event.detail1)
    try:
        told |= {"name": source.name or "", "role": source.getRoleName()}
        told |= {"pid": source.get_process_id()}
    except Exception:  # noqa: BLE001  # it has gone by now; what it told stands in `data`
        told |= {"pid": 0}
    _heard.append(told)


def _arrived() -> None:
    """Everything that was sent before now has come: the program answers one question, and the queue is read empty."""
    program().getChildAtIndex(0).queryComponent().getExtents(pyatspi.DESKTOP_COORDS)
    context = GLib.MainContext.default()
    while context.pending():
        context.iteration(False)


def heard() -> list[dict[str, Any]]:
    """The events since the last time."""
    _arrived()
    told = _heard.copy()
    _heard.clear()
    return told


def forget(accessible: Atspi.Accessible) -> None:
    """Have it asked anew. AT-SPI of before 2.50 (Debian 12) forgets what is below it as well."""
    if hasattr(accessible, "clear_cache_single"):
        accessible.clear_cache_single()
    else:
        accessible.clear_cache()


def held() -> list[str]:
    """Every text that anything of the program gives away when asked, whether it is showing or not."""
    texts = []
    for accessible in _everything(program()):
        forget(accessible)
        texts += [accessible.name, accessible.description]
        if (text := accessible.get_text_iface()) is not None:
            length = Atspi.Text.get_character_count(text)
            texts += [Atspi.Text.get_text(text, 0, length), Atspi.Text.get_text(text, 0, -1)]
    return [text for text in texts if text]


def _everything(accessible: Any) -> Iterator[Any]:
    yield accessible
    for number in range(accessible.childCount):
        child = accessible.getChildAtIndex(number)
        if child is not None:
            yield from _everything(child)


COMMANDS: dict[str, Callable[..., Any]] = {
    "tree": tree,
    "act": act,
    "focus": focus,
    "text": text,
    "wait_for": wait_for,
    "listen": listen,
    "heard": heard,
    "held": held,
}


def main() -> None:
    Atspi.set_timeout(_PATIENCE, _PATIENCE)
    for line in sys.stdin:
        command = json.loads(line)
        try:
            answer = {"value": COMMANDS[command.pop("do")](**command)}
        except Exception as error:  # noqa: BLE001  # the test is told, whatever it is
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
