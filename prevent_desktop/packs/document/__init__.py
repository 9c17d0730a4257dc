"""The pages of a pack: layout, fonts and tags, by ReportLab for what is drawn and pikepdf for what is said of it.

Importing this package imports both libraries: do it when a pack is built, not at start-up.
"""

from __future__ import annotations

from prevent_desktop.packs.document.build import build_document, build_pages, build_streamed, with_attachments

__all__ = ["build_document", "build_pages", "build_streamed", "with_attachments"]
