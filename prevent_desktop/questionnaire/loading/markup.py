"""Formatted text of forms (rendering-markdown, rendering-xhtml), made into a small HTML that is safe to show.

The result holds only these elements: ``b i u s sub sup code br p ul ol li img``, none with an attribute but ``img``,
whose ``src`` is a PNG or JPEG inside the text and whose ``alt`` is its words. Links become their words, headings bold
paragraphs, other blocks paragraphs; scripts, styles and embedded things go with all that is in them. No style is kept,
so nothing is hidden.

nh3 decides what stays, and closes what was left open. Before that the tags are renamed to ours and lose their attributes:
20 kB of nested tags that differ in an attribute take nh3 0.4 s, and a form may hold thirty such texts. The tags are found
by one pattern that runs in linear time.
"""

from __future__ import annotations

import re
from html import escape, unescape
from itertools import accumulate
from typing import Any, Final

from prevent_desktop.questionnaire.loading.pictures import MAX_ADDRESS, picture

MAX_XHTML: Final = 20_000
MAX_MARKDOWN: Final = 5_000
MAX_XHTML_IN_ALL: Final = 600_000
MAX_MARKDOWN_IN_ALL: Final = 100_000
_MAX_DEPTH: Final = 20

_PICTURE: Final = re.compile(r"data:image/[^\"'\s)<>]+", re.IGNORECASE)
_NOT_SHOWN: Final = re.compile(r"<!--.*?(?:-->|\Z)|<[!?][^>]*+(?:>|\Z)", re.DOTALL)
_TAG: Final = re.compile(
    r"<(?P<end>/?)(?P<name>[A-Za-z][\w:.-]*+)(?P<parts>(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+)>|<"
)
_PART: Final = re.compile(r"([\w:-]++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))")
_MARKS_OF_MARKDOWN: Final = re.compile(r"[*_`\[\]#<>&\\!~]|^\s*(?:\d+[.)]|[-+])\s|\n|  ")
_SPACE: Final = re.compile(r"[ \t\r\n]+")
_NESTING: Final = re.compile(r"<(/?)(?!br|img)[a-z]")
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
_KEPT: Final = frozenset({*_INLINE.values(), "br", "p", "ul", "ol", "li", "img"})
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
    return re.sub(r"\n\s*", "\n", unescape(re.sub(r"<[^>]*>", "", lines))).strip()


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
    import nh3

    def renamed(tag: re.Match[str]) -> str:
        return _renamed(tag, pictures)

    clean = nh3.clean(
        _TAG.sub(renamed, _SPACE.sub(" ", _NOT_SHOWN.sub("", untrusted))),
        tags=_KEPT,
        attributes={"img": {"src", "alt"}},
        url_schemes={"data"},
        clean_content_tags=_DROPPED,
    ).replace("&nbsp;", "\N{NO-BREAK SPACE}")
    return _shown(_EMPTY.sub("", _EMPTY.sub("", clean)).strip())


def _renamed(tag: re.Match[str], pictures: list[str]) -> str:
    """The tag as one of ours without attributes, or what is to stand in its place.

    nh3 reads by HTML's rules, after which ``<b/>`` or ``<title/>`` have no end; what XHTML closes at once ends here.
    """
    name, is_end = (tag["name"] or "").lower().rpartition(":")[2], bool(tag["end"])
    is_empty = not is_end and name != "br" and (tag["parts"] or "").endswith("/")
    if name in _BLOCKS:
        start, end = ("<p><b>", "</b></p>") if name in _HEADINGS and not is_empty else ("<p>", "</p>")
        return end if is_end else start
    if name == "img":
        return _image(tag["parts"], pictures)
    if is_empty or not name:
        return "" if name else "&lt;"
    kept = _INLINE.get(name, name)
    return f"<{'/' if is_end else ''}{kept}>" if kept in _KEPT | _DROPPED else ""


def _image(parts: str, pictures: list[str]) -> str:
    """A picture that is held inside of the form, or its words."""
    found = {
        name.lower(): unescape(one or two or three)[:MAX_ADDRESS]
        for name, one, two, three in _PART.findall(parts)
    }
    alternative = escape(found.get("alt", "").strip())
    number = found.get("src", "").removeprefix("picture-")
    held = pictures[int(number)] if number.isdecimal() and int(number) < len(pictures) else ""
    address = picture(held)
    return f'<img src="{address}" alt="{alternative}">' if address else alternative


def _shown(clean: str) -> str:
    """The text where it shows something and is not nested too deeply; without its paragraph where that is all."""
    steps = (-1 if end else 1 for end in _NESTING.findall(clean))
    if max(accumulate(steps), default=0) > _MAX_DEPTH or not (plain(clean) or "<img" in clean):
        return ""
    alone = clean[3:-4]
    return alone if clean == f"<p>{alone}</p>" and "<p>" not in alone else clean
