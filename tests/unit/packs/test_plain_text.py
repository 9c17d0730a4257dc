from __future__ import annotations

import pytest
from PIL import Image, ImageChops

from prevent_desktop.packs.content import PackContent
from prevent_desktop.packs.document import build_document, canvas
from prevent_desktop.packs.preview import page_count, page_image
from tests.unit.packs.examples import long_pack, pack_content
from tests.unit.packs.reading import page_texts

ODD = "A (bracket), a back\\slash, “quotes”, naïve Zoë, 50 % of £3 – and so on… " * 3


def _pictures(pdf: bytes) -> list[Image.Image]:
    pages = (page_image(pdf, page, 900) for page in range(page_count(pdf)))
    return [Image.frombytes("RGB", (wide, high), pixels) for wide, high, pixels in pages]


@pytest.mark.parametrize(
    "content", [pack_content(in_short=ODD, what_else=ODD), long_pack(2)], ids=["odd", "long"]
)
def test_paragraphs_look_and_read_as_reportlab_draws_them(
    content: PackContent, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = build_document(content)
    monkeypatch.setattr(canvas, "operators", lambda *_place: "")
    theirs = build_document(content)
    assert len(ours) < len(theirs)
    assert page_texts(ours) == page_texts(theirs)
    for one, other in zip(_pictures(ours), _pictures(theirs), strict=True):
        differences = ImageChops.difference(one, other).convert("L").histogram()
        assert sum(differences[64:]) == 0, "no pixel differs but by rounding"
