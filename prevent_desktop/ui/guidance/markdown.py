"""CommonMark made into HTML for the reading pane. No HTML of the text, no picture, no link to the outside. No Qt."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from prevent_desktop.ui.guidance.pages import split_target

if TYPE_CHECKING:
    from markdown_it.token import Token


def html_of(text: str, page_ids: Collection[str] = ()) -> str:
    """The HTML of `text`. Links lead to `page_ids` only; any other address stands beside its words, to be copied."""
    from markdown_it import MarkdownIt

    commonmark = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    tokens = commonmark.parse(text)
    for token in tokens:
        if token.children:
            token.children = list(_inside_only(token.children, page_ids))
    return str(commonmark.renderer.render(tokens, commonmark.options, {}))


def _inside_only(children: Sequence[Token], page_ids: Collection[str]) -> Iterator[Token]:
    from markdown_it.token import Token

    outside, words = "", ""
    for token in children:
        address = str(token.attrGet("href") or "")
        if token.type == "link_open" and split_target(address)[0] not in page_ids:
            outside, words = address, ""
        elif token.type == "link_close" and outside:
            if words != outside:
                yield Token("text", "", 0, content=f" ({outside})")
            outside = ""
        else:
            words += token.content
            yield token
