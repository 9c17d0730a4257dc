"""What is to be printed, whether it may be, and the line in the audit before it leaves; and the one sheet that needs no vault."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from prevent_desktop.errors import PrintingError
from prevent_desktop.packs.preview import Document
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation.profile import terms

RECOVERY_CODE = "recovery-code.printed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToPrint:
    """What is to be printed. `question` asks whether to; `pages` makes the PDF, beside the vault (slow).

    `action` and `subject` are its line in the audit, which never holds a word of it; what says nothing about anybody has none.
    """

    question: str
    pages: Callable[[], Document]
    action: str = ""
    subject: str = ""


def require_printing(vault: Vault) -> None:
    """PrintingError where the organisation's profile forbids it."""
    if not terms.printing_allowed(vault):
        raise forbidden()


def forbidden() -> PrintingError:
    """That printing is not allowed here."""
    return PrintingError(
        _("Your organisation does not allow printing"),
        _("Its signed file says so. Nothing was printed."),
        _("Read it on the screen, or ask your organisation."),
    )


def note_print(vault: Vault, wanted: ToPrint) -> None:
    """Write down that it leaves on paper, before it does. PrintingError where nothing may be printed any more."""
    require_printing(vault)
    vault.audit.append(wanted.action, wanted.subject)


def code_to_print(code: str, *, now: datetime, remark: str = "") -> ToPrint:
    """The sheet with a recovery code, and `remark` on it. It stands in no vault, and names nobody."""

    def pages() -> bytes:
        from prevent_desktop.packs.document.sheet import build_recovery_sheet

        return build_recovery_sheet(code, now, remark)

    return ToPrint(question=_("Print the recovery code?"), pages=pages, action=RECOVERY_CODE, subject="")
