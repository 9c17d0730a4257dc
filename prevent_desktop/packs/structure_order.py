"""The order in which a written PDF names the parts of its structure's root.

Beside `document`, which builds pages: whoever only reads or protects a PDF need not import the library that draws them.
"""

from __future__ import annotations

import re

_KIDS_FIRST = re.compile(
    rb"<< (/K \[ \d+ 0 R \]) (/ParentTree \d+ 0 R) (/ParentTreeNextKey \d+ /Type /StructTreeRoot >>)"
)


def parents_first(pdf: bytes) -> bytes:
    """`pdf` as qpdf wrote it, with the parent tree before the kids of the structure's root, and as long as before.

    Whoever compares two revisions by walking the keys as they stand, as the EU's DSS does, then meets the signature
    fields in the parent tree; met below the kids first, a genuine countersignature is a change of unknown meaning.
    """
    return _KIDS_FIRST.sub(rb"<< \2 \1 \3", pdf, count=1)
