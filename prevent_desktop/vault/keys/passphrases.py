"""How guessable a passphrase is (zxcvbn), in plain sentences."""

from __future__ import annotations

from dataclasses import dataclass

from prevent_desktop.errors import WeakPassphraseError
from prevent_desktop.translation import _

FEWEST_CHARACTERS = 12
_LOWEST_SCORE = 3
_LONGEST_SCORED = 72  # zxcvbn takes quadratic time; more letters only make it stronger


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength:
    """zxcvbn's score from 0 (guessed at once) to 4, a warning (perhaps empty) and suggestions, as sentences."""

    score: int
    warning: str
    suggestions: tuple[str, ...]
    acceptable: bool


def passphrase_strength(passphrase: str, known_words: tuple[str, ...] = ()) -> Strength:
    """Judge `passphrase`; `known_words` (such as the person's own name) count as easy to guess."""
    if not passphrase:  # zxcvbn cannot judge nothing
        return Strength(score=0, warning=_too_short(), suggestions=(), acceptable=False)
    from zxcvbn import zxcvbn

    judged = zxcvbn(passphrase[:_LONGEST_SCORED], user_inputs=list(known_words))
    score = int(judged["score"])
    suggestions = tuple(_(text) for text in judged["feedback"]["suggestions"])
    warning = str(judged["feedback"]["warning"])
    return Strength(
        score=score,
        warning=_too_short() if len(passphrase) < FEWEST_CHARACTERS else _(warning) if warning else "",
        suggestions=suggestions,
        acceptable=len(passphrase) >= FEWEST_CHARACTERS and score >= _LOWEST_SCORE,
    )


def require_acceptable(passphrase: str) -> None:
    """Raise WeakPassphraseError where `passphrase_strength` does not find it acceptable."""
    strength = passphrase_strength(passphrase)
    if not strength.acceptable:
        raise WeakPassphraseError(
            _("This passphrase is too easy to guess"),
            strength.warning or _("Somebody with your laptop could find it by trying."),
            " ".join(strength.suggestions)
            or _("Use four or more words that have nothing to do with each other."),
        )


def _too_short() -> str:
    return _("It has fewer than {count} characters.").format(count=FEWEST_CHARACTERS)
