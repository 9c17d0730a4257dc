"""The answered questions of a form in reading order: the question on the left, the answer on the right."""

from __future__ import annotations

from collections.abc import Iterable

from prevent_desktop.packs.content import PackForm, PackLine, PackSection
from prevent_desktop.packs.document import style
from prevent_desktop.packs.document.blocks import Block, Column, Panel, Row, Text, texts
from prevent_desktop.packs.document.canvas import PackCanvas
from prevent_desktop.packs.document.corrections import answer_corrected, form_corrected
from prevent_desktop.packs.document.elements import Element
from prevent_desktop.translation import _

SHARES = (36, 64)
_INDENT = 10.0
_DEEPEST = 4
_LIST = {"List": {"ListNumbering": "None"}}


def form_blocks(part: Element, form: PackForm) -> list[Block]:
    """The version and the notice of a form, then its sections."""
    version = _("Version {version}").format(version=form.version)
    if form.illustrative:
        version = _("{version}. This form is illustrative until your authority approves it.").format(
            version=version
        )
    blocks: list[Block] = [
        Text(part.add("P"), style.paragraph([(version, style.META)], form.title), before=2.0),
        *form_corrected(part, form.corrected, form.title),
    ]
    for section in form.sections:
        blocks += section_blocks(part.add("Sect"), section)
    return blocks


def section_blocks(part: Element, section: PackSection) -> list[Block]:
    """A heading and a list of questions with answers; a question that only heads others becomes a heading."""
    blocks: list[Block] = [
        Text(
            part.add("H3"),
            style.paragraph([(section.title, style.SECTION)], section.title),
            before=20.0,
            keep=60.0,
        )
    ]
    answers: Element | None = None
    for line in section.lines:
        if line.answers:
            answers = answers or part.add("L", attributes=_LIST)
            blocks.append(_answered(answers, line))
        else:
            answers = None
            blocks.append(_group(part, line))
    return blocks


def facts_block(part: Element, facts: Iterable[tuple[str, str]], *, before: float) -> list[Block]:
    """Facts with their labels, set like questions with answers; `before` is the space above the first."""
    answers = part.add("L", attributes=_LIST)
    rows = [_answered(answers, PackLine(question=label, answers=(fact,))) for label, fact in facts]
    rows[0].before = before
    return [*rows]


def _indent(line: PackLine) -> float:
    return _INDENT * min(line.depth, _DEEPEST)


def _group(part: Element, line: PackLine) -> Block:
    heading = Text(
        part.add("H4"), style.paragraph([(line.question, style.GROUP)], line.question), before=10.0, keep=50.0
    )
    return Indented(heading, _indent(line))


def _answered(answers: Element, line: PackLine) -> Row:
    item = answers.add("LI")
    question = Text(item.add("Lbl"), style.paragraph([(line.question, style.QUESTION)], line.question))
    return Row(
        columns=[
            Column(blocks=[Indented(question, _indent(line))]),
            Column(blocks=_answer(item.add("LBody"), line)),
        ],
        shares=SHARES, padding=4.5, rule=style.FAINT_RULE,
    )  # fmt: skip


def _answer(body: Element, line: PackLine) -> list[Block]:
    return [*_said(body, line), *answer_corrected(body, line.corrected, line.question)]


def _said(body: Element, line: PackLine) -> list[Block]:
    text = "\n".join(line.answers)
    if line.absence is not None:
        return texts(body, text, style.ABSENT, line.question)
    if line.own_words:
        quoted = Column(blocks=texts(body.add("BlockQuote"), text, style.BODY, line.question))
        return [Panel(inside=quoted, ground=style.PALE_BLUE, bar=style.BLUE, bar_width=2.5, padding=9.0)]
    return texts(body, text, style.BODY, line.question, between=3.0)


class Indented:
    """A block moved to the right."""

    def __init__(self, block: Block, indent: float) -> None:
        self._block = block
        self._indent = indent
        self.before = block.before
        self.keep = block.keep

    def height(self, width: float) -> float:
        """The height at what is left of the width."""
        return self._block.height(width - self._indent)

    def draw(self, canvas: PackCanvas, x: float, top: float, width: float) -> None:
        """Draw it further right."""
        self._block.draw(canvas, x + self._indent, top, width - self._indent)

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        """Cut it; both parts stay moved."""
        parts = self._block.split(width - self._indent, room)
        return parts and (Indented(parts[0], self._indent), Indented(parts[1], self._indent))
