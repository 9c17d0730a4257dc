"""Hand a draft on for comment: to whom, what is shown of it, and what is asked. What they will see stands below."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from prevent_desktop.casework.organisation import Colleague
from prevent_desktop.casework.peer_review import PeerReview
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.components.file_dialogs import AskForFolder, ask_for_folder
from prevent_desktop.ui.components.step_up_dialog import Asking, require_step_up
from prevent_desktop.ui.components.writing_keeper import WritingKeeper
from prevent_desktop.ui.peer_review.view import form_rows, form_title, left_out_words, saved_words
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Form
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    Breadcrumb,
    BusyLine,
    Card,
    Field,
    FlowRow,
    Heading,
    KeyValueTable,
    PageHead,
    PageNotice,
    PrimaryButton,
    RadioGroup,
    ScrollPage,
    Text,
    TextArea,
    TickBox,
    TickGroup,
    Tone,
    VBox,
    without_mnemonics,
)
from prevent_desktop.ui.widgets.boxes import take_all_out
from prevent_desktop.ui.widgets.first_focus import FirstFocus
from prevent_desktop.ui.widgets.tab_order import chain_behind, stop_before
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.peer_review.send import send_for_review
from prevent_desktop.workflows.peer_review.showing import (
    Chosen,
    Reviewable,
    ShownForm,
    beside_draft,
    forms_as_shown,
)
from prevent_desktop.workflows.record.writing import Writing, forget_writing, writing
from prevent_desktop.workflows.vault_admin.step_up import Purpose

_MESSAGE, _FORM = "text", "form"
_INDENT = 30


class SendForReviewPage(ScrollPage):
    """About the case of the draft with `response_id`."""

    def __init__(
        self,
        tasks: Tasks,
        navigator: Navigator,
        library: FormLibrary,
        clock: Clock,
        response_id: str,
        *,
        ask_folder: AskForFolder = ask_for_folder,
    ) -> None:
        super().__init__(widest=820)
        self.setAccessibleName(_("Ask a colleague"))
        self._tasks, self._library, self._clock = tasks, library, clock
        self._navigator, self._response_id, self._ask_folder = navigator, response_id, ask_folder
        self._there: Reviewable | None = None
        self.keeper: WritingKeeper | None = None
        self.forms: dict[str, TickBox] = {}
        self.sections: dict[str, TickGroup] = {}
        self.colleagues = RadioGroup([])
        self._make_parts()
        self._lay_out()
        FirstFocus(self, self)
        tasks.in_vault(self._read, self._show)

    def _make_parts(self) -> None:
        self.way = Breadcrumb([("back", _("Back to the form")), ("", _("Ask a colleague"))])
        self.way.chosen.connect(lambda _key: self._navigator.open(Form(self._response_id)))
        self.notice, self.busy = PageNotice(), BusyLine()
        self.whom, self.what = Card(_("Who you ask")), Card(_("What they see"))
        self.nobody = Text(
            _(
                "Your organisation’s file names no colleague with a key and a certificate. They save their "
                "keys under “Drafts for comment”, and whoever makes the organisation’s file puts them in."
            ),
            "warning",
        )
        self.details = TickBox(
            _("Show the name and details too"),
            detail=_("Otherwise they see initials and an age: names, date of birth and address are taken out of the answers."),
        )  # fmt: skip
        self.details.toggled.connect(lambda _on: self._changed())
        self.message = TextArea(lines=3)
        self.save = PrimaryButton(_("&Sign, seal and save…"), self.hand_on)
        self.preview = Card(kind="preview")
        self._preview = VBox()

    def _lay_out(self) -> None:
        words = _(
            "They get the answers that you choose, sealed so that nobody else can open them, and give them back with comments. "
            "Nothing in your form changes by itself."
        )
        asked = Field(
            _("What do you want to ask them?"),
            self.message,
            hint=_("For example: is this fair, and is it enough?"),
        )
        self.column.setSpacing(14)
        self.preview.body.addWidget(Heading(_("This is what they will see"), 2))
        self.preview.body.addLayout(self._preview)
        ask = Card()
        ask.body.addWidget(asked)
        for widget in (
            self.way, PageHead(_("Ask a colleague"), words), self.notice, self.whom, self.what, ask,
            FlowRow(self.save), self.busy, self.preview,
        ):  # fmt: skip
            self.column.addWidget(widget)
        self.save.setEnabled(False)

    # -- what there is

    def _read(self, vault: Vault) -> tuple[Reviewable, Mapping[str, str]]:
        there = beside_draft(vault, self._library, self._response_id, now=self._clock())
        return there, writing(vault, Writing.HAND_ON, there.case_id)

    def _show(self, found: tuple[Reviewable, Mapping[str, str]]) -> None:
        there, kept = found
        self._there = there
        self.colleagues = RadioGroup([(one.recipient, f"{one.name}, {one.role}") for one in there.colleagues])
        self.colleagues.chosen.connect(lambda _key: self._changed())
        self.colleagues.setAccessibleName(_("Who you ask"))
        if len(there.colleagues) == 1:
            self.colleagues.set_value(there.colleagues[0].recipient)
        self.whom.body.addWidget(self.colleagues if there.colleagues else self.nobody)
        for shown in there.forms:
            self._add_form(shown)
        self.what.body.addWidget(self.details)
        self._chain(there)
        self.message.setPlainText(kept.get(_MESSAGE, ""))
        self.keeper = WritingKeeper(
            self._tasks, Writing.HAND_ON, there.case_id, self._typed, self._clock, self
        )
        self.keeper.told.connect(self._navigator.told)
        self.keeper.unsaved.connect(self._navigator.unsaved)
        self.message.textChanged.connect(self.keeper.touch)
        self._changed()

    def _chain(self, there: Reviewable) -> None:
        """Let Tab go to whom and what before what is asked: these parts are made last."""
        whom = (self.colleagues,) if there.colleagues else ()
        what = (part for key, box in self.forms.items() for part in (box, self.sections[key]))
        for part in (*whom, *what, self.details):
            chain_behind(stop_before(self.message), part)

    def _typed(self) -> Mapping[str, str]:
        text = self.message.toPlainText()
        return {_MESSAGE: text, _FORM: self._response_id} if text.strip() else {}

    def _add_form(self, shown: ShownForm) -> None:
        form_id = shown.filled.id
        box = TickBox(
            without_mnemonics(shown.filled.title), kind="strong", checked=form_id == self._response_id
        )
        titles = [
            (str(number), without_mnemonics(section.title)) for number, section in enumerate(shown.sections)
        ]
        group = TickGroup(titles)
        group.setAccessibleName(_("Sections of {form}").format(form=shown.filled.title))
        group.set_values([key for key, _title in titles])
        group.setContentsMargins(_INDENT, 0, 0, 6)
        group.setVisible(box.checked)
        box.toggled.connect(partial(self._form_ticked, form_id))
        group.changed.connect(lambda _keys: self._changed())
        self.forms[form_id], self.sections[form_id] = box, group
        self.what.body.add(box, group)

    def _form_ticked(self, form_id: str, on: bool) -> None:
        self.sections[form_id].setVisible(on)
        self._changed()

    # -- what is chosen

    @property
    def chosen(self) -> Chosen:
        """What is shown, and what is asked."""
        return Chosen(
            responses=tuple(form_id for form_id, box in self.forms.items() if box.checked),
            hidden={
                form_id: frozenset(map(int, group.buttons)) - frozenset(map(int, group.values))
                for form_id, group in self.sections.items()
            },
            with_details=self.details.checked,
            message=self.message.toPlainText(),
        )

    @property
    def colleague(self) -> Colleague | None:
        """To whom it goes."""
        there = () if self._there is None else self._there.colleagues
        return next((one for one in there if one.recipient == self.colleagues.value), None)

    def _changed(self) -> None:
        """Show what they will see."""
        take_all_out(self._preview)
        if self._there is None:
            return
        forms = forms_as_shown(self._there, self.chosen, now=self._clock())
        about = self._there.about
        if self.details.checked:
            about = f"{self._there.person.full_name}, {about}"
        self._preview.addWidget(Text(_("About {whom}").format(whom=about), "strong"))
        for form in forms:
            self._preview.addWidget(Heading(form_title(form), 3))
            if left_out_words(form):
                self._preview.addWidget(Text(left_out_words(form), "small"))
            self._preview.addWidget(KeyValueTable(form_rows(form)))
        self.save.setEnabled(self.colleague is not None and any(form.sections for form in forms))

    # -- saving

    def hand_on(self) -> None:
        """Choose a folder, ask for the passphrase, and save it."""
        colleague = self.colleague
        folder = self._ask_folder(self) if colleague is not None else None
        if colleague is None or folder is None:
            return
        asking = Asking(
            purpose=Purpose.HAND_ON,
            heading=_("Send this draft to {name}?").format(name=colleague.name),
            reason=_(
                "It is signed with your key, sealed so that only {name} can open it, and saved in {folder}."
            ).format(name=colleague.name, folder=folder),
            act=_("&Sign and save"),
            subject=self._response_id,
        )
        require_step_up(self, self._tasks, asking, lambda: self._save(colleague, folder))

    def _save(self, colleague: Colleague, folder: Path) -> None:
        there, chosen, now = self._there, self.chosen, self._clock()
        if there is None:
            return
        self.busy.start(_("Saving the draft…"))
        self.save.setEnabled(False)

        def save(vault: Vault) -> tuple[PeerReview, Path]:
            saved = send_for_review(vault, self._library, there.case_id, chosen, colleague, folder, now=now)
            forget_writing(vault, Writing.HAND_ON, there.case_id)
            return saved

        if self.keeper is not None:
            self.keeper.stop()
        self._tasks.in_vault(save, lambda saved: self._saved(saved[1], colleague), self._failed)

    def _saved(self, path: Path, colleague: Colleague) -> None:
        self.busy.stop()
        self.save.setEnabled(True)
        self.message.clear()
        if self.keeper is not None:
            self.keeper.go_on()
        self.notice.say(saved_words(path.name, colleague.name), Tone.SUCCESS)

    def _failed(self, error: PreventDesktopError) -> None:
        self.busy.stop()
        self.save.setEnabled(True)
        if self.keeper is not None:
            self.keeper.go_on()
        self.notice.say_failure(error)

    def flush(self) -> None:
        """Keep what was typed, at once."""
        if self.keeper is not None:
            self.keeper.flush()

    @property
    def settled(self) -> bool:
        """Whether all that was typed is committed."""
        return self.keeper is None or self.keeper.settled
