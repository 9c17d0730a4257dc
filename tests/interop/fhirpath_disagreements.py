"""Where ours and fhirpath.js give different answers, and who is right by FHIRPath 2.0.0 (and 3.0.0 where it says more)."""

from __future__ import annotations

_ZONE = "Ours, by 6.7: a date and time keeps its precision and zone; theirs writes it in UTC, and gives one without a zone one."
_CHARACTERS = "Ours, by 5.6: a text consists of characters; theirs counts the halves of those beyond Unicode's first plane."
_LATER = "Neither: FHIRPath 3.0.0 has it for trial use (5.6.4). Ours refuses it by its name."
_TO_A_UNIT = "Ours, by 5.5.7: convertsToQuantity takes a unit; theirs takes no argument."
_DAY = (
    "Neither: a date and a dateTime of the same day are the same value (6.1.2, 5.5.4), however it is written."
)

DISAGREEMENTS = {
    "@2020-02-29T": _DAY,
    "@2020-01-01 ~ @2020-01-01T": "Ours, by 5.5 and 6.1.2: a date counts as a dateTime that is known to the day.",
    "(1 | 2) ~ (2 | 1)": "Ours, by 6.1.2: the order of the items does not matter to equivalence.",
    "@2020-01-01T10:00:00 + 90 minutes": _ZONE,
    "@2020-01-01T23:30:00Z + 1 hour": _ZONE,
    "@2020-01-01T10:00:00.250 + 750 milliseconds": _ZONE,
    "@2020-01-01T10:00:00 + 1 day": _ZONE,
    "@2020-01-01T10:00:00+02:00 + 1 month": _ZONE,
    "@2020-01-01T10:00:00.500 = @2020-01-01T10:00:00.5": "Ours, by 6.1.1: seconds and their fractions are one decimal.",
    "'<a & \"b\">'.escape('html')": _LATER,
    "'&lt;a&gt;'.unescape('html')": _LATER,
    "'a\"b'.escape('json')": _LATER,
    "item.skip(-1).count() = item.count()": "Ours, by 5.3.6: what is skipped is nothing where less than one is to be.",
    "'abc'.substring(1, -3)": "Ours, by FHIRPath 3.0.0, 5.6.2: an empty text, where no characters are asked for.",
    "item.where(linkId='mood').answer.value.toString()": "Ours, by 5.5.8: a Coding is none of the types that become text.",
    "5 'mg'.convertsToQuantity('g')": _TO_A_UNIT,
    "5 'mg'.convertsToQuantity('m')": _TO_A_UNIT,
    "1 'nothing' = 1 'kg'": "Ours, by 6.1.1: with a unit that is none, the answer is empty.",
    "1 year = 1 'a'": "Theirs, by 4.1.8: a calendar year and a year of UCUM are not comparable. In forms both mean a year.",
    "item.where(linkId='unicode').answer.value.length()": _CHARACTERS,
    "item.where(linkId='unicode').answer.value.indexOf('世')": _CHARACTERS,
}
"""The expression, and the judgement."""
