"""Formatted text of forms (rendering-markdown, rendering-xhtml), made into a small HTML that is safe to show.

The result holds only these elements: ``b i u s sub sup code br p ul ol li img``, none with an attribute but ``img``,
whose ``src`` is a PNG or JPEG inside the text and whose ``alt`` is its words. Links become their words, headings bold
paragraphs, other blocks paragraphs; scripts, styles and embedded things go with all that is in them. No style is kept,
so nothing is hidden. The result is written anew from what was understood; no piece of the form's own markup is passed on.

The tags are found by one pattern that runs in linear time: `html.parser` of Python 3.11 needs seconds for 20 kB of tags
that never end.
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import Any, Final

from prevent_desktop.questionnaire.loading.pictures import MAX_ADDRESS, picture

MAX_XHTML: Final = 20_000
MAX_MARKDOWN: Final = 5_000
MAX_XHTML_IN_ALL: Final = 600_000
MAX_MARKDOWN_IN_ALL: Final = 100_000
_MAX_DEPTH: Final = 20

_PICTURE: Final = re.compile(r"data:image/[^\"'\s)<>]+", re.IGNORECASE)
_NOT_SHOWN: Final = re.compile(r"<!--.*?(?:-->|\Z)|<[!?][^>]*+(?:>|\Z)", re.DOTALL)
_TOKEN: Final = re.compile(
    r"<(?P<end>/?)(?P<name>[A-Za-z][\w:.-]*+)(?P<parts>(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+)>|[^<]++|<"
)
_PART: Final = re.compile(r"([\w:-]++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))")
_MARKS_OF_MARKDOWN: Final = re.compile(r"[*_`\[\]#<>&\\!~]|^\s*(?:\d+[.)]|[-+])\s|\n|  ")
_SPACE: Final = re.compile(r"[ \t\r\n]+")
_TAG: Final = re.compile(r"<[^>]*>")
_EMPTY: Final = re.compile(r"<(p|li)>\s*</\1>|<(b|i|u|s|sub|sup|code)></\2>")

_INLINE: Final = {
    "b": "b", "strong": "b", "i": "i", "em": "i", "cite": "i", "u": "u", "ins": "u", "s": "s", "del": "s", "strike": "s",
    "sub": "sub", "sup": "sup", "code": "code", "tt": "code", "samp": "code", "kbd": "code",
}  # fmt: skip
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "th", "dt", "caption", "legend"})
_BLOCKS: Final = _HEADINGS | {
    "p", "div", "section", "article", "header", "footer", "aside", "main", "nav", "blockquote", "pre", "table", "tr",
    "dl", "dd", "figure", "figcaption", "address", "fieldset", "form", "center", "details", "summary", "hr", "td",
}  # fmt: skip
_LISTS: Final = frozenset({"ul", "ol"})
_DROPPED: Final = frozenset({
    "script", "style", "head", "title", "iframe", "frame", "frameset", "object", "embed", "applet", "svg", "math",
    "template", "noscript", "noembed", "noframes", "canvas", "audio", "video", "select", "textarea", "xmp", "plaintext",
})  # fmt: skip


class Markup:
    """The formatted texts of one form, within the limits of a whole form. What goes beyond them has no formatting."""

    def __init__(self) -> None:
        self.passed_over = False
        self._markdown: Any = None
        self._xhtml_left = MAX_XHTML_IN_ALL
        self._markdown_left = MAX_MARKDOWN_IN_ALL

    def of_xhtml(self, untrusted: str) -> str:
        """Safe HTML of `untrusted` XHTML (or any other HTML); empty where nothing of it can be shown."""
        text, pictures = _without_pictures(untrusted)
        self._xhtml_left -= len(text)
        if len(text) > MAX_XHTML or self._xhtml_left < 0:
            self.passed_over = True
            return ""
        return _safe(text, pictures)

    def of_markdown(self, untrusted: str) -> str:
        """Safe HTML of `untrusted` Markdown (CommonMark, HTML in it taken as text); empty where it has no formatting."""
        if _MARKS_OF_MARKDOWN.search(untrusted) is None:
            return ""
        text, pictures = _without_pictures(untrusted)
        self._markdown_left -= len(text)
        if len(text) > MAX_MARKDOWN or self._markdown_left < 0:
            self.passed_over = True
            return ""
        return _safe(self._rendered(text), pictures)

    def _rendered(self, text: str) -> str:
        if self._markdown is None:
            from markdown_it import MarkdownIt

            self._markdown = MarkdownIt("commonmark", {"html": False})
        return str(self._markdown.render(text))


def plain(safe: str) -> str:
    """The words of safe HTML, its blocks and breaks as line ends."""
    lines = re.sub(r"<br>|</?(?:p|li|ul|ol)>", "\n", safe)
    return re.sub(r"\n\s*", "\n", unescape(_TAG.sub("", lines))).strip()


def from_plain(text: str) -> str:
    """`text` as safe HTML that says the same."""
    return escape(text, quote=False).replace("\n", "<br>")


def _without_pictures(untrusted: str) -> tuple[str, list[str]]:
    """The text with each ``data:`` picture put aside, so that its length does not count as markup."""
    found: list[str] = []

    def aside(match: re.Match[str]) -> str:
        found.append(match[0] if len(match[0]) <= MAX_ADDRESS else "")
        return f"picture-{len(found) - 1}"

    return (_PICTURE.sub(aside, untrusted) if "data:" in untrusted else untrusted), found


def _safe(untrusted: str, pictures: list[str]) -> str:
    writer = _Writer(pictures)
    dropping, depth = "", 0
    for token in _TOKEN.finditer(_NOT_SHOWN.sub("", untrusted)):
        name = (token["name"] or "").lower().rpartition(":")[2]
        if dropping:
            if name == dropping and not token["parts"].endswith("/"):
                depth += -1 if token["end"] else 1
                dropping = dropping if depth else ""
        elif not name:
            writer.text(unescape(token[0]))
        elif name in _DROPPED:
            if not token["end"] and not token["parts"].endswith("/"):
                dropping, depth = name, 1
        elif token["end"]:
            writer.end(name)
        else:
            writer.start(name, token["parts"])
    return writer.finished()


class _Writer:
    """Writes well-formed HTML, whatever the order in which tags come."""

    def __init__(self, pictures: list[str]) -> None:
        self._pictures = pictures
        self._out: list[str] = []
        self._open: list[str] = []
        self._shows = False

    def text(self, text: str) -> None:
        self._out.append(escape(_SPACE.sub(" ", text), quote=False))
        self._shows = self._shows or not text.isspace()

    def start(self, name: str, parts: str) -> None:
        if name in _INLINE:
            self._push(_INLINE[name])
        elif name in _LISTS:
            self._leave("p")
            self._push(name)
        elif name == "li":
            self._block("li")
        elif name in _BLOCKS:
            self._block("p")
            if name in _HEADINGS:
                self._push("b")
        elif name == "br":
            self._out.append("<br>")
        elif name == "img":
            self._image(parts)

    def end(self, name: str) -> None:
        if name in _INLINE:
            self._leave(_INLINE[name])
        elif name in _LISTS or name == "li":
            self._leave(name)
        elif name in _BLOCKS:
            self._leave("p")

    def finished(self) -> str:
        if not self._shows:
            return ""
        self._close_down_to(0)
        whole = _EMPTY.sub("", _EMPTY.sub("", "".join(self._out))).strip()
        alone = whole[3:-4]
        return alone if whole == f"<p>{alone}</p>" and "<p>" not in alone else whole

    def _push(self, name: str) -> None:
        if len(self._open) < _MAX_DEPTH and (name in _LISTS or name not in self._inner()):
            self._open.append(name)
            self._out.append(f"<{name}>")

    def _block(self, name: str) -> None:
        """A paragraph or a list's item begins: it stands inside of lists only, and words stay bold that were."""
        lists = [place for place, one in enumerate(self._open) if one in _LISTS]
        if name == "li" and not lists:
            self._leave("p")
            self._push("ul")
            lists = [len(self._open) - 1] if self._open[-1:] == ["ul"] else []
        items = [place for place, one in enumerate(self._open) if one == "li"]
        bottom = max([*lists, *(items if name == "p" else [])], default=-1) + 1
        inline = [one for one in self._open[bottom:] if one in _INLINE.values()]
        self._close_down_to(bottom)
        self._push(name)
        for one in inline:
            self._push(one)

    def _inner(self) -> list[str]:
        """What is open inside of the innermost list or item."""
        outer = [place for place, one in enumerate(self._open) if one in {"ul", "ol", "li"}]
        return self._open[outer[-1] + 1 if outer else 0 :]

    def _leave(self, name: str) -> None:
        """Close the innermost `name`, unless it lies outside of the list or item that is open now."""
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place] == name:
                self._close_down_to(place)
                return
            if name not in _LISTS and self._open[place] in {"ul", "ol", "li"}:
                return

    def _close_down_to(self, height: int) -> None:
        while len(self._open) > height:
            self._out.append(f"</{self._open.pop()}>")

    def _image(self, parts: str) -> None:
        found = {
            name.lower(): unescape(one or two or three)[:MAX_ADDRESS]
            for name, one, two, three in _PART.findall(parts)
        }
        alternative = found.get("alt", "").strip()
        number = found.get("src", "").removeprefix("picture-")
        held = self._pictures[int(number)] if number.isdecimal() and int(number) < len(self._pictures) else ""
        if address := picture(held):
            self._out.append(f'<img src="{address}" alt="{escape(alternative)}">')
            self._shows = True
        elif alternative:
            self.text(alternative)
