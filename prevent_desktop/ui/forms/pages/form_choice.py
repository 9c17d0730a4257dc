"""Choose a form: those of the role first, the others by audience, each with a line about it, and how it can be begun."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.roles import Role
from prevent_desktop.formatting import short_day
from prevent_desktop.translation import _
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import CopiedForm, NewForm, RecordOfCase, Route
from prevent_desktop.ui.widgets import (
    BesideRow,
    Breadcrumb,
    Card,
    EmptyState,
    Field,
    HairLine,
    Heading,
    PageHead,
    ScrollPage,
    SecondaryButton,
    Text,
    VBox,
)
from prevent_desktop.ui.widgets.first_focus import FirstFocus
from prevent_desktop.workflows.forms.form_choice import FormOption
from prevent_desktop.workflows.forms.forms_by_role import parted

_WIDEST = 860


class FormChoicePage(ScrollPage):
    """Offers `options` for the case with `case_id` about `about`; `looking_for` is what the search begins with.

    Those of the person's `roles` come first; the rest is shown when it is asked for, or searched.
    """

    def __init__(
        self,
        options: Sequence[FormOption],
        navigator: Navigator,
        case_id: str,
        *,
        about: str,
        roles: Collection[Role] = (),
        looking_for: str = "",
    ) -> None:
        super().__init__(widest=_WIDEST)
        self._navigator, self._case_id = navigator, case_id
        self.setAccessibleName(_("Choose a form"))
        way = Breadcrumb([("record", about), ("", _("Choose a form"))])
        way.chosen.connect(lambda _key: navigator.open(RecordOfCase(case_id)))
        self.search = QLineEdit(looking_for)
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.nothing = EmptyState(_("No form with these words"), _("Try another word of its title."))
        self.column.setSpacing(14)
        self.column.addWidget(way)
        self.column.addWidget(
            PageHead(_("Choose a form"), _("A form that was begun goes on where it was left."))
        )
        self.column.addWidget(Field(_("Find a form"), self.search))
        self.column.addWidget(self.nothing)
        self.buttons: dict[str, SecondaryButton] = {}
        self.copy_buttons: dict[str, SecondaryButton] = {}
        self.judgement_buttons: dict[str, SecondaryButton] = {}
        self._cards: list[tuple[Card, list[tuple[FormOption, QWidget]]]] = []
        self._add_forms(*parted(options, roles))
        self._filter(looking_for)
        FirstFocus(self, self.search)

    def _add_forms(self, mine: Sequence[FormOption], rest: Sequence[FormOption]) -> None:
        """Those of the person's roles, then the way to the rest, and the rest by audience."""
        if mine:
            self._add_card(_("Your forms"), mine)
        self._theirs = len(self._cards)
        self._folded = bool(mine) and bool(rest)
        self.all_forms = SecondaryButton(
            _("All forms ({number} more)").format(number=len(rest)), self._show_all
        )
        self.column.addWidget(self.all_forms, 0, Qt.AlignmentFlag.AlignLeft)
        for audience in dict.fromkeys(option.audience for option in rest):
            self._add_card(audience.label, [option for option in rest if option.audience is audience])

    def _add_card(self, title: str, options: Sequence[FormOption]) -> None:
        card = Card(title)
        rows: list[tuple[FormOption, QWidget]] = []
        for option in options:
            row = self._row(option)
            card.body.addWidget(row)
            rows.append((option, row))
        self._cards.append((card, rows))
        self.column.addWidget(card)

    def _row(self, option: FormOption) -> QWidget:
        row = QWidget()
        column = VBox(row, spacing=10, margins=(0, 4, 0, 0))
        beside = BesideRow(*self._ways(option))
        beside.words.addWidget(Heading(option.title, 3))
        if option.line:
            beside.words.addWidget(Text(option.line, "small"))
        beside.words.addStretch(1)
        column.add(beside, HairLine())
        return row

    def _ways(self, option: FormOption) -> Iterator[SecondaryButton]:
        """How the form can be begun."""
        yield self._start_button(option)
        if option.model is not None and option.draft is None:
            words = _("Start as a copy of {day}").format(day=_finished(option.model))
            copy = self.copy_buttons[option.form_id] = self._button(
                words, option, CopiedForm(self._case_id, option.form_id)
            )
            copy.setAccessibleDescription(_copied(option))
            yield copy
        if option.model_is_own and option.draft is None:
            with_judgements = self.judgement_buttons[option.form_id] = self._button(
                _("Copy what I judged, too"),
                option,
                CopiedForm(self._case_id, option.form_id, judgements=True),
            )
            with_judgements.setAccessibleDescription(
                _("The same, and what you made of the facts then. Look at each of these again.")
            )
            yield with_judgements

    def _start_button(self, option: FormOption) -> SecondaryButton:
        start = self.buttons[option.form_id] = self._button(
            _start_words(option), option, NewForm(self._case_id, option.form_id)
        )
        return start

    def _button(self, words: str, option: FormOption, route: Route) -> SecondaryButton:
        button = SecondaryButton(words, partial(self._navigator.open, route))
        button.setAccessibleName(f"{words}: {option.title}")
        return button

    def _show_all(self) -> None:
        """Show the rest, and go to the first of it."""
        self._folded = False
        self._filter(self.search.text())
        first = next(option for option, _row in self._cards[self._theirs][1])
        self.buttons[first.form_id].setFocus(Qt.FocusReason.OtherFocusReason)

    def _filter(self, typed: str) -> None:
        words = typed.casefold().split()
        found = False
        folded = self._folded and not words
        self.all_forms.setVisible(folded)
        for number, (card, rows) in enumerate(self._cards):
            shown = [
                not (folded and number >= self._theirs)
                and all(word in f"{option.title} {option.line}".casefold() for word in words)
                for option, _row in rows
            ]
            for (_option, row), show in zip(rows, shown, strict=True):
                row.setVisible(show)
            card.setVisible(any(shown))
            found = found or any(shown)
        self.nothing.setVisible(not found)

    def focus_search(self) -> None:
        """Put the keyboard into the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()


def _start_words(option: FormOption) -> str:
    if option.draft is not None:
        return _("Go on with the draft")
    return _("Start empty") if option.model is not None else _("Start")


def _copied(option: FormOption) -> str:
    facts = _(
        "The facts of the last one, but for those that you give again; then it shows what changed since."
    )
    if option.model_is_own:
        return facts
    others = _("Somebody else wrote it: what they judged stays there.")
    return f"{facts} {others}"


def _finished(form: FilledForm) -> str:
    return short_day((form.finalised_at or form.changed_at).astimezone().date())
