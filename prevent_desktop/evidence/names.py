"""Names from outside made safe for a reader's eye, and those of files for every file system."""

from __future__ import annotations

import re
import unicodedata

from prevent_desktop.files.names import DEVICES

_LONGEST_NAME = 150
_MOST_BYTES = 220
"""Most file systems take 255 bytes of UTF-8; " (2)" and a temporary ending must still fit."""
_LONGEST_ENDING = 16
# What no file system takes; then what turns the letters around it, is invisible, or breaks the line.
_UNSAFE = re.compile(
    r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*]'
    "|[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)


_JOINERS = "\u200c\u200d"
"""They shape letters in Persian, Hindi and other languages, and turn and hide nothing."""


def printable(untrusted: str, kept: str = "") -> str:
    """A text without what commands a terminal, turns the letters around it, or is invisible; `kept` stays as it is."""
    fine = (
        letter if _is_printable(letter) or letter in kept else " " * letter.isspace() for letter in untrusted
    )
    return "".join(fine)


def _is_printable(letter: str) -> bool:
    return letter.isprintable() or letter in _JOINERS


def safe_name(untrusted_name: str, taken: set[str] | None = None) -> str:
    """A name of one part that is neither hidden, nor a device, nor like one of `taken` (which it joins).

    Letters that turn text around ("exe.fdp" shown as "pdf.exe") and line breaks become "_"; the ending stays.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", untrusted_name))[-1]
    name = _short(_UNSAFE.sub("_", last).strip(" .")) or "file"
    if DEVICES.fullmatch(name):
        name = f"_{name}"
    return name if taken is None else _free(name, taken)


def _short(name: str) -> str:
    """As much of it as fits, with its ending."""
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending) > _LONGEST_ENDING:
        stem, dot, ending = name, "", ""
    room = _LONGEST_NAME - len(dot + ending)
    stem = stem[:room]
    while len((stem + dot + ending).encode()) > _MOST_BYTES:
        stem = stem[:-1]
    return f"{stem.rstrip(' .')}{dot}{ending}".strip(" .")


def _free(name: str, taken: set[str]) -> str:
    stem, dot, ending = name.rpartition(".")
    free, number = name, 2
    while free.casefold() in taken:
        free = f"{stem or ending} ({number}){dot + ending if stem else ''}"
        number += 1
    taken.add(free.casefold())
    return free
