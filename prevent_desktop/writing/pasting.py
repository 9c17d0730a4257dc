"""What comes from elsewhere becomes plain text, and what nobody could see in it is taken out and told.

A text that is signed later must read as it is stored: characters that turn the order of letters round, or hide
between them, would let it show something else (Unicode Technical Report 36, section 3; Trojan Source, 2021).
What a script needs stays: the joiners of Arabic, Bengali and Panjabi between letters of these scripts, and the marks
that only say which way a word runs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from prevent_desktop.translation import _, ngettext

_LINE_ENDS = re.compile("\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_HIDDEN = re.compile("[\u00ad\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")
_JOINERS = re.compile("[\u200c\u200d]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_JOINED = re.compile(
    "[\u0600-\u08ff\u0900-\u0dff\ufb50-\ufdff\ufe70-\ufefc]|[\u2600-\u27bf\ufe0f\U0001f000-\U0001faff]"
)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The plain text, and how many characters of each kind were taken out."""

    text: str
    turning: int = 0
    hidden: int = 0
    controls: int = 0

    @property
    def words(self) -> str:
        """What was done, in sentences; empty where nothing was."""
        said: list[str] = []
        if self.turning:
            said.append(
                ngettext(
                    "{number} character that turns text round was taken out: it can make a text read as something else.",
                    "{number} characters that turn text round were taken out: they can make a text read as something else.",
                    self.turning,
                ).format(number=self.turning)
            )
        unseen = self.hidden + self.controls
        if unseen:
            said.append(
                ngettext(
                    "{number} character that cannot be seen was taken out.",
                    "{number} characters that cannot be seen were taken out.",
                    unseen,
                ).format(number=unseen)
            )
        return " ".join(said)


def clean(untrusted: str) -> Cleaned:
    """`untrusted` as plain text with ordinary line ends and no character that nobody can see.

    Nothing else is changed: letters stay in the form in which they came (no Unicode normalisation).
    """
    text = _LINE_ENDS.sub("\n", untrusted)
    text, turning = _TURNS.subn("", text)
    text, controls = _CONTROLS.subn("", text)
    text, hidden = _HIDDEN.subn("", text)
    text, joiners = _without_stray_joiners(text)
    return Cleaned(text, turning=turning, hidden=hidden + joiners, controls=controls)


def _without_stray_joiners(text: str) -> tuple[str, int]:
    """Joiners stay after a letter of a script, or a picture, that they mean something to."""
    taken = 0
    found: list[str] = []
    for letter in text if _JOINERS.search(text) else ():
        if _JOINERS.match(letter) and not (found and _JOINED.match(found[-1])):
            taken += 1
        else:
            found.append(letter)
    return ("".join(found), taken) if found or taken else (text, 0)


def refused_picture() -> str:
    """The sentence for a picture that was pasted."""
    return _("Pictures cannot be pasted into an answer. Add the picture as an attachment instead.")
