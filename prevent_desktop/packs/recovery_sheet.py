"""The sheet with a vault's recovery code, to be printed and locked away."""

from __future__ import annotations

from datetime import datetime


def build_recovery_sheet(code: str, made_at: datetime) -> bytes:
    """One tagged A4 page as PDF with `code` in large letters, the day it was made, and how it is used; no name is on it.

    `made_at` is aware. The groups of the code are parted by hyphens; the sheet shows three in a line.
    """
    from prevent_desktop.packs.document.sheet import build_sheet

    return build_sheet(code, made_at)
