from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from prevent_desktop.errors import PackContentError
from prevent_desktop.packs.document import style
from prevent_desktop.packs.document.blocks import Block, Column, Text
from prevent_desktop.packs.document.canvas import PackCanvas
from prevent_desktop.packs.document.elements import Element
from prevent_desktop.packs.document.finishing import finish
from prevent_desktop.packs.document.frames import Panel, Picture
from prevent_desktop.packs.document.pages import Furniture, Pages
from prevent_desktop.packs.document.plain_text import TypedParagraph
from prevent_desktop.packs.document.rows import Row, Table
from prevent_desktop.packs.document.xmp import About
from tests.unit.packs.examples import SIGNED_AT
from tests.unit.packs.reading import page_texts
from tests.unit.packs.sized import LONG_NAME

WIDTH = style.BODY_WIDTH


class Story:
    """Blocks of numbered words, so that a lost or doubled word shows."""

    def __init__(self) -> None:
        self.root = Element("Document")
        self.words = 0

    def text(self, count: int) -> Text:
        words = " ".join(f"w{self.words + number}" for number in range(count))
        self.words += count
        return Text(self.root.add("P"), style.paragraph([(words, style.BODY)], "story"))

    def column(self, counts: list[int]) -> Column:
        return Column(blocks=[self.text(count) for count in counts])

    def row(self, counts: list[int]) -> Row:
        return Row(columns=[self.column(counts[:1]), self.column(counts)], shares=[1, 2], padding=4.0)

    def panel(self, counts: list[int]) -> Panel:
        return Panel(inside=self.column(counts), ground=style.PALE_BLUE, border=style.BORDER, bar=style.NAVY)

    def table(self, counts: list[int]) -> Table:
        head = self.row([1])
        return Table(head=head, rows=[self.row([count]) for count in counts], head_again=_head)


def _head() -> Row:
    text = Text(None, style.paragraph([("head again", style.TABLE_HEAD)], "head"))
    return Row(columns=[Column(blocks=[text])], shares=[1])


def _set(blocks: list[Block], root: Element) -> list[str]:
    canvas = PackCanvas()
    furniture = Furniture(marking="M", marking_element=root.add("P"), foot="f")
    Pages(canvas, furniture).place(blocks)
    return page_texts(finish(canvas.finish(), About(title="t", author="a", at=SIGNED_AT), root))


KINDS = st.sampled_from(["column", "row", "panel", "table"])
COUNTS = st.lists(st.one_of(st.integers(1, 30), st.integers(200, 1500)), min_size=1, max_size=5)


@settings(max_examples=25)
@given(st.lists(st.tuples(KINDS, COUNTS), min_size=1, max_size=5))
@example([("column", [1, 1, 690, 200])])
def test_no_word_is_lost_or_said_twice_however_blocks_fall_on_pages(
    parts: list[tuple[str, list[int]]],
) -> None:
    story = Story()
    blocks: list[Block] = [getattr(story, kind)(counts) for kind, counts in parts]
    words = re.findall(r"w\d+", " ".join(_set(blocks, story.root)))
    assert sorted(words) == sorted(f"w{number}" for number in range(story.words))


@settings(max_examples=60)
@given(KINDS, COUNTS, st.floats(60, 700))
def test_the_first_part_of_a_cut_block_fits_and_the_rest_is_not_empty(
    kind: str, counts: list[int], room: float
) -> None:
    block: Block = getattr(Story(), kind)(counts)
    if block.height(WIDTH) <= room:
        return
    parts = block.split(WIDTH, room)
    if parts is not None:
        assert parts[0].height(WIDTH) <= room + 0.01
        assert parts[1].height(WIDTH) > 0


def test_what_wants_room_below_it_is_not_cut_and_low_rows_stay_whole() -> None:
    story = Story()
    heading = Text(story.root, style.paragraph([("w " * 500, style.BODY)], "x"), keep=10.0)
    assert heading.split(WIDTH, 100.0) is None
    assert story.row([40]).split(WIDTH, 30.0) is None
    assert story.panel([40]).split(WIDTH, 30.0) is None


def test_what_is_higher_than_a_page_and_cannot_be_cut_is_refused_in_words() -> None:
    root = Element("Document")
    picture = Picture(element=root.add("Figure"), tall=2000.0, paint=lambda *_place: None)
    with pytest.raises(PackContentError, match="higher than a page"):
        _set([picture], root)


@pytest.mark.parametrize("width", range(70, 200, 5))
def test_a_name_too_long_for_a_line_is_parted_at_its_hyphens_alone(width: int) -> None:
    text = style.paragraph([(LONG_NAME, style.SMALL_LEAD)], "name")
    assert isinstance(text, TypedParagraph)
    _width, height = text.wrap(float(width), 1000.0)
    lines = [" ".join(line[1]) for line in text.blPara.lines]
    parts = set(LONG_NAME.replace("-", "- ").split())
    assert [part for line in lines for part in line.replace("-", "- ").split() if part not in parts] == []
    assert not [line for line in lines if line.startswith("-")]
    assert height == len(lines) * style.SMALL_LEAD.leading


def test_a_row_of_hundreds_of_pages_is_cut_as_deep_as_one_of_two() -> None:
    rest: Block = Story().row([1] * 3000)
    for _page in range(600):
        parts = rest.split(WIDTH, 60.0)
        assert parts is not None
        rest = parts[1]
    assert rest.height(WIDTH) > style.BODY.leading
