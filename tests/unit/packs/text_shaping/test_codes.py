"""A font of the file holds 65,535 codes; a document may need more of them."""

from __future__ import annotations

from prevent_desktop.packs.document import fonts, style
from prevent_desktop.packs.document.canvas import PackCanvas
from prevent_desktop.packs.document.elements import Element
from prevent_desktop.packs.document.finishing import finish
from prevent_desktop.packs.document.text_shaping.faces import face
from prevent_desktop.packs.document.text_shaping.shaping import shape
from prevent_desktop.packs.document.xmp import About
from tests.unit.packs.examples import SIGNED_AT
from tests.unit.packs.text_shaping.spoken import said

_FONT = "NotoSans-Regular"


def test_where_a_font_is_full_the_next_text_gets_another() -> None:
    root, canvas = Element("Document"), PackCanvas()
    font = canvas.lettered_fonts.font(face(_FONT), 1)
    [cluster] = shape([("q\u030d", style.BODY)], "").clusters
    for number in range(0xFFFF - face(_FONT).glyph_count - 1):
        font.code(cluster, f"{number}")
    texts = ["x\u030d\u0310 q\u030d\u0310 one", "w\u030d\u0310 two"]
    for text in texts:
        paragraph = style.paragraph([(text, style.BODY)], "")
        canvas.draw_paragraph(paragraph, root.add("P"), 40.0, 780.0, 400.0, paragraph.wrap(400.0, 1e6)[1])
        canvas.showPage()
    pdf = finish(canvas.finish(), About(title="A page", author="", at=SIGNED_AT), root)
    assert said(pdf).passages() == [fonts.clean(text) for text in texts]
