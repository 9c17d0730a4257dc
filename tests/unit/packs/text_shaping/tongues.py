"""What is typed in the tests of lettered text: each language that is spoken here, alone and mixed with English."""

from __future__ import annotations

import re
import unicodedata

from tests.unit.writing.samples import SAMPLES

EMOJI = "😂🔥 👍🏽 👨‍👩‍👧‍👦 🇬🇧🇵🇰 ❤️ 1️⃣ 👩🏾‍🏫 🏴󠁧󠁢󠁷󠁬󠁳󠁿"
TONGUES = {**{name: text for name, (text, _words) in SAMPLES.items()}, "Emoji": EMOJI}
NAMES = tuple(TONGUES)
LEFTWARD = ("Arabic", "Urdu")

_INVISIBLE = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def quoted(name: str) -> str:
    """A sentence of English that quotes it."""
    return f"He wrote “{TONGUES[name]}” (in {name}) at 10:30, and left."


def begun(name: str) -> str:
    """A paragraph that begins in it and goes on in English."""
    return f"{TONGUES[name]} I said yes (once). {TONGUES[name]}"


def plain(text: str) -> str:
    """Composed, without white space and marks of direction: what a reader of the page can know of what was typed."""
    return "".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())


def spaced(text: str) -> str:
    """Composed, with single spaces, without marks of direction: what the tags of a page must say of what was typed."""
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())


def as_read(text: str) -> re.Pattern[str]:
    """`text` as a reader of the page may give it: a space where one was typed, nowhere else, and lines that end anywhere."""
    parts = (r"\s+" if letter == " " else re.escape(letter) for letter in spaced(text))
    return re.compile("[\u200e\u200f]?\n?[\u200e\u200f]?".join(parts))
