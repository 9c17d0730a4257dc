"""Which language a passage is tagged with (ISO 32000-1, 14.9.2), by what its letters prove.

A script is not a language: only where nearly all text in a script that is written here is in one language, or where
letters of that language alone stand in it, is the language named; else the script is (`und-Deva` is Hindi, Marathi or
Nepali). Full stops that scripts of India share prove nothing, nor do Latin letters, so Polish, Romanian, Somali and Welsh keep the language of the document.
"""

from __future__ import annotations

from functools import cache

_BY_RANGE = (
    (0x0600, 0x06FF, "Arab"), (0x0750, 0x077F, "Arab"), (0x0870, 0x08FF, "Arab"), (0xFB50, 0xFDFF, "Arab"),
    (0xFE70, 0xFEFC, "Arab"), (0x0900, 0x0963, "Deva"), (0x0966, 0x097F, "Deva"), (0xA8E0, 0xA8FF, "Deva"), (0x0980, 0x09FF, "Beng"),
    (0x0A00, 0x0A7F, "Guru"), (0x0A80, 0x0AFF, "Gujr"), (0x0B80, 0x0BFF, "Taml"), (0x1200, 0x139F, "Ethi"),
    (0x2D80, 0x2DDF, "Ethi"), (0xAB00, 0xAB2F, "Ethi"), (0x2E80, 0x2FDF, "Hani"), (0x3001, 0x3003, "Hani"),
    (0x3005, 0x3011, "Hani"), (0x3041, 0x30FF, "Hani"), (0x3400, 0x9FFF, "Hani"), (0xF900, 0xFAFF, "Hani"), (0x20000, 0x323AF, "Hani"),
)  # fmt: skip

_LANGUAGES = {
    "Beng": "bn", "Guru": "pa", "Gujr": "gu", "Taml": "ta", "Hani": "zh", "Deva": "und-Deva", "Ethi": "und-Ethi",
}  # fmt: skip

_KANA = frozenset(map(chr, range(0x3041, 0x3100)))
_URDU = frozenset("ٹڈڑںےۓھہۃ")
_ARABIC = frozenset("ةىيك")
_NOT_ARABIC = frozenset("پچژگکیۀټډړښځڅڼېۍەۆێڵڕ") | _URDU


@cache
def script(letter: str) -> str:
    """The four letters of a script whose passages are tagged; empty for all others, and for what scripts share."""
    if letter < "\u0600":
        return ""
    code = ord(letter)
    return next((name for first, last, name in _BY_RANGE if first <= code <= last), "")


def language(script_name: str, letters: frozenset[str]) -> str:
    """The tag of a passage in a script within a text of `letters`, which tell Urdu and Arabic apart, and Japanese and Chinese."""
    if script_name == "Hani" and not letters.isdisjoint(_KANA):
        return "ja"
    if script_name != "Arab":
        return _LANGUAGES.get(script_name, "")
    if letters & _URDU:
        return "ur"
    return "ar" if letters & _ARABIC and not letters & _NOT_ARABIC else "und-Arab"
