"""What can go wrong with a print, in words."""

from __future__ import annotations

from prevent_desktop.errors import PrintingError
from prevent_desktop.translation import _
from prevent_desktop.ui.system.printing.messages import PrintFailure


def trouble(kind: PrintFailure, why: str = "") -> PrintingError:
    """The error in words; `why` is what the print service said."""
    title, happened, next_step = (_words_of_service() | _words_of_ours())[kind]
    return PrintingError(title, happened.format(why=why), next_step)


def _words_of_service() -> dict[PrintFailure, tuple[str, str, str]]:
    return {
        PrintFailure.NO_PRINTER: (
            _("No printer is set up on this computer"),
            _("Nothing was printed."),
            _("Add one in the computer’s own settings, or ask your IT team."),
        ),
        PrintFailure.NOT_TAKEN: (
            _("The printer did not take the pages"),
            _("Nothing was printed, or not all of it."),
            _("See whether it is on and has paper, then print again."),
        ),
        PrintFailure.REFUSED: (
            _("The print service refused the pages"),
            _("Nothing was printed. It says: “{why}”."),
            _("Choose another printer, or ask your IT team whether you may print on this one."),
        ),
        PrintFailure.SILENT: (
            _("The print service does not answer"),
            _(
                "This computer’s print service, or the printer’s own computer, is silent. Nothing was printed."
            ),
            _("Wait a moment, then print again. If it stays, start the computer again, or ask your IT team."),
        ),
        PrintFailure.SILENT_AT_END: (
            _("The print service does not answer"),
            _("It was given the pages and says nothing. They may still come out, or some of them."),
            _("Look at the printer before you print again. If nothing comes out, ask your IT team."),
        ),
    }


def _words_of_ours() -> dict[PrintFailure, tuple[str, str, str]]:
    return {
        PrintFailure.NO_MEMORY: (
            _("Printing cannot start"),
            _("This computer has no place in its memory where the pages can wait for the printer."),
            _("Tell your IT team that printing needs a folder for your session (XDG_RUNTIME_DIR)."),
        ),
        PrintFailure.CANNOT_START: (
            _("Printing cannot start"),
            _("The part of this program that prints does not start. Nothing was printed."),
            _("Close some other programs and print again. If it happens again, ask your IT team."),
        ),
        PrintFailure.CRASHED: (
            _("Printing ended too early"),
            _("The part of this program that prints stopped. Nothing was printed, or not all of it."),
            _("Look at the printer, then print again. If it happens again, ask your IT team."),
        ),
    }
