"""Pictures among the attachments, made ready for the pages of a pack by the process that decodes them (slow; needs no vault)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from threading import Lock

from prevent_desktop.errors import EvidenceError
from prevent_desktop.evidence.answers import Answer
from prevent_desktop.evidence.pictures import SHOWN_SIDE, PictureProcess
from prevent_desktop.packs.content import PackAttachment, PackContent, PackPicture

_MANY = 24
"""With more files than that, the pictures are smaller, so that the pages of a pack stay easy to handle."""
_SMALL_SIDE = 1100
_PICTURE = "image/"
_MOST_BYTES = 64_000_000


@dataclass(slots=True)
class Album:
    """Pictures that were decoded, by the digest of their file: several packs with the same photos ask once."""

    _kept: dict[tuple[str, int], tuple[PackPicture, ...]] = field(default_factory=dict)
    _bytes: int = 0
    _lock: Lock = field(default_factory=Lock)

    def find(self, sha256: str, side: int) -> tuple[PackPicture, ...] | None:
        """What was made of the file; None where nobody asked yet."""
        with self._lock:
            return self._kept.get((sha256, side))

    def keep(self, sha256: str, side: int, pictures: tuple[PackPicture, ...]) -> None:
        """Keep it, while there is room."""
        with self._lock:
            size = sum(len(picture.jpeg) for picture in pictures)
            if self._bytes + size <= _MOST_BYTES:
                self._kept[sha256, side] = pictures
                self._bytes += size


def with_pictures(
    content: PackContent, album: Album | None = None, stopped: Callable[[], bool] = lambda: False
) -> PackContent:
    """`content` with what can be shown of its attachments; what cannot be decoded goes along unseen."""
    if not any(_may_be_shown(file) for file in content.attachments):
        return content
    with PictureProcess() as process:
        files = tuple(_with_pictures(content, album or Album(), process, stopped))
    return replace(content, attachments=files)


def _may_be_shown(file: PackAttachment) -> bool:
    return file.media_type.startswith(_PICTURE) and not file.pictures


def _with_pictures(
    content: PackContent, album: Album, process: PictureProcess, stopped: Callable[[], bool]
) -> Iterator[PackAttachment]:
    side = SHOWN_SIDE if sum(map(_may_be_shown, content.attachments)) <= _MANY else _SMALL_SIDE
    for file in content.attachments:
        if not _may_be_shown(file) or stopped():
            yield file
            continue
        pictures = album.find(file.sha256, side)
        if pictures is None:
            pictures = _decoded(file, process, side)
            album.keep(file.sha256, side, pictures)
        yield replace(file, pictures=pictures)


def _decoded(file: PackAttachment, process: PictureProcess, side: int) -> tuple[PackPicture, ...]:
    try:
        with file.source.open() as plain:
            return _for_pages(process.show(plain, file.source.size, side=side))
    except EvidenceError:
        return ()


def _for_pages(answer: Answer) -> tuple[PackPicture, ...]:
    return tuple(
        PackPicture(jpeg=picture.data, width=picture.width, height=picture.height)
        for picture in answer.pictures
    )
