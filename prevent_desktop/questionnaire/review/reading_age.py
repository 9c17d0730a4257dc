"""How hard one text of a form is to read: Flesch and Kincaid's grade, with the words that cannot be avoided left aside.

A form as a whole is measured in the tests, with a dictionary of how words are said. Here, where no dictionary is at hand,
syllables are counted by their vowels, as far as English spelling goes; a word in ten is one off, which is near enough
for advice on one text.
"""

from __future__ import annotations

import re
from typing import Final

HIGHEST_GRADE: Final = 4
"""What a child of nine reads."""
FEWEST_WORDS: Final = 6
"""A label of fewer words has no grade worth the name: “Disability” alone would have 44."""
_UNAVOIDABLE: Final = {
    "african", "agencies", "agency", "alcohol", "alias", "aliases", "allegation", "anti-terrorist",
    "anybody", "apprenticeship", "asian", "assessment", "assessor", "attendance", "authority", "bangladeshi",
    "bullying", "capacity", "caribbean", "channel", "chronology", "citizenship", "competence", "competent",
    "condition", "consent", "decided", "decision", "decision-makers", "designated", "developmental", "diagnosed",
    "diagnosis", "disability", "discussion", "document", "documents", "education", "emergency", "employer",
    "employment", "everybody", "evidence", "example", "exploitation", "extremism", "families", "family", "gillick",
    "grievance", "grievances", "hotline", "identity", "ideology", "immigration", "indian", "information",
    "interpreter", "intervention", "interventions", "lawful", "makaton", "manager", "medicine", "nationality",
    "neurodevelopmental", "neurodiversity", "nobody", "observance", "officer", "opinion", "optional",
    "organisation", "organisations", "oversight", "pakistani", "parental", "patient", "police", "postcode",
    "practitioner", "prevent", "proportion", "radicalisation", "receiver", "reference", "referral", "referrals",
    "referrer", "relationship", "relationships", "religion", "responsibility", "safeguarding", "services",
    "sibling", "siblings", "somebody", "strategy", "suspected", "suspicion", "terrorism", "traveller", "universal",
    "violence", "violent", "voluntary",
}  # fmt: skip
"""The field's own words, read one by one: each counts as one that everybody knows."""
_WORD: Final = re.compile(r"[A-Za-z]+(?:[’'-][A-Za-z]+)*")
_END: Final = re.compile(r"(?<=[.?!:;])\s+")
_VOWELS: Final = re.compile(r"[aeiouy]+")
_SILENT: Final = re.compile(r"(?<=[^td])ed$|(?<=[^aeiouylszxcg])es$|(?<=[^aeiouyl])e$")


def grade_of(text: str) -> float:
    """The grade of one text, of which a sentence ends with a stop or a colon; 0 where it has few words."""
    words = _WORD.findall(text)
    if len(words) < FEWEST_WORDS:
        return 0.0
    sentences = sum(1 for part in _END.split(text) if _WORD.search(part))
    return 0.39 * len(words) / sentences + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59


def _syllables(word: str) -> int:
    plain = re.split(r"[’']", word.lower())[0]
    if plain in _UNAVOIDABLE:
        return 1
    return sum(max(1, len(_VOWELS.findall(_SILENT.sub("", part)))) for part in plain.split("-") if part)
