"""What a person brings in by file: receipts and answers that came by mail, on a stick, or in a folder. Nothing is opened here.

A receipt is known by its shape (JWS) and says itself, untrusted, whose pack it is for. An answer is sealed: its name or its folder
says which pack and which number, as a mailbox has it (``answers/<pack-id>/<n>.age``) or as a mail has it
(``<pack-id>.answer-<n>.age``); without that only a vault can tell. A mail (``.eml``) is looked through for attachments.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path, PurePath, PureWindowsPath

from prevent_desktop.casework.identifiers import PACK_ID
from prevent_desktop.delivery.mailboxes.mailbox import ANSWER_ENDING, PACK_ENDING, RECEIPT_ENDING
from prevent_desktop.delivery.signed.answers import LARGEST_SEALED, looks_sealed
from prevent_desktop.delivery.signed.receipts import LARGEST, looks_like_receipt
from prevent_desktop.files.chosen import open_chosen

MOST_FILES = 5_000
"""Files of one folder at most; a stick with more is brought in folder by folder."""
LARGEST_MAIL = 40 << 20
_DEEPEST = 4
_ANSWER_NAME = re.compile(rf"({PACK_ID.pattern})[ ._-]+answer[ ._-]*(\d{{1,3}})\D?.*{re.escape(ANSWER_ENDING)}", re.ASCII | re.IGNORECASE)  # fmt: skip
_NUMBER = re.compile(rf"(\d{{1,3}}){re.escape(ANSWER_ENDING)}", re.ASCII)
_MAIL = ".eml"
_PART = re.compile(rb"boundary|message/", re.IGNORECASE)
"""What begins a part with parts of its own, whatever its nesting (RFC 2046, 5.1 and 5.2)."""
_MOST_PARTS = 200
_MOST_WORK = 40_000_000
"""Lines times parts: some seconds."""


class FoundKind(Enum):
    """What a file is, as far as it shows from outside."""

    RECEIPT = auto()
    ANSWER = auto()
    PACK = auto()
    TOO_LARGE = auto()
    OTHER = auto()
    UNREADABLE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file that was looked at. `untrusted_pack_id` is empty and `number` 0 where nothing from outside tells them."""

    name: str
    kind: FoundKind
    untrusted_pack_id: str = ""
    number: int = 0
    content: bytes = b""


def look_through(paths: Sequence[Path]) -> Iterator[Found]:
    """All that is in these files, mails and folders; what cannot be read is told as such, and never raised."""
    for path in paths:
        yield from _in_folder(path) if path.is_dir() else _in_file(path)


def reply_names(pack_id: str, number: int = 0) -> str:
    """What a receipt, or the answer with a number, is called when it goes by mail: so the other side knows it again."""
    return f"{pack_id}.answer-{number}{ANSWER_ENDING}" if number else f"{pack_id}{RECEIPT_ENDING}"


def _in_folder(folder: Path) -> Iterator[Found]:
    """What looks like a receipt, an answer or a mail; a stick's other files are nobody's business."""
    try:
        found = sorted(_files_below(folder, _DEEPEST))
    except OSError:
        yield Found(name=folder.name, kind=FoundKind.UNREADABLE)
        return
    for path in found[:MOST_FILES]:
        yield from (one for one in _in_file(path) if one.kind not in {FoundKind.OTHER, FoundKind.PACK})


def _files_below(folder: Path, depth: int) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_symlink() or path.name.startswith("."):
            continue
        if path.is_dir() and depth:
            yield from _files_below(path, depth - 1)
        elif path.suffix.lower() in {RECEIPT_ENDING, ANSWER_ENDING, _MAIL}:
            yield path


def _in_file(path: Path) -> Iterator[Found]:
    mail = path.suffix.lower() == _MAIL
    most = LARGEST_MAIL if mail else max(LARGEST, LARGEST_SEALED)
    try:
        with open_chosen(path) as file:
            content = file.read(most + 1)
    except OSError:
        yield Found(name=path.name, kind=FoundKind.UNREADABLE)
        return
    if len(content) > most:
        yield Found(
            name=path.name, kind=FoundKind.PACK if path.name.endswith(PACK_ENDING) else FoundKind.TOO_LARGE
        )
    elif mail:
        yield from _in_mail(path.name, content)
    else:
        yield _judged(path, content)


def _in_mail(name: str, untrusted_mail: bytes) -> Iterator[Found]:
    """The attachments of a mail, also of one that was passed on inside another."""
    found = 0
    for untrusted_name, content in _attached(untrusted_mail):
        one = _judged(PurePath(PureWindowsPath(untrusted_name).name), content)
        if one.kind not in {FoundKind.OTHER, FoundKind.TOO_LARGE}:
            found += 1
            yield one
    if not found:
        yield Found(name=name, kind=FoundKind.OTHER)


def _attached(untrusted_mail: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and content of each part that is a file. A mail is whatever its sender made of it: a part that makes no sense is none."""
    from email import message_from_bytes
    from email.policy import compat32

    if _is_too_deep(untrusted_mail):
        return
    for part in message_from_bytes(untrusted_mail, policy=compat32).walk():
        if part.is_multipart():
            continue
        try:
            name, content = part.get_filename() or "", part.get_payload(decode=True)
        except (ValueError, LookupError, TypeError, AttributeError):
            continue
        if name and isinstance(content, bytes):
            yield name, content


def _is_too_deep(untrusted_mail: bytes) -> bool:
    """Whether it has more parts within parts than a mail that was passed on: each line is held against each of their ends."""
    parts = len(_PART.findall(untrusted_mail))
    return parts > _MOST_PARTS or parts * untrusted_mail.count(b"\n") > _MOST_WORK


def _judged(path: PurePath, content: bytes) -> Found:
    if looks_like_receipt(content):
        pack_id = _named_in(content)
        return Found(
            name=path.name, kind=FoundKind.RECEIPT, untrusted_pack_id=pack_id, content=content.strip()
        )
    if path.name.endswith(PACK_ENDING):
        return Found(name=path.name, kind=FoundKind.PACK)
    if len(content) > LARGEST_SEALED:
        return Found(name=path.name, kind=FoundKind.TOO_LARGE)
    if looks_sealed(content):
        pack_id, number = _place_of(path)
        return Found(
            name=path.name, kind=FoundKind.ANSWER, untrusted_pack_id=pack_id, number=number, content=content
        )
    return Found(name=path.name, kind=FoundKind.OTHER)


def _named_in(receipt: bytes) -> str:
    """Whose pack a receipt says to be for; empty where it says nothing that is a pack's id."""
    payload = receipt.strip().split(b".")[1]
    try:
        said = json.loads(base64.urlsafe_b64decode(payload + b"=" * (-len(payload) % 4)))["pack_id"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return ""
    return said if isinstance(said, str) and PACK_ID.fullmatch(said) else ""


def _place_of(path: PurePath) -> tuple[str, int]:
    """Pack and number of an answer, by its name or the folder that it lies in."""
    if match := _ANSWER_NAME.fullmatch(path.name):
        return match[1].upper(), int(match[2])
    match = _NUMBER.match(path.name)
    if match and PACK_ID.fullmatch(path.parent.name):
        return path.parent.name, int(match[1])
    return "", 0
