"""Which passphrases are taken: at least 15 characters, hard to guess (zxcvbn), and none that anybody would try first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from prevent_desktop.errors import WeakPassphraseError
from prevent_desktop.translation import _
from prevent_desktop.writing.word_list import letters_of, well_known_phrases

FEWEST_CHARACTERS = 15
_LOWEST_SCORE = 3
_BEST_SCORE = 4
_LONGEST_SCORED = 72  # zxcvbn takes quadratic time; more letters only make it stronger
_FEWEST_OWN_LETTERS = 10
"""So many letters a passphrase must have beside a well-known phrase or a name of ours."""

_OUR_NAMES = frozenset({"prevent", "desktop", "safeguarding", "channel", "vault", "records", "referral"})
_WALKS = (
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertyuiopasdfghjkl",
    "1234567890qwertyuiop",
    "qazwsxedcrfvtgbyhnujm",
)
"""Walks over the whole keyboard, which zxcvbn takes for several short ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength:
    """zxcvbn's score from 0 (guessed at once) to 4, a warning (perhaps empty) and suggestions, as sentences."""

    score: int
    warning: str
    suggestions: tuple[str, ...]
    acceptable: bool


def passphrase_strength(passphrase: str, known_words: tuple[str, ...] = ()) -> Strength:
    """Judge `passphrase`; `known_words` (such as the person's own name) count as easy to guess."""
    text = normalised(passphrase)
    if not text:  # zxcvbn cannot judge nothing
        return Strength(score=0, warning=_too_short(), suggestions=(), acceptable=False)
    if _is_well_known(text):
        return Strength(score=0, warning=_well_known(), suggestions=(), acceptable=False)
    judged = _judge(text, known_words)
    score = min(int(judged["score"]), _score_of_what_is_own(text, known_words))
    suggestions = tuple(_(words) for words in judged["feedback"]["suggestions"])
    warning = str(judged["feedback"]["warning"])
    too_short = len(text) < FEWEST_CHARACTERS
    return Strength(
        score=score,
        warning=_too_short() if too_short else _(warning) if warning else "",
        suggestions=suggestions,
        acceptable=not too_short and score >= _LOWEST_SCORE,
    )


def require_acceptable(passphrase: str) -> None:
    """Raise WeakPassphraseError where `passphrase_strength` does not find it acceptable."""
    strength = passphrase_strength(passphrase)
    if not strength.acceptable:
        raise WeakPassphraseError(
            _("This passphrase is too easy to guess"),
            strength.warning or _("Somebody with your computer could find it by trying."),
            " ".join(strength.suggestions)
            or _("Use four or more words that have nothing to do with each other."),
        )


def normalised(passphrase: str) -> str:
    """The same letters in the same form on every keyboard and system (Unicode UAX #15, NFKC)."""
    return unicodedata.normalize("NFKC", passphrase)


def _judge(text: str, known_words: Iterable[str]) -> dict[str, Any]:
    from zxcvbn import zxcvbn

    judged: dict[str, Any] = zxcvbn(text[:_LONGEST_SCORED], user_inputs=[*_OUR_NAMES, *_WALKS, *known_words])
    return judged


def _score_of_what_is_own(text: str, known_words: Iterable[str]) -> int:
    """Zxcvbn's score without words that stand there twice and without names that anybody knows."""
    known = _OUR_NAMES.union(*(_words_of(each) for each in known_words))
    words = _words_of(text)
    own = [word for word in dict.fromkeys(words) if word not in known]
    if own == words:
        return _BEST_SCORE
    left = " ".join(own)
    return int(_judge(left, known_words)["score"]) if len(left) >= _FEWEST_OWN_LETTERS else 0


def _words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text[:_LONGEST_SCORED].casefold())


def _is_well_known(text: str) -> bool:
    """Whether little is left of it without a well-known phrase, whatever stands between the letters."""
    letters = letters_of(text)
    return any(
        phrase in letters and len(letters.replace(phrase, "")) < _FEWEST_OWN_LETTERS
        for phrase in well_known_phrases()
    )


def _too_short() -> str:
    return _("It has fewer than {count} characters.").format(count=FEWEST_CHARACTERS)


def _well_known() -> str:
    return _("It is a well-known phrase, which is tried first.")
