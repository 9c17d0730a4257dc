"""Words that nobody should meet on a screen, in a pack or in the guidance, and apostrophes as print has them.

The program says “fix”, “discard”, “add to case” and “ask a colleague”, as GOV.UK would.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from prevent_desktop import data_files
from tests.unit.architecture.program_text import messages
from tests.unit.forms.bundled import NEWEST, all_texts

NEVER = re.compile(
    r"\b(?:mend(?:s|ed|ing)?|throw(?:s|n)? (?:\w+ )?away|put it there|hand(?:s|ed|ing)? (?:\w+ ){0,2}(?:on|over)|anew"
    r"|counts? no more|e-mail)\b",
    re.IGNORECASE,
)
INSTEAD = {
    r"recipients?": "receiver",
    r"finalis\w*": "finished",
    r"snapshots?": "copy",
    r"quarantined?": "set aside",
    r"stands? aside": "set aside",
    r"this device|last device|device, last": "this computer, or whose laptop",
    r"looks after that store": "looks after the mailbox",
    r"(?<!roaming )profiles?|team[’']s file": "organisation’s file",
}
"""Second words for one thing, each with the word to use (the package's README, "Words")."""
SECOND = re.compile(rf"(?<!--)\b(?:{'|'.join(INSTEAD)})\b", re.IGNORECASE)
QUOTED = re.compile(r"“[^”]*”|`[^`]*`")
"""The name of a command or of another program's switch stands as it is."""
OF_A_TEAM = (
    "ui/team/", "workflows/team/", "cli/vault/team_card.py", "ui/components/invitation_part.py",
    "ui/components/sharing_words.py", "casework/origins.py", "casework/record_kinds.py", "ui/receiving/received_pack_words.py",
    "ui/record/waiting_files.py", "ui/home/going_lines.py", "ui/vault_admin/merge/", "ui/retention/", "workflows/retention/",
)  # fmt: skip
"""Where one laptop stands beside others: those of a team, or of a copy. Everywhere else it is this computer."""
STRAIGHT = re.compile(r"(?<=\w)'(?=[a-z]|\s|[.,;:)”]|$)")
"""An apostrophe that was typed on a keyboard; one in code, such as ``'value'``, stands before a word."""
ISO_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b|\b\d{2}[./]\d{2}[./]\d{4}\b")
AS_MACHINES_WRITE = ("cli/", "workflows/organisation/profile/", "questionnaire/expressions/")
"""Commands, files of an administrator and rules of a form take days as ISO 8601 writes them, and say so."""


def texts() -> Iterator[tuple[str, str]]:
    """Each text of the program that can be translated, with the file that it stands in."""
    return ((file, text) for file, forms in messages() for text in forms)


def pages() -> Iterator[tuple[str, str]]:
    for path in sorted((data_files.resources() / "guidance" / "en-GB").glob("*.md")):
        yield path.name, path.read_text(encoding="utf-8")


def places_removed(text: str) -> str:
    """The text without its ``{places}``, whose names are for programmers."""
    return re.sub(r"\{[^{}]*\}", "…", text)


def test_the_program_says_none_of_these_words() -> None:
    assert [(file, text) for file, text in texts() if NEVER.search(places_removed(text))] == []


def test_the_guidance_says_none_of_these_words() -> None:
    assert [(page, found[0]) for page, text in pages() for found in NEVER.finditer(text)] == []


@pytest.mark.parametrize("edition", NEWEST)
def test_a_form_says_none_of_these_words(edition: str) -> None:
    assert [text for text in all_texts(edition) if NEVER.search(text) or SECOND.search(text)] == []


def second_word(text: str) -> str:
    """A word of `text` that has another for the same thing; empty where there is none."""
    found = SECOND.search(QUOTED.sub("…", places_removed(text)))
    return found[0] if found else ""


def test_one_thing_has_one_word() -> None:
    assert [(file, word) for file, text in (*texts(), *pages()) if (word := second_word(text))] == []


def test_a_laptop_is_one_beside_others() -> None:
    found = [(file, text) for file, text in texts() if re.search(r"\bthis laptop\b", text, re.IGNORECASE)]
    assert found, "the words of a team are looked at"
    assert [one for one in found if not one[0].startswith(OF_A_TEAM)] == []


def test_apostrophes_are_typographic() -> None:
    assert [(file, text) for file, text in texts() if STRAIGHT.search(text)] == []
    assert [(page, found[0]) for page, text in pages() for found in STRAIGHT.finditer(text)] == []


def test_a_day_in_a_text_is_written_as_people_type_it() -> None:
    found = [(file, text) for file, text in texts() if ISO_DAY.search(text)]
    assert [one for one in found if not one[0].startswith(AS_MACHINES_WRITE)] == []


@pytest.mark.parametrize(
    "said",
    ["Mend these first", "Throw it away", "Put it there", "Hand on for comment", "It counts no more"],
)
def test_the_words_would_be_found(said: str) -> None:
    assert NEVER.search(said)
    assert STRAIGHT.search("the receiver's server")


@pytest.mark.parametrize(
    "said",
    [
        "Add a Recipient",
        "Finalised on {day}",
        "A snapshot",
        "In quarantine",
        "It stands aside",
        "Device, last heard of",
        "Choose a profile…",
        "Your team’s file",
    ],
)
def test_a_second_word_would_be_found(said: str) -> None:
    assert second_word(said)
    assert not second_word("{recipient}: run “inbox quarantine”, with --recipient KEY.pub")
    assert not second_word(
        "A “profile set” on a roaming profile makes no .pdprofile, and `profile.json` none"
    )
