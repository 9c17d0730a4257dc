"""The dictionaries that are shipped with the program, one for a language, read by hunspell. The only importer of it."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

from prevent_desktop.errors import ProgramError
from prevent_desktop.translation import _, by_language

_OUR_WORDS = "words-of-the-field.txt"
_MOST_SUGGESTIONS = 6
_REMEMBERED = 50_000
_APOSTROPHE = str.maketrans("’", "'")


class Dictionary:
    """Which words there are. Not safe for two threads at once: make it in one, then use it in one.

    `folder` holds a folder for each language, with a dictionary's ``.aff`` and ``.dic`` and the words of the field; the
    one of the language that is shown is taken, else our own. The files are read, nothing is written: hunspell itself has
    no file of its own, and no word that is looked up leaves the process. ProgramError where the files are not there.
    """

    def __init__(self, folder: Path) -> None:
        from hunspell import Hunspell

        try:
            place, name = _dictionary(folder)
            self._hunspell: Any = Hunspell(name, hunspell_data_dir=str(place), system_encoding="utf-8")
            words = (place / _OUR_WORDS).read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise _missing() from error
        self._of_the_field = {word for word in words if word and not word.startswith("#")}
        for word in self._of_the_field:
            self._hunspell.add(word)
        self._verdicts: dict[str, bool] = {}

    def knows(self, word: str) -> bool:
        """Whether `word` is spelt right."""
        found = self._verdicts.get(word)
        if found is None:
            if len(self._verdicts) >= _REMEMBERED:
                self._verdicts.clear()
            plain = word.translate(_APOSTROPHE)
            found = bool(self._hunspell.spell(plain) or self._hunspell.spell(_without_accents(plain)))
            self._verdicts[word] = found
        return found

    def suggestions(self, word: str) -> tuple[str, ...]:
        """What may have been meant, the likeliest first; with curly apostrophes where `word` has one."""
        plain = word.translate(_APOSTROPHE)
        found = [*self._hunspell.suggest(plain)]
        if plain.istitle():  # at the beginning of a sentence: “Teh” is “The” rather than a name
            found = [each[:1].upper() + each[1:] for each in self._hunspell.suggest(plain.lower())] + found
        likely = list(dict.fromkeys(found))[:_MOST_SUGGESTIONS]
        return tuple(each.replace("'", "’") if "’" in word else each for each in likely)


def _dictionary(folder: Path) -> tuple[Path, str]:
    """Where the dictionary lies, and the name of its files without their ends."""
    for place in by_language(folder):
        for rules in sorted(place.glob("*.aff")):
            return place, rules.stem
    raise FileNotFoundError(folder)


def _without_accents(word: str) -> str:
    """café as cafe: the list has these words without their accents."""
    if word.isascii():
        return word
    return "".join(
        letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter)
    )


def _missing() -> ProgramError:
    return ProgramError(
        _("The spelling dictionary is not there"),
        _(
            "A file of the program is missing, so spelling is not checked. What you write is not touched by it."
        ),
        _("Go on writing, and tell whoever looks after this program."),
    )
