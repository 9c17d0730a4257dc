"""The password of a pack: random words, to be read out by phone."""

from __future__ import annotations

from prevent_desktop.writing.word_list import offered_words

WORDS = 6
MOST_CHARACTERS = 32
"""Some readers of PDFs (poppler's command line) take no more; six words that fit hold 63.9 bits, as five of any length do."""


def new_password() -> str:
    """Six short random words with spaces between. Whoever makes a pack shows it once and keeps it nowhere."""
    while True:  # one in about 7600 fits: a tenth of a second
        words = offered_words(WORDS)
        if len(words) <= MOST_CHARACTERS:
            return words
