"""The answered questions of a form in reading order: the question on the left, the answer on the right."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from reportlab.lib.styles import ParagraphStyle

from prevent_desktop.packs.content import Absence, PackForm, PackLine, PackSection
from prevent_desktop.packs.document import style
from prevent_desktop.packs.document.blocks import Block, Column, Text, section_heading, texts
from prevent_desktop.packs.document.canvas import PackCanvas
from prevent_desktop.packs.document.corrections import answer_corrected, form_corrected
from prevent_desktop.packs.document.elements import Element
from prevent_desktop.packs.document.frames import Panel
from prevent_desktop.packs.document.rows import Row
from prevent_desktop.translation import _

SHARES = (36, 64)
_INDENT = 10.0
_DEEPEST = 4
_LONGEST_AGAIN = 40
_SetLine = tuple[PackLine, list[Block]]
"""A line of a section, and what it is set as."""
_LIST = {"List": {"ListNumbering": "None"}}
_SHORT_GROUP = 170.0
"""Points: a group that is no higher stands on one page."""
_SHORT_ROW = 60.0
"""Points: of a section's last two answers, none that is no higher stands alone on the next page."""


_MARK_SPACE = 15.0
_MARK_RADIUS = 4.0
_FIRST_LINE = style.BODY.leading / 2


@dataclass(kw_only=True)
class Indented:
    """A block moved to the right. `mark` draws what stands before it: at the first line's upper left corner.

    A mark is decoration: the words beside it say the same.
    """

    block: Block
    indent: float
    mark: Callable[[PackCanvas, float, float], None] | None = None

    before: float = field(init=False)
    keep: float = field(init=False)

    def __post_init__(self) -> None:
        self.before, self.keep = self.block.before, self.block.keep

    def height(self, width: float) -> float:
        """The height at what is left of the width."""
        return self.block.height(width - self.indent)

    def draw(self, canvas: PackCanvas, x: float, top: float, width: float) -> None:
        """Draw it further right, behind its mark."""
        if self.mark is not None:
            with canvas.artifact():
                canvas.saveState()
                self.mark(canvas, x, top)
                canvas.restoreState()
        self.block.draw(canvas, x + self.indent, top, width - self.indent)

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        """Cut it; both parts stay moved, and the first has the mark."""
        parts = self.block.split(width - self.indent, room)
        if parts is None:
            return None
        return replace(self, block=parts[0]), replace(self, block=parts[1], mark=None)


def answer_blocks(body: Element, line: PackLine) -> list[Block]:
    """The answers of a line, below `body`, with what was corrected and changed about them."""
    return [
        *_said(body, line),
        *answer_corrected(body, line.corrected, line.question),
        *changed_since(body, line.changed, line.question),
    ]


def changed_since(body: Element, words: str, place: str) -> list[Block]:
    """That it is another answer than in an earlier form; nothing where it is not."""
    if not words:
        return []
    text = Text(body.add("P"), style.paragraph([(words, style.CHANGED)], place), before=3.0)
    return [Indented(block=text, indent=11.0, mark=_triangle)]


def _said(body: Element, line: PackLine) -> list[Block]:
    text = "\n".join(line.answers)
    if line.absence is not None:
        return _absent(body, line.absence, text, line.question)
    if line.own_words:
        label = _label(body, _("In their own words"), style.QUOTED_BY)
        said = texts(body.add("BlockQuote"), text, style.BODY, line.question)
        inside = Column(blocks=[label, *said])
        return [Panel(inside=inside, ground=style.PALE_BLUE, bar=style.BLUE, bar_width=2.5, padding=9.0)]
    if line.opinion or line.view:
        label = _label(body, line.view or _("Professional opinion"), style.OPINION_OF)
        said = texts(body, text, style.BODY, line.question, between=3.0)
        return [Panel(inside=Column(blocks=[label, *said]), bar=style.GREY, bar_width=1.5, padding=9.0)]
    return texts(body, text, style.BODY, line.question, between=3.0)


def _label(body: Element, words: str, text_style: ParagraphStyle) -> Text:
    return Text(body.add("P"), style.paragraph([(words, text_style)], words))


def _absent(body: Element, absence: Absence, text: str, place: str) -> list[Block]:
    if absence is Absence.OTHER:
        return texts(body, text, style.ABSENT, place)
    not_known = absence is Absence.NOT_KNOWN
    said = texts(body, text, style.ABSENT if not_known else style.NOT_ASKED, place)
    return [
        Indented(
            block=Column(blocks=said), indent=_MARK_SPACE, mark=_dashed_ring if not_known else _barred_box
        )
    ]


def _outline(canvas: PackCanvas) -> None:
    canvas.setStrokeColor(style.MUTED)
    canvas.setLineWidth(1.0)


def _dashed_ring(canvas: PackCanvas, x: float, top: float) -> None:
    """Not known: an open ring."""
    _outline(canvas)
    canvas.setDash(2.2, 1.9)
    canvas.circle(x + _MARK_RADIUS + 0.5, top - _FIRST_LINE, _MARK_RADIUS, stroke=1, fill=0)


