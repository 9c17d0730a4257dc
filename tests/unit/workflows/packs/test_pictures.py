"""Photos among the attachments come onto the pages of a pack; what cannot be decoded goes along unseen."""

from __future__ import annotations

import io

from PIL import Image

from prevent_desktop.workflows.packs.pictures import Album, with_pictures
from tests.unit.packs.examples import attachment, pack_content


def _photo(shade: int) -> bytes:
    written = io.BytesIO()
    Image.new("L", (60, 40), shade).save(written, "PNG")
    return written.getvalue()


_CONTENT = pack_content(
    attachments=(
        attachment("one.png", _photo(0), "image/png", "A wall"),
        attachment("letter.txt", b"Dear all", "text/plain", ""),
        attachment("broken.jpg", b"\xff\xd8\xff no", "image/jpeg", ""),
        attachment("two.png", _photo(255), "image/png", ""),
    )
)


def test_what_can_be_seen_is_made_ready_and_the_files_stay_as_they_are() -> None:
    files = with_pictures(_CONTENT).attachments
    assert [len(file.pictures) for file in files] == [1, 0, 0, 1]
    assert (files[0].pictures[0].width, files[0].pictures[0].height) == (60, 40)
    assert [file.source for file in files] == [file.source for file in _CONTENT.attachments]


def test_an_album_keeps_what_was_decoded_and_the_same_comes_out_each_time() -> None:
    album = Album()
    first = with_pictures(_CONTENT, album)
    assert with_pictures(_CONTENT, album) == first == with_pictures(_CONTENT)
    kept = album.find(_CONTENT.attachments[0].sha256, 1600)
    assert kept is not None
    assert kept[0] is first.attachments[0].pictures[0]


def test_nothing_is_decoded_once_it_is_stopped() -> None:
    files = with_pictures(_CONTENT, stopped=lambda: True).attachments
    assert not any(file.pictures for file in files)
