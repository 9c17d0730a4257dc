"""What comes of inviting: one file for everybody, and slips to print; the codes are shown nowhere else and kept nowhere."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.components.file_dialogs import ask_for_target
from prevent_desktop.ui.components.printing import Printing
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.team.written_file import write_file
from prevent_desktop.ui.widgets import Card, FlowRow, Notice, PrimaryButton, SecondaryButton, Text, Tone
from prevent_desktop.workflows.printing.to_print import ToPrint
from prevent_desktop.workflows.team.joining.inviting import Invitations


class SlipsCard(Card):
    """Shown until the page is left: after that a slip can only be made anew."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__(_("The slips are made"))
        self._tasks = tasks
        self.made: Invitations | None = None
        self.words, self.notice = Text(""), Notice()
        self._printing = Printing(tasks, self, lambda words: self.notice.say(words, Tone.SUCCESS))
        self.save_file_button = PrimaryButton(_("1. &Save the file for everybody…"), self._ask_file)
        self.print = SecondaryButton(_("2. &Print the slips"), self.print_slips)
        self.save_slips_button = SecondaryButton(_("Save the slips as a PDF…"), self._ask_pdf)
        self.body.add(
            self.words, self.notice, FlowRow(self.save_file_button, self.print, self.save_slips_button)
        )

    def show_slips(self, made: Invitations) -> None:
        """Offer the file and the slips."""
        self.made = made
        count = len(made.slips)
        told = ngettext("{number} slip is made.", "{number} slips are made.", count).format(number=count)
        how = _("Mail the file to everybody, or put it where they can open it: without a code it tells nobody a name. Give each slip by hand. Print them now: the codes are kept nowhere, and for a lost slip you make a new one.")  # fmt: skip
        self.words.setText(f"{told} {how}")
        self.notice.clear()
        self.show()
        self.save_file_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_file(self) -> None:
        if self.made is not None:
            path = ask_for_target(self, self.made.file_name, title=_("Save the invitation"))
            if path is not None:
                self.save_file(path)

    def save_file(self, path: Path) -> None:
        """Write the file for everybody."""
        made = self.made
        if made is not None:
            write_file(
                self._tasks, path, lambda: made.file, lambda: self._tell(path), self.notice.say_failure
            )

    def _ask_pdf(self) -> None:
        path = ask_for_target(self, "slips.pdf", title=_("Save the slips"))
        if path is not None:
            self.save_slips(path)

    def save_slips(self, path: Path) -> None:
        """Write the slips as PDF."""
        made = self.made
        if made is not None:
            write_file(self._tasks, path, made.slips_pdf, lambda: self._tell(path), self.notice.say_failure)

    def print_slips(self) -> None:
        """Put them on paper."""
        if self.made is not None:
            question = ngettext("Print the slip?", "Print the slips?", len(self.made.slips))
            self._printing.ask(
                ToPrint(question=question, pages=self.made.slips_pdf, action="team.slips-printed")
            )

    def _tell(self, path: Path) -> None:
        self.notice.say(_("Saved: {file}").format(file=path.name), Tone.SUCCESS)
