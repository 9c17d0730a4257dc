"""The words that the rules for the forms know: names, what counts as scoring, what is not spelled as in Britain."""

from __future__ import annotations

import re
from typing import Final

PROPER: Final = {
    "I", "Prevent", "Request", "Support", "Notice", "Check", "Share", "Sign", "Language", "Makaton", "Anti-Terrorist",
    "Hotline", "NHS", "GP", "Gillick", "Channel", "England", "Wales", "Welsh", "British", "English", "NMC", "URN", "UPN",
    "UK", "GDPR", "Act", "SEND", "Census", "P-", "Dana", "B", "Asian", "Black", "African", "Caribbean",
    "White", "Irish", "Gypsy", "Traveller", "Roma", "Arab", "Chinese", "Indian", "Pakistani", "Bangladeshi", "Scottish",
    "Northern", "Ireland", "Mixed", "Multiple", "Christian", "Muslim", "Hindu", "Sikh", "Jewish", "Buddhist", "Church",
    "Catholic", "Protestant",
}  # fmt: skip
"""Words that begin with a capital within a sentence."""

BARE_LABELS: Final = {
    "Why?", "Why not?", "When?", "Who?", "What?", "How?", "Other", "Details", "Comments", "Current", "Previous",
}  # fmt: skip
"""Labels that say nothing in a list of answers."""

WEIGHED: Final = (
    "ordinalValue", "itemWeight", "questionnaire-unit", '"decimal"', '"quantity"', "weight()", "sum()", ".ordinal()",
    "assess-score",
)  # fmt: skip
"""What a form would need to score a person: weights of answers, sums, numbers with units."""

SCORING: Final = re.compile(
    r"\b(?:scor\w+|points?\b(?= out)|rating|rated|ranking|rank|total|red flag|risk level|high risk|medium risk|low risk"
    r"|traffic light|predict\w*|likelihood|probability|percent\w*|scale of)\b",
    re.IGNORECASE,
)

NOT_BRITISH: Final = re.compile(
    r"\b(?:\w+(?:iz(?:e|es|ed|ing|ation|ations)\b)(?<!size)(?<!sizes)(?<!prize)(?<!seize)(?<!seized)|behavior\w*|center\w*"
    r"|color\w*|counsel(?:ed|ing|or)\w*|defense|favor\w*|fulfill|gray|labor|neighbor\w*|offense|practicing"
    r"|skillful|travel(?:ed|ing|er)\w*|enrol{2}ment|judgment|gotten|mom|mommy|toward)\b",
    re.IGNORECASE,
)
"""American spellings that a form here might catch."""

NOT_IN_THE_DICTIONARY: Final = {
    "Hotline", "Roma", "Gillick", "Makaton", "neurodiversity", "neurodevelopmental",
}  # fmt: skip
"""Words that are right and that the shipped dictionary does not know."""
