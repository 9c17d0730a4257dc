"""Short and pet forms of forenames, and one forename in several languages: each line holds words that are used for each other.

They were written down from general knowledge of each language, no entry of a book being copied; where one is in doubt: Hanks, Hardcastle
and Hodges, A Dictionary of First Names (Oxford, 2006), and beside it Woulfe, Irish Names and Surnames (1923); Petrovsky, Slovar russkikh
lichnykh imyon (1966); Skrypnyk and Dziatkivska, Vlasni imena liudei (2005); Ladó, Magyar utónévkönyv (1971); Schimmel, Islamic Names
(1989). What a rule finds (Jas for Jaspreet, Emeka for Chukwuemeka) needs no line.
"""

from __future__ import annotations

from prevent_desktop.casework.short_forms.africa_and_asia import AFRICA_AND_ASIA
from prevent_desktop.casework.short_forms.britain_and_ireland import BRITAIN_AND_IRELAND
from prevent_desktop.casework.short_forms.eastern_europe import EASTERN_EUROPE
from prevent_desktop.casework.short_forms.southern_europe import SOUTHERN_EUROPE

SHORT_FORMS = BRITAIN_AND_IRELAND + EASTERN_EUROPE + SOUTHERN_EUROPE + AFRICA_AND_ASIA
"""All lines; a word may stand in several, and two are used for each other where they share one."""
