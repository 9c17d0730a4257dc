"""Every key of the program, told once: what listens takes its keys from here, and the sheet of keys is made of it. No Qt.

What Qt itself gives to fields, lists and menus (Tab, the arrows, Escape, copying) is not in it.
"""

from __future__ import annotations

from enum import Enum

from prevent_desktop.translation import N_, _


class KeyPlace(Enum):
    """Where a key does something."""

    ANYWHERE = N_("Anywhere")
    TABLE = N_("In a table")
    INBOX = N_("In the list of the inbox")
    FORM = N_("In a form")
    WRITING = N_("Where you write")
    CHECK = N_("Check answers")
    RECORD = N_("In a record")
    GUIDANCE = N_("Guidance beside a form")
    PREVIEW = N_("Trying a form")

    @property
    def label(self) -> str:
        """The place in words."""
        return _(self.value)


class Shortcut(Enum):
    """An action with its place, what it does, and its keys as Qt writes them; people are told the first of them."""

    BLANK = (KeyPlace.ANYWHERE, N_("Blank the screen, and bring it back"), "F9")
    LOCK = (KeyPlace.ANYWHERE, N_("Lock"), "Ctrl+L")
    SWITCH_USER = (KeyPlace.ANYWHERE, N_("Lock, and let somebody else in"), "Ctrl+Shift+L")
    PALETTE = (KeyPlace.ANYWHERE, N_("Find a person, an action or a page"), "Ctrl+K")
    KEYS = (KeyPlace.ANYWHERE, N_("Show the keys"), "?", "Ctrl+?")
    SEARCH = (KeyPlace.ANYWHERE, N_("Search on this page, or for a person"), "Ctrl+F")
    START_NEW = (KeyPlace.ANYWHERE, N_("Start something new on this page"), "Ctrl+N")
    PRINT = (KeyPlace.ANYWHERE, N_("Print what this page shows"), "Ctrl+P")
    LARGER = (KeyPlace.ANYWHERE, N_("Larger text"), "Ctrl++", "Ctrl+=")
    SMALLER = (KeyPlace.ANYWHERE, N_("Smaller text"), "Ctrl+-")
    USUAL_SIZE = (KeyPlace.ANYWHERE, N_("Text at its usual size"), "Ctrl+0")
    UNDO = (
        KeyPlace.ANYWHERE,
        N_("Undo what was just done: in a form, in a text, or where it is offered"),
        "Ctrl+Z",
    )
    NEXT_REGION = (KeyPlace.ANYWHERE, N_("Go to the next part of the window"), "F6")
    PREVIOUS_REGION = (KeyPlace.ANYWHERE, N_("Go to the part of the window before"), "Shift+F6")

    TABLE_MENU = (KeyPlace.TABLE, N_("Where a line comes from; wider or narrower columns"), "Shift+F10")

    NEXT_PACK = (KeyPlace.INBOX, N_("The next pack"), "J")
    PREVIOUS_PACK = (KeyPlace.INBOX, N_("The pack before"), "K")
    DECIDE = (KeyPlace.INBOX, N_("Decide"), "D")
    ASK = (KeyPlace.INBOX, N_("Ask for more information"), "Q")

    REDO = (KeyPlace.FORM, N_("Redo"), "Ctrl+Shift+Z", "Ctrl+Y")
    NEXT_SECTION = (KeyPlace.FORM, N_("Next section"), "Ctrl+PgDown")
    PREVIOUS_SECTION = (KeyPlace.FORM, N_("Section before"), "Ctrl+PgUp")
    ONE_PAGE = (KeyPlace.FORM, N_("All of the form on one page, or section by section"), "F4")
    NEXT_MISSING = (KeyPlace.FORM, N_("Go to the next question that is still to answer"), "Ctrl+Return")
    NOT_KNOWN = (KeyPlace.FORM, N_("Say that it is not known, or was not asked"), "F8")
    HELP = (KeyPlace.FORM, N_("Help with this question"), "F1")
    READ_MORE = (KeyPlace.FORM, N_("Read more in the guidance"), "Ctrl+F1")

    SAVE = (KeyPlace.WRITING, N_("Save a note or an event"), "Ctrl+Return")
    WORDS_TO_CHECK = (KeyPlace.WRITING, N_("Words to check"), "F7")
    QUOTE = (KeyPlace.WRITING, N_("Put in quotation marks"), "Ctrl+Shift+2")
    PHRASES = (KeyPlace.WRITING, N_("Insert one of your phrases"), "Ctrl+Space")

    TO_END = (KeyPlace.CHECK, N_("Go to the end"), "Ctrl+End", "Ctrl+Return")
    PASTE_FILES = (KeyPlace.RECORD, N_("Add files that you copied elsewhere"), "Ctrl+V")
    BACK = (KeyPlace.GUIDANCE, N_("Back to the page before"), "Alt+Left")
    AGAIN = (KeyPlace.PREVIEW, N_("Read the form again"), "F5")

    def __init__(self, place: KeyPlace, title: str, *keys: str) -> None:
        self.place = place
        self._title = title
        self.keys = keys

    @property
    def title(self) -> str:
        """What it does."""
        return _(self._title)

    @property
    def shown(self) -> str:
        """Its first key as people read it."""
        return shown_key(self.keys[0])


_SHOWN = {
    "Ctrl++": N_("Ctrl and +"),
    "Ctrl+-": N_("Ctrl and −"),
    "Ctrl+Return": N_("Ctrl+Enter"),
    "Ctrl+PgDown": N_("Ctrl+Page Down"),
    "Ctrl+PgUp": N_("Ctrl+Page Up"),
    "Alt+Left": N_("Alt+Left arrow"),
}


def shown_key(key: str) -> str:
    """A key as people read it: Qt's own names of some are not what stands on the keyboard."""
    return _(_SHOWN[key]) if key in _SHOWN else key
