"""The household as a picture and as a table: who lives with the person, who belongs to the family, who is a child."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportlab.lib.colors import white

from prevent_desktop.formatting import each_of
from prevent_desktop.packs.content import PackHousehold, PackMember
from prevent_desktop.packs.document import fonts, style
from prevent_desktop.packs.document.blocks import Block, section_heading
from prevent_desktop.packs.document.canvas import PackCanvas
from prevent_desktop.packs.document.elements import Element
from prevent_desktop.packs.document.frames import Picture
from prevent_desktop.packs.document.labels import shortened
from prevent_desktop.packs.document.tables import Cell, table
from prevent_desktop.translation import _, ngettext

_ACROSS = 4
_MOST_DRAWN = 12
_BOX_HEIGHT = 47.0
_GAP = 9.0
_INSET = 10.0
_HEAD = 19.0
_BETWEEN = 14.0
_PADDING = 8.0
_SIZE = 8.5
_LEADING = 11.5


@dataclass(frozen=True, slots=True)
class _Box:
    """Somebody in the picture: three lines. `look` is who it is."""

    lines: tuple[str, str, str]
    is_person: bool = False
    is_child: bool = False


@dataclass(frozen=True, slots=True)
class _Frame:
    """Those who live together, or elsewhere."""

    title: str
    boxes: tuple[_Box, ...]
    together: bool

    @property
    def height(self) -> float:
        rows = -(-len(self.boxes) // _ACROSS)
        return _HEAD + rows * (_BOX_HEIGHT + _GAP) - _GAP + _INSET


def household_blocks(part: Element, household: PackHousehold) -> list[Block]:
    """A heading, the picture and the table."""
    heading = section_heading(part, _("Household and family"))
    picture = _picture(part.add("Figure", alt=_spoken(household)), household)
    return [heading, picture, _table(part, household.members)]


def _age(age: str) -> str:
    return _("aged {age}").format(age=age) if age else _("age not known")


def _member_box(member: PackMember) -> _Box:
    age = _age(member.age)
    third = _("{age}, a child").format(age=age) if member.child else age
    return _Box(
        (member.relationship or _("Relationship not known"), member.name, third), is_child=member.child
    )


def _frames(household: PackHousehold) -> Iterator[_Frame]:
    person = _Box((_("Who this is about"), household.person, _age(household.age)), is_person=True)
    drawn = household.members[:_MOST_DRAWN]
    home = [_member_box(member) for member in drawn if member.lives_with]
    elsewhere = [_member_box(member) for member in drawn if not member.lives_with]
    more = len(household.members) - len(drawn)
    last = elsewhere or home
    if more:
        words = ngettext("{count} more, in the table", "{count} more, in the table", more).format(count=more)
        last.append(_Box((words, "", "")))
    yield _Frame(_("Living together"), (person, *home), together=True)
    if elsewhere:
        yield _Frame(_("Elsewhere"), tuple(elsewhere), together=False)


def _spoken(household: PackHousehold) -> str:
    """All that the picture shows, and those too who are only in the table."""
    groups = (
        (_("Living with the person: {members}."), [each for each in household.members if each.lives_with]),
        (_("Elsewhere: {members}."), [each for each in household.members if not each.lives_with]),
    )
    told = [
        words.format(members="; ".join(map(_member_spoken, members))) for words, members in groups if members
    ]
    about = _("Household of {person}, {age}.").format(person=household.person, age=_age(household.age))
    return " ".join((about, *told))


def _member_spoken(member: PackMember) -> str:
    box = _member_box(member)
    return each_of(box.lines)


def _picture(element: Element, household: PackHousehold) -> Picture:
    frames = tuple(_frames(household))
    tall = sum(frame.height for frame in frames) + _BETWEEN * (len(frames) - 1)

    def paint(canvas: PackCanvas, x: float, top: float, width: float) -> None:
        for number, frame in enumerate(frames):
            if number:
                _paint_line(canvas, x + _INSET + 20.0, top + _BETWEEN, top)
            _paint_frame(canvas, frame, x, top, width)
            top -= frame.height + _BETWEEN

    return Picture(element=element, tall=tall, paint=paint, before=8.0)


def _paint_line(canvas: PackCanvas, x: float, top: float, bottom: float) -> None:
    """Family ties lead out of the home."""
    canvas.setStrokeColor(style.BORDER)
    canvas.setLineWidth(1.0)
    canvas.line(x, top, x, bottom)


def _paint_frame(canvas: PackCanvas, frame: _Frame, x: float, top: float, width: float) -> None:
    canvas.setStrokeColor(style.BORDER)
    canvas.setLineWidth(1.0)
    canvas.setDash(*(() if frame.together else (3.0, 2.5)))
    canvas.roundRect(x, top - frame.height, width, frame.height, 6.0, stroke=1, fill=0)
    canvas.setDash()
    canvas.write(frame.title, x + _INSET, top - 13.0, font=fonts.SEMIBOLD, size=_SIZE, colour=style.MUTED)
    wide = (width - 2 * _INSET - (_ACROSS - 1) * _GAP) / _ACROSS
    for number, box in enumerate(frame.boxes):
        row, column = divmod(number, _ACROSS)
        _paint_box(
            canvas, box, x + _INSET + column * (wide + _GAP), top - _HEAD - row * (_BOX_HEIGHT + _GAP), wide
        )


def _paint_box(canvas: PackCanvas, box: _Box, x: float, top: float, width: float) -> None:
    """The person is dark, a child has a double edge, a grown-up a single one."""
    ground = style.NAVY if box.is_person else style.PALE_BLUE if box.is_child else white
    canvas.setFillColor(ground)
    canvas.setStrokeColor(style.NAVY if box.is_person else style.BLUE if box.is_child else style.BORDER)
    canvas.setLineWidth(0.9)
    canvas.roundRect(x, top - _BOX_HEIGHT, width, _BOX_HEIGHT, 4.0, stroke=1, fill=1)
    if box.is_child:
        canvas.roundRect(
            x + 2.2, top - _BOX_HEIGHT + 2.2, width - 4.4, _BOX_HEIGHT - 4.4, 2.6, stroke=1, fill=0
        )
    for number, text in enumerate(box.lines):
        font = fonts.REGULAR if number else fonts.SEMIBOLD
        canvas.write(
            shortened(text, font, _SIZE, width - 2 * _PADDING),
            x + _PADDING,
            top - 14.5 - number * _LEADING,
            font=font,
            size=_SIZE,
            colour=white if box.is_person else style.INK,
        )


def _table(part: Element, members: Sequence[PackMember]) -> Block:
    heads = [_("Name"), _("Relationship"), _("Age"), _("At home")]
    shares = [26.0, 20.0, 16.0, 14.0]
    has_more = any(member.school or member.note for member in members)
    if has_more:
        heads.append(_("More"))
        shares = [25.0, 17.0, 14.0, 9.0, 35.0]
    return table(part, heads, [_cells(member, has_more=has_more) for member in members], shares, named=True)


def _cells(member: PackMember, *, has_more: bool) -> list[Cell]:
    age = member.age or _("Not known")
    cells: list[Cell] = [
        [(member.name, style.SMALL_LEAD)],
        [(member.relationship or _("Not known"), style.SMALL)],
        [(_("{age}, a child").format(age=age) if member.child else age, style.SMALL)],
        [(_("Yes") if member.lives_with else _("No"), style.SMALL)],
    ]
    more = [(text, style.SMALL) for text in (member.school, member.note) if text]
    return [*cells, more] if has_more else cells
