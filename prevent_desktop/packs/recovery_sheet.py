"""The sheet with a vault's recovery code, to be printed and locked away."""

from __future__ import annotations

import io
from datetime import datetime

from prevent_desktop.data_files import resources
from prevent_desktop.translation import _

_FONT = "RecoverySheet"
_MARGIN = 72.0
_LINE = 18.0


def build_recovery_sheet(code: str, made_at: datetime) -> bytes:
    """One A4 page as PDF with `code` in large letters, the day it was made, and how it is used. No name is on it."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(TTFont(_FONT, str(resources() / "fonts" / "Inter-Regular.ttf")))
    target = io.BytesIO()
    page = Canvas(target, pagesize=A4, invariant=True, initialFontName=_FONT, lang="en-GB")
    page.setTitle(_("Recovery code"))
    height = A4[1] - 1.5 * _MARGIN
    page.setFont(_FONT, 22)
    page.drawString(_MARGIN, height, _("Recovery code"))
    page.setFont(_FONT, 11)
    page.drawString(
        _MARGIN, height - 24, _("Prevent Desktop, made on {day}").format(day=f"{made_at:%d.%m.%Y}")
    )
    page.setFont(_FONT, 20)
    groups = code.split("-")
    for number, line in enumerate((groups[:3], groups[3:])):
        page.drawString(_MARGIN, height - 80 - number * 32, "  -  ".join(line))
    page.setFont(_FONT, 11)
    for number, sentence in enumerate(_sentences()):
        page.drawString(_MARGIN, height - 170 - number * _LINE, sentence)
    page.save()
    return target.getvalue()


def _sentences() -> tuple[str, ...]:
    return (
        _("With this code a new passphrase can be chosen when the old one is forgotten."),
        _("Whoever has this sheet and the laptop can read the records."),
        _("Keep it locked away, not with the laptop. It stays valid after the passphrase changes."),
        _("To use it: on the first screen choose “I forgot my passphrase” and type the code."),
    )
