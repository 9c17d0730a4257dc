"""The answered questions of a form in reading order: the question on the left, the answer on the right."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from prevent_desktop.packs.content import PackForm, PackLine, PackSection
from prevent_desktop.packs.document import style
from prevent_desktop.packs.document.answer_styles import answer_blocks, changed_since
from prevent_desktop.packs.document.blocks import Block, Column, Text, section_heading, texts
from prevent_desktop.packs.document.corrections import form_corrected
from prevent_desktop.packs.document.elements import Element
from prevent_desktop.packs.document.placing import Indented
from prevent_desktop.packs.document.rows import Row
from prevent_desktop.translation import _

SHARES = (36, 64)
_INDENT = 10.0
_DEEPEST = 4
_LONGEST_AGAIN = 40
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
        *(block for words in form.since for block in texts(part, words, style.META, form.title)),
        *form_corrected(part, form.corrected, form.title),
    ]
    for section in form.sections:
        blocks += section_blocks(part.add("Sect"), section)
    return blocks


def section_blocks(part: Element, section: PackSection) -> list[Block]:
    """A heading and a list of questions with answers; a question that only heads others becomes a heading."""
    blocks: list[Block] = [section_heading(part, section.title)]
    answers: Element | None = None
    for line in section.lines:
        if line.answers:
            answers = answers or part.add("L", attributes=_LIST)
            blocks.append(_answered(answers, line))
        else:
            answers = None
            blocks += _group(part, line)
    return blocks


def facts_block(part: Element, facts: Iterable[tuple[str, str]], *, before: float) -> list[Block]:
    """Facts with their labels, set like questions with answers; `before` is the space above the first."""
    answers = part.add("L", attributes=_LIST)
    rows = [_answered(answers, PackLine(question=label, answers=(fact,))) for label, fact in facts]
    rows[0].before = before
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
