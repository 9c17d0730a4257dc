"""How strong a passphrase is, in words. No Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prevent_desktop.translation import _

if TYPE_CHECKING:
    from prevent_desktop.vault.keys.passphrases import Strength


def strength_words(strength: Strength) -> str:
    """One line: the verdict first, then why and what would help."""
    parts = (_verdict(strength), strength.warning, *strength.suggestions[:2])
    return " ".join(part for part in parts if part)


def _verdict(strength: Strength) -> str:
    if strength.acceptable:
        return _("Very hard to guess.") if strength.score == _BEST else _("Hard to guess.")
    return _("Too easy to guess.") if strength.score < _BEST - 1 else _("Not long enough yet.")


_BEST = 4
