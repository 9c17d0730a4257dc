"""What a signature field shows once it is signed: one page of a PDF that we drew, so that its fonts are embedded.

The stream that shows it has the same box and the same filter as the one that waited, to the digit: what else differs
between two revisions looks to a validator like a change that nobody may make (EU DSS: "undefined object modification").
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from io import BytesIO

from pyhanko.pdf_utils import layout
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, StreamObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp.base import BaseStampStyle
from pyhanko.stamp.static import StaticContentStamp, StaticStampStyle

_WHOLE = layout.SimpleBoxLayoutRule(
    x_align=layout.AxisAlignment.ALIGN_MIN,
    y_align=layout.AxisAlignment.ALIGN_MIN,
    margins=layout.Margins(left=0, right=0, top=0, bottom=0),
    inner_content_scaling=layout.InnerScaling.NO_SCALING,
)


class _Page(PdfContent):
    """The first page of a PDF in memory, under a name that is always the same (pyHanko's own draws a random one)."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self._page = page

    def render(self) -> bytes:
        writer: BasePdfFileWriter = self._ensure_writer
        shown = writer.import_page_as_xobject(PdfFileReader(BytesIO(self._page)))
        self.resources.xobject["/Shown"] = shown
        left, low, right, high = shown.get_object()["/BBox"]
        self.box = layout.BoxConstraints(width=abs(right - left), height=abs(high - low))
        return b"/Shown Do"


class _Stamp(StaticContentStamp):
    """What pyHanko draws into the field, in the box and with the filter of what the field showed while it waited."""

    def render(self) -> bytes:
        """The operators, so long that their compressed bytes end as in `document.finishing`."""
        operators: bytes = super().render()  # type: ignore[no-untyped-call]  # it has no types
        while zlib.compress(operators).endswith(b"\r"):
            operators += b" "
        return operators

    def apply_appearance(self, annot_dict: DictionaryObject) -> None:
        waiting = annot_dict["/AP"]["/N"]
        super().apply_appearance(annot_dict)
        shown: StreamObject = annot_dict["/AP"]["/N"]
        shown["/BBox"] = ArrayObject(waiting["/BBox"])
        if "/Filter" in waiting:
            shown.compress()  # type: ignore[no-untyped-call]  # likewise


@dataclass(frozen=True)
class ShownPage(BaseStampStyle):
    """The style of a signature field that shows the page of the PDF `page`, from its lower left corner, as it is."""

    page: bytes = b""

    def create_stamp(
        self,
        writer: BasePdfFileWriter,
        box: layout.BoxConstraints,
        text_params: dict[str, object],  # noqa: ARG002 - pyHanko passes it
    ) -> StaticContentStamp:
        """What pyHanko draws into the field."""
        style = StaticStampStyle(
            background=_Page(self.page), background_layout=_WHOLE, border_width=self.border_width
        )
        return _Stamp(writer, style, box)
