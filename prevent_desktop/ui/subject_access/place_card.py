"""One place in which somebody else stands: its text, and what a person decides about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal

from prevent_desktop.translation import _
from prevent_desktop.ui.subject_access.view import Group, around, where_in_words
from prevent_desktop.ui.widgets import (
    Card,
    Field,
    FlowRow,
    Heading,
    LinkButton,
    RadioGroup,
    SecondaryButton,
    Text,
    TextArea,
    VBox,
)
from prevent_desktop.ui.widgets.rich_text import RichText
from prevent_desktop.workflows.subject_access.review import Ground, Review, Ruling, What
from prevent_desktop.workflows.subject_access.third_parties import MentionKind, Place


class PlaceCard(Card):
    """Goes through the places of one name. Hidden until `show_group`.

    Signals: `decided(places, ruling)`; `dropped(words)` to look for words of one's own no more; `closed()`.
    """

    decided = Signal(object, object)
    dropped = Signal(str)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._group: Group | None = None
        self._review = Review()
        self._number = 0
        self.title = Heading("", 2)
        self.where = Text("", "muted")
        self.text = RichText()
        self.before, self.after = LinkButton(_("Place before")), LinkButton(_("Next place"))
        self.before.clicked.connect(lambda: self._go(-1))
        self.after.clicked.connect(lambda: self._go(1))
        self.what = RadioGroup([(what.value, what.label) for what in What])
        self.what.chosen.connect(self._show_grounds)
        self.ground = RadioGroup([(ground.value, ground.label) for ground in Ground])
        self.reason = TextArea(lines=2, most=8)
        self.one = SecondaryButton(_("Decide for this place"), lambda: self._decide(everywhere=False))
        self.all = SecondaryButton("", lambda: self._decide(everywhere=True))
        self.drop = LinkButton(_("Look for these words no more"), self._drop)
        self.close_link = LinkButton(_("Close"), self.put_away, name=_("Close this name"))
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        self.what_field = Field(_("What becomes of it?"), self.what)
        self.ground_field = Field(
            _("On which ground is it removed?"),
            self.ground,
            hint=_("Illustrative until your data protection officer names the grounds."),
        )
        self.reason_field = Field(
            _("Why?"), self.reason, hint=_("It stays in the vault, and does not go into the copy.")
        )
        column = VBox(spacing=12)
        for widget in (self.title, self.where, self.text, FlowRow(self.before, self.after), self.what_field,
                       self.ground_field, self.reason_field, FlowRow(self.one, self.all)):  # fmt: skip
            column.addWidget(widget)
        for link in (self.drop, self.close_link):
            column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addLayout(column)

    # -- what is shown

    def show_group(self, group: Group, review: Review) -> None:
        """Show the places of one name, at the first that nobody has decided about."""
        self._group, self._review = group, review
        self.drop.setVisible(all(place.kind is MentionKind.ADDED for place in group.places))
        undecided = review.undecided(group.places)
        self._number = group.places.index(undecided[0]) if undecided else 0
        self.show()
        self._show_place()
        self.what.setFocus(Qt.FocusReason.OtherFocusReason)

    def update_review(self, group: Group, review: Review) -> None:
        """What was decided is kept: go on to the next place that waits."""
        if self._group is None or group.name != self._group.name:
            return
        self.show_group(group, review)

    def restore(self, typed: str) -> None:
        """Show again a reason that was being written before a lock."""
        self.reason.setPlainText(typed)

    def put_away(self) -> None:
        """Close it."""
        self._group = None
        self.hide()
        self.closed.emit()

    def _drop(self) -> None:
        if self._group is not None:
            words = self._group.name
            self.put_away()
            self.dropped.emit(words)

    @property
    def place(self) -> Place | None:
        """The place that is shown."""
        return None if self._group is None else self._group.places[self._number]

    def _go(self, by: int) -> None:
        if self._group is not None:
            self._number = (self._number + by) % len(self._group.places)
            self._show_place()

    def _show_place(self) -> None:
        group, place = self._group, self.place
        if group is None or place is None:
            return
        count = len(group.places)
        self.title.setText(_("{name}: place {number} of {count}").format(name=group.name, number=self._number + 1, count=count))  # fmt: skip
        self.where.setText(where_in_words(place))
        plain, markup = around(place)
        self.text.say(plain, markup)
        self.setAccessibleName(self.title.text())
        self.setAccessibleDescription(f"{self.where.text()} {plain}")
        for link in (self.before, self.after):
            link.setVisible(count > 1)
        self.all.setText(_("Decide for all {count} places of this name").format(count=count))
        self.all.setVisible(count > 1)
        self._show_ruling(self._review.rulings.get(place.key))

    def _show_ruling(self, ruling: Ruling | None) -> None:
        self.what_field.set_error("")
        self.reason_field.set_error("")
        self.ground_field.set_error("")
        self.what.set_value(None if ruling is None else ruling.what.value)
        ground = None if ruling is None or ruling.ground is None else ruling.ground.value
        self.ground.set_value(ground)
        if ruling is not None:
            self.reason.setPlainText(ruling.reason)
        self._show_grounds()

    def _show_grounds(self, _key: str = "") -> None:
        self.ground_field.setVisible(self.what.value not in {None, What.KEEP.value})

    # -- deciding

    def _decide(self, *, everywhere: bool) -> None:
        group, place = self._group, self.place
        ruling = self._ruling()
        if group is not None and place is not None and ruling is not None:
            self.decided.emit(group.places if everywhere else (place,), ruling)

    def _ruling(self) -> Ruling | None:
        """What is chosen; None, with a word beside each field, where something is missing."""
        what = What(self.what.value) if self.what.value else None
        reason, removed = self.reason.toPlainText().strip(), what not in {None, What.KEEP}
        self.what_field.set_error("" if what else _("Choose what becomes of it"))
        needs_ground = removed and not self.ground.value
        self.ground_field.set_error(_("Choose the ground") if needs_ground else "")
        self.reason_field.set_error(_("Say why it is removed") if removed and not reason else "")
        if what is None or needs_ground or (removed and not reason):
            return None
        ground = Ground(self.ground.value) if removed and self.ground.value else None
        return Ruling(what=what, reason=reason, ground=ground)
