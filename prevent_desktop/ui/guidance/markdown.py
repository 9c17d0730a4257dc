"""CommonMark made into HTML for the reading pane, with HTML in the text switched off. No Qt."""

from __future__ import annotations


def html_of(text: str) -> str:
    """The HTML of `text`; whatever looks like HTML in it is shown as it is written, never taken as markup."""
    from markdown_it import MarkdownIt

    return str(MarkdownIt("commonmark", {"html": False}).enable("table").disable("image").render(text))
