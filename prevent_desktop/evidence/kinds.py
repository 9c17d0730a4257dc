"""What a file is by its first bytes, and whether that is what its name says. Nothing is decoded or unpacked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from prevent_desktop.evidence.kind_tables import (
    BEGINNINGS,
    BRANDS,
    ENDINGS,
    OLD_DOCUMENTS,
    PACKED_DOCUMENTS,
    RIFF,
    UNKNOWN,
    WEB_BEGINNINGS,
    Group,
)

HEAD_BYTES = 4096
"""How much of a file's beginning is looked at."""

TAIL_BYTES = 65_536
"""How much of its end: where the list of a packed document stands."""

_PDF_WITHIN = 1024
_MACROS = (b"vbaProject.bin", b"_VBA_PROJECT", b"V\0B\0A\0")
_TOLD_BY_CONTENT = frozenset({Group.PICTURE, Group.DOCUMENT, Group.ARCHIVE, Group.PROGRAM})
_CLOSE = (
    {Group.SOUND, Group.FILM},
    {Group.TEXT, Group.DOCUMENT},
    {Group.TEXT, Group.WEB_PAGE},
)
"""Kinds that people and programs take for one another without harm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileKind:
    """What a file holds. `said` is what its name promised, where that is something else; `macros`: programs inside."""

    group: Group
    media_type: str
    said: Group | None = None
    macros: bool = False

    @property
    def is_program(self) -> bool:
        """Whether it is a program, or would be run as one because of its name."""
        return Group.PROGRAM in {self.group, self.said}


def kind_of(head: bytes, tail: bytes, name: str) -> FileKind:
    """What a file is. `head` and `tail` are its first and last bytes (all of a small one), `name` its name."""
    ending = PurePosixPath(name.casefold()).suffix.removeprefix(".")
    said = ENDINGS.get(ending)
    group, media_type = _by_content(head, tail, ending)
    if group is Group.OTHER and said is not None and said[0] not in _TOLD_BY_CONTENT:
        group, media_type = said
    differs = said is not None and said[0] is not group and {said[0], group} not in _CLOSE
    return FileKind(
        group=group,
        media_type=media_type,
        said=said[0] if said is not None and differs else None,
        macros=group in {Group.DOCUMENT, Group.ARCHIVE} and any(mark in head + tail for mark in _MACROS),
    )


def _by_content(head: bytes, tail: bytes, ending: str) -> tuple[Group, str]:
    if head.startswith(b"RIFF") and head[8:12] in RIFF:
        return RIFF[head[8:12]]
    if head[4:8] == b"ftyp":
        return BRANDS.get(head[8:12], (Group.FILM, "video/mp4"))
    for beginning, group, media_type in BEGINNINGS:
        if head.startswith(beginning):
            return _refined(media_type, head, tail, ending) or (group, media_type)
    return _without_mark(head, ending)


def _refined(media_type: str, head: bytes, tail: bytes, ending: str) -> tuple[Group, str] | None:
    """Some beginnings belong to several kinds of file: what is inside tells which, or the name, where it may."""
    if media_type == "application/zip":
        if b"META-INF/MANIFEST.MF" in head + tail or b"classes.dex" in tail:
            return Group.PROGRAM, "application/java-archive"
        if b"[Content_Types].xml" in head + tail or head[30:38] == b"mimetype":
            return PACKED_DOCUMENTS.get(ending)
    if media_type == "application/x-ole-storage":
        return OLD_DOCUMENTS.get(ending)
    if media_type == "image/bmp" and head[6:10] != b"\0\0\0\0":
        return _without_mark(head, ending)  # "BM" begins words too
    return None


def _without_mark(head: bytes, ending: str) -> tuple[Group, str]:
    """A PDF with something in front of it, a page of the web, other text, or nobody knows what."""
    if b"%PDF-" in head[:_PDF_WITHIN]:
        return Group.DOCUMENT, "application/pdf"
    if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:32].lower().startswith(WEB_BEGINNINGS):
        return Group.WEB_PAGE, "image/svg+xml" if b"<svg" in head.lower() else "text/html"
    if not head or b"\0" in head or not _is_text(head):
        return Group.OTHER, UNKNOWN
    said = ENDINGS.get(ending)
    return Group.TEXT, said[1] if said is not None and said[0] is Group.TEXT else "text/plain"


def _is_text(head: bytes) -> bool:
    """UTF-8, but for a letter that the end of what is looked at may cut."""
    try:
        head[: max(1, len(head) - 3)].decode()
    except UnicodeDecodeError:
        return False
    return True