def _barred_box(canvas: PackCanvas, x: float, top: float) -> None:
    """Not asked: a box with a stroke through it."""
    _outline(canvas)
    left, low, side = x + 0.5, top - _FIRST_LINE - _MARK_RADIUS, 2 * _MARK_RADIUS
    canvas.rect(left, low, side, side, stroke=1, fill=0)
    canvas.line(left, low, left + side, low + side)


def _triangle(canvas: PackCanvas, x: float, top: float) -> None:
    """Changed: a small triangle."""
    canvas.setFillColor(style.BLUE)
    middle = top - style.CHANGED.leading / 2
    path = canvas.beginPath()
    path.moveTo(x, middle - 3.0)
    path.lineTo(x + 7.0, middle - 3.0)
    path.lineTo(x + 3.5, middle + 3.2)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def form_blocks(part: Element, form: PackForm) -> list[Block]:
    """The version and the notice of a form, then its sections."""
    version = _("Version {version}").format(version=form.version)
    if form.illustrative:
        version = _("{version}. This form is illustrative until your authority approves it.").format(
            version=version
        )
    blocks: list[Block] = [
        Text(part.add("P"), style.paragraph([(version, style.META)], form.title), before=2.0),
        *(
            block
            for words in filter(None, (form.came_from, *form.since))
            for block in texts(part, words, style.META, form.title)
        ),
        *form_corrected(part, form.corrected, form.title),
    ]
    for section in form.sections:
        blocks += section_blocks(part.add("Sect"), section)
    return blocks


def section_blocks(part: Element, section: PackSection) -> list[Block]:
    """A heading and a list of questions with answers; a question that only heads others becomes a heading."""
    heading = section_heading(part, section.title)
    answers: Element | None = None
    set_lines: list[_SetLine] = []
    for line in section.lines:
        if line.answers:
            answers = answers or part.add("L", attributes=_LIST)
            set_lines.append((line, [_answered(answers, line)]))
        else:
            answers = None
            set_lines.append((line, list(_group(part, line))))
    _hold_together(set_lines)
    return [heading, *(block for _line, blocks in set_lines for block in blocks)]


def _hold_together(set_lines: Sequence[_SetLine]) -> None:
    """A short group stands on one page, and the last answer of a section not alone on the next."""
    _keep_the_last_company([blocks[0] for line, blocks in set_lines[-2:] if line.answers])
    for place, (line, blocks) in enumerate(set_lines):
        below = [*blocks[1:], *_inside(line, set_lines[place + 1 :])]
        if line.answers or not below:
            continue
        height = sum(block.before + block.height(style.BODY_WIDTH) for block in below)
        if blocks[0].height(style.BODY_WIDTH) + height <= _SHORT_GROUP:
            blocks[0].keep = max(blocks[0].keep, height + below[-1].keep)


def _inside(group: PackLine, following: Iterable[_SetLine]) -> Iterator[Block]:
    """What lies in a group, of the lines that follow its heading."""
    for line, blocks in following:
        if line.depth <= group.depth:
            return
        yield from blocks


def _keep_the_last_company(last: Sequence[Block]) -> None:
    """Of the last two answers, the first goes over with the second where both are short."""
    heights = [block.height(style.BODY_WIDTH) for block in last]
    if len(last) == 2 and max(heights) <= _SHORT_ROW:  # noqa: PLR2004 - the two that stand together
        last[0].keep = heights[1]


def facts_block(part: Element, facts: Iterable[tuple[str, str]], *, before: float) -> list[Block]:
    """Facts with their labels, set like questions with answers; `before` is the space above the first."""
    answers = part.add("L", attributes=_LIST)
    rows = [_answered(answers, PackLine(question=label, answers=(fact,))) for label, fact in facts]
    rows[0].before = before
    _keep_the_last_company(rows[-2:])
    return [*rows]


def _indent(line: PackLine) -> float:
    return _INDENT * min(line.depth, _DEEPEST)


def _group(part: Element, line: PackLine) -> Iterator[Block]:
    heading = Text(
        part.add("H4"), style.paragraph([(line.question, style.GROUP)], line.question), before=10.0, keep=50.0
    )
    yield Indented(block=heading, indent=_indent(line))
    for block in changed_since(part, line.changed, line.question):
        yield Indented(block=block, indent=_indent(line))


def _answered(answers: Element, line: PackLine) -> Row:
    item = answers.add("LI")
    return Row(
        columns=[
            Column(blocks=[_question(item.add("Lbl"), line, line.question)]),
            Column(blocks=answer_blocks(item.add("LBody"), line)),
        ],
        shares=SHARES, padding=4.5, rule=style.FAINT_RULE, again=lambda: _again(line),
    )  # fmt: skip


def _again(line: PackLine) -> Block:
    """The question, in short, beside what of its answer stands on the next page."""
    words = textwrap.shorten(line.question, _LONGEST_AGAIN, placeholder="…")
    return _question(None, line, _("{question} (continued)").format(question=words))


def _question(label: Element | None, line: PackLine, words: str) -> Block:
    text = Text(label, style.paragraph([(words, style.QUESTION)], line.question))
    return Indented(block=text, indent=_indent(line))
