# mypy: ignore-errors
# Orca loads this file by this name, and calls what it overrides by its own names and without annotations.
"""Loaded by Orca from its settings folder: a speech server that writes lines, and a keyboard that waits for Orca.

Orca 48 reads `orca-customizations.py` before it starts speech. Commands come by a named pipe, answers go to another.
"""

import os
import re
import subprocess
import sys
import time
import types

from gi.repository import Atspi, GLib

from orca import event_manager, focus_manager, input_event_manager, settings, speechserver

SAID = open(os.environ["ORCA_SAID"], "a", buffering=1)  # noqa: SIM115
ANSWERS = open(os.environ["ORCA_ANSWERS"], "w", buffering=1)  # noqa: SIM115
COMMANDS = os.open(os.environ["ORCA_COMMANDS"], os.O_RDWR)
VERBOSE = os.environ.get("ORCA_EVENTS", "")


class State:
    last = time.monotonic()  # when something was said, or an event was worked on
    releases = 0  # key releases that Orca has seen
    heard = []  # what was said since the last command, with whether it was cut off
    since = []  # what was said since `mark`


def note(kind, text):
    State.last = time.monotonic()
    if kind == "stop":
        if State.heard and not State.heard[-1][2]:
            State.heard[-1][2] = True
        return
    text = " ".join(str(text).split())
    State.heard.append([kind, text, False])
    State.since.append(text)


def flush():
    for kind, text, cut in State.heard:
        SAID.write(f"  {kind}: {text}{' [cut off]' if cut else ''}\n")
    State.heard = []


class SpeechServer(speechserver.SpeechServer):
    """Says all at once, into the list."""

    _only = None

    @staticmethod
    def getFactoryName():
        return "Recorder"

    @classmethod
    def getSpeechServers(cls):
        return [cls.get_speech_server()]

    @classmethod
    def get_speech_server(cls, info=None):
        cls._only = cls._only or cls()
        return cls._only

    @staticmethod
    def shutdownActiveServers():
        pass

    def get_info(self):
        return ["Recorder", "recorder"]

    def getVoiceFamilies(self):
        return []

    def speak(self, text=None, acss=None, interrupt=True):
        if text:
            note("say", text)

    def speak_character(self, character, acss=None):
        note("char", character)

    def speak_key_event(self, event, acss=None):
        note("echo", f"{event.get_key_name()} {event.get_locking_state_string()}")

    def say_all(self, utterance_iterator, progress_callback):
        for context, _acss in utterance_iterator:
            note("say", context.utterance)
            progress_callback(context, speechserver.SayAllContext.PROGRESS)

    def stop(self):
        note("stop", "")


module = types.ModuleType("orca.recorder")
module.SpeechServer = SpeechServer
sys.modules["orca.recorder"] = module
settings.speechServerFactory = "recorder"
settings.speechFactoryModules = ["recorder"]
settings.enableBraille = False
settings.enableSound = False


# -- what Orca is doing


def _in_words(accessible):
    try:
        return f"{accessible.get_role_name()} “{accessible.get_name()}”"
    except Exception as error:  # noqa: BLE001
        return str(error)


def _watch_events():
    inner = event_manager.EventManager._process_object_event

    def outer(self, event):
        State.last = time.monotonic()
        if VERBOSE:
            told = event.any_data if isinstance(event.any_data, (str, int)) else ""
            SAID.write(f"    event {event.type} {event.detail1} {told!r} of {_in_words(event.source)}\n")
        inner(self, event)
        State.last = time.monotonic()

    event_manager.EventManager._process_object_event = outer
    key = input_event_manager.InputEventManager.process_keyboard_event

    def key_outer(self, device, pressed, *more):
        answer = key(self, device, pressed, *more)
        State.last = time.monotonic()
        if not pressed:
            State.releases += 1
        return answer

    input_event_manager.InputEventManager.process_keyboard_event = key_outer


_watch_events()


def _app_answers():
    """A question to the app that its GUI thread must answer: what it said before has then arrived here."""
    window = focus_manager.get_manager().get_active_window()
    if window is not None:
        try:
            Atspi.Component.get_extents(window, Atspi.CoordType.SCREEN)
        except Exception:  # noqa: BLE001, S110  # the window has gone; that is an answer, too
            pass


def _queue_is_empty():
    return event_manager.get_manager()._event_queue.empty()


# -- commands


class Waiting:
    quiet = float(os.environ.get("ORCA_QUIET_MS", "250")) / 1000
    until = 0.0
    release = 0
    text = ""
    active = False


def _begin(command, argument):
    Waiting.release = 0
    Waiting.text = ""
    seconds = 10.0
    if command == "key":
        SAID.write(f"> {argument}\n")
        Waiting.release = State.releases + 1
        State.since = []
        subprocess.Popen(["xdotool", "key", "--delay", "0", argument])
    elif command == "type":
        SAID.write(f"> type {len(argument)} characters\n")
        Waiting.release = State.releases + len(argument)
        State.since = []
        subprocess.Popen(["xdotool", "type", "--delay", "1", argument])
        seconds = 30.0
    elif command == "expect":
        Waiting.text = argument
        seconds = 30.0
    Waiting.until = time.monotonic() + seconds
    State.last = time.monotonic()
    GLib.timeout_add(15, _look, priority=GLib.PRIORITY_LOW)


def _look():
    """Called when Orca has nothing to do: is all said?"""
    now = time.monotonic()
    late = now > Waiting.until
    if State.releases < Waiting.release and not late:
        return True
    if Waiting.text and not any(re.search(Waiting.text, text) for text in State.since) and not late:
        return True
    if not late:
        _app_answers()
        if not _queue_is_empty() or time.monotonic() - State.last < Waiting.quiet:
            return True
    flush()
    missing = ""
    if Waiting.text and not any(re.search(Waiting.text, text) for text in State.since):
        missing = f"never said: {Waiting.text}"
    elif State.releases < Waiting.release:
        missing = "Orca never saw the key"
    ANSWERS.write(f"{missing or 'quiet'}\n")
    return False


def _read(_source, _condition):
    for line in os.read(COMMANDS, 65536).decode().splitlines():
        command, _space, argument = line.partition(" ")
        _begin(command, argument)
    return True


GLib.io_add_watch(COMMANDS, GLib.IO_IN, _read)
GLib.timeout_add(15, lambda: ANSWERS.write("ready\n") and False, priority=GLib.PRIORITY_LOW)
