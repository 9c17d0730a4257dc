"""One thing that members said differently: all sides beside each other, and the choice."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.formatting import long_day, short_moment_near
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Form, RecordOfCase, TeamDifferences
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    Breadcrumb,
    Card,
    FlowRow,
    LinkButton,
    PageHead,
    PageNotice,
    PrimaryButton,
    ScrollPage,
    SecondaryButton,
    Text,
    TickBox,
    VBox,
)
from prevent_desktop.ui.widgets.beside_or_below import BesideOrBelow
from prevent_desktop.ui.widgets.boxes import take_all_out
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.team.cases import settling
from prevent_desktop.workflows.team.cases.settling import DifferenceView, SideSaid


class TeamDifferencePage(ScrollPage):
    """The one with this id; once it is settled the list of them comes."""

    def __init__(
        self, tasks: Tasks, navigator: Navigator, library: FormLibrary, clock: Clock, difference: str
    ) -> None:
        super().__init__()
        title = _("A difference to settle")
        self.setAccessibleName(title)
        self._tasks, self._navigator, self._library, self._clock = tasks, navigator, library, clock
        self._id = difference
        self._view: DifferenceView | None = None
        crumbs = Breadcrumb((("list", _("Differences in shared cases")), ("", title)))
        crumbs.chosen.connect(lambda _key: navigator.open(TeamDifferences()))
        self.head = PageHead(title, "")
        self.notice = PageNotice(parent=self)
        self.explanation = Text("")
        self.choices: list[PrimaryButton | SecondaryButton] = []
        self.links: list[LinkButton] = []
        self.keep_others = TickBox(_("Keep the others as drafts of their own"), checked=True)
        self._below = QWidget()
        self._rows = VBox(self._below, spacing=14)
        self.column.add(crumbs, self.head, self.notice, self.explanation, self._below, self.keep_others)
        self.column.addStretch(1)
        self.keep_others.hide()

    def refresh(self) -> None:
        """Read it again."""
        self._tasks.in_vault(
            lambda vault: settling.look_at(vault, self._library, self._id, long_day),
            self.show_view,
            self._gone,
        )

    def show_view(self, view: DifferenceView) -> None:
        """Show all sides."""
        if view == self._view:
            return
        self._view = view
        now = self._clock()
        person = view.person.label_on(now.astimezone().date())
        self.head.show_words(view.title, _("{person} · found {when}").format(
            person=person, when=short_moment_near(view.found_at, now)
        ))  # fmt: skip
        self.explanation.setText(_explained(view))
        take_all_out(self._rows)
        self.choices = []
        cards = [self._side_card(place, side, view) for place, side in enumerate(view.sides)]
        self._rows.addWidget(BesideOrBelow(*cards, gap=16))
        if view.more:
            words = ngettext("and {number} more", "and {number} more", view.more)
            self._rows.addWidget(Text(words.format(number=view.more), "small"))
        self._rows.addWidget(FlowRow(*self._links(view)))
        self.keep_others.setVisible(view.draft)

    def _side_card(self, place: int, side: SideSaid, view: DifferenceView) -> Card:
        when = short_moment_near(side.at, self._clock())
        title = _("{who}, {when}").format(who=side.who, when=when)
        card = Card(title)
        card.body.setAlignment(Qt.AlignmentFlag.AlignTop)
        card.body.addWidget(
            Text(_("It stands in the record now") if place == 0 else _("It is kept beside it"), "small")
        )
        for thing, words in zip(view.things, side.words, strict=True):
            card.body.add(Text(thing, "strong"), Text(words or _("nothing")))
        card.body.addStretch(1)
        if place == 0 or not view.fixed:
            button = self._button(place, side.who, when)
            self.choices.append(button)
            card.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _button(self, place: int, who: str, when: str) -> PrimaryButton | SecondaryButton:
        """What loses least to somebody in a hurry is the primary one: what stands stays."""
        does = partial(self.choose, place)
        button: PrimaryButton | SecondaryButton = (
            PrimaryButton(_("&Keep this one"), does)
            if place == 0
            else SecondaryButton(_("&Take this one"), does)
        )
        button.setProperty("writes", True)
        said = button.text().replace("&", "")
        button.setAccessibleName(_("{action}: {who}, {when}").format(action=said, who=who, when=when))
        return button

    def _links(self, view: DifferenceView) -> list[LinkButton]:
        self.links = [
            LinkButton(_("Open the record"), partial(self._navigator.open, RecordOfCase(view.case_id)))
        ]
        if view.response_id:
            form = LinkButton(_("Open the form"), partial(self._navigator.open, Form(view.response_id)))
            self.links.append(form)
        return self.links

    def choose(self, place: int, _checked: bool = False) -> None:
        """Settle it so, for all members."""
        for button in self.choices:
            button.setEnabled(False)
        now = self._clock()
        keep = self._view is not None and self._view.draft and self.keep_others.checked
        self._tasks.in_vault(
            lambda vault: settling.settle(vault, self._id, place, keep_others=keep, now=now),
            lambda _none: self._settled(),
            self._failed,
        )

    def _settled(self) -> None:
        self._navigator.told.emit(_("Settled, for all of you"))
        self._navigator.open(TeamDifferences())

    def _gone(self, error: PreventDesktopError) -> None:
        """Somebody settled it meanwhile."""
        del error
        self._navigator.told.emit(_("It is settled already"))
        self._navigator.open(TeamDifferences())

    def _failed(self, error: PreventDesktopError) -> None:
        for button in self.choices:
            button.setEnabled(True)
        self.notice.say_failure(error)


def _explained(view: DifferenceView) -> str:
    if view.fixed:
        return _(
            "The form was finished while somebody wrote on in it. What is finished never changes. What was written after that can be kept as a draft."
        )
    if view.draft:
        return _("Two of you wrote in this draft at the same time. Choose the one to go on with.")
    return _(
        "Two of you changed this at the same time. Choose what is right; it counts for all of you. The other stays in the history."
    )
