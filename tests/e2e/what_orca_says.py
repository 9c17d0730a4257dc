"""What Orca says over the main job, line by line. `.ci/orca` runs it; the suite does not, since Orca is seldom at hand.

One run for all of it: the keys below are pressed one after the other, and each test looks at what was said to one of
them. Places, dates and numbers of packs change, so that single lines are looked for and no transcript is.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

_HERE = Path(__file__).resolve().parent
_ROOT = _HERE.parents[1]
_SCRIPT = _HERE / "orca" / "orca-say.sh"
_KEYS = (
    "type:wrong", "Return", "expect:does not open",
    "type:@passphrase", "Return", "expect:^My work",
    *["Tab"] * 5, "shift+Tab", "shift+Tab",  # to what is new, and back to the table of drafts
    "Return", "expect:Section 3 of 9",
    *["Tab"] * 2,  # to the radio buttons
    "Down", "ctrl+Next", "ctrl+Prior", "F1", "Escape",
    "ctrl+2", "expect:^People", "Tab", "Down", "Return", "expect:^Record of",
    *["shift+Tab"] * 3,  # to a link beside the name
    "ctrl+p", "expect:^Cancel", "Escape",
    "F6", "F6", "Down", "ctrl+4", "Tab", "Tab", "Tab", "h", "Down",
    "ctrl+3", "expect:^Outbox", "Tab", "Tab", "space", "expect:Sending is paused", "F6",
)  # fmt: skip

_KEYS_ALOUD = (
    "expect:^My work",
    "ctrl+F11", "expect:^Send it to your lead", "Tab",
    "ctrl+F11", "expect:Section",
    "ctrl+F11", "expect:^What could happen", "Tab",  # to what another wrote in the margin
    "ctrl+F11", "expect:Thursday 19 November", "shift+Tab", "shift+Tab",
)  # fmt: skip
"""In `pages_aloud`, where Ctrl+F11 goes on to the next page."""


class Heard:
    """What was said, by the number of the key."""

    def __init__(self, output: str) -> None:
        self.steps: list[tuple[str, list[str]]] = []
        for line in output.splitlines():
            if line.startswith("> "):
                self.steps.append((line[2:], []))
            elif line.startswith("  say: ") and self.steps:
                self.steps[-1][1].append(line.removeprefix("  say: ").removesuffix(" [cut off]"))

    def at(self, key: str, number: int = 1) -> list[str]:
        """What was said to the `number`th press of `key`."""
        return [said for pressed, said in self.steps if pressed == key][number - 1]

    @property
    def all(self) -> list[str]:
        """Everything."""
        return [line for _key, said in self.steps for line in said]


@pytest.fixture(scope="module")
def heard() -> Heard:
    return _said_to(_KEYS, "prevent_desktop demo")


@pytest.fixture(scope="module")
def aloud() -> Heard:
    return _said_to(_KEYS_ALOUD, "tests.e2e.pages_aloud")


def _said_to(keys: tuple[str, ...], app: str) -> Heard:
    done = subprocess.run(
        [str(_SCRIPT), *keys],
        env={**os.environ, "ORCA_APP": f"{sys.executable} -m {app}"},
        cwd=_ROOT,
        capture_output=True,
        text=True,
        timeout=540,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return Heard(done.stdout)


def test_a_wrong_passphrase_is_said_once(heard: Heard) -> None:
    said = [line for line in heard.at("Return") if "does not open the vault" in line]
    assert len(said) == 1


def test_the_way_into_a_page_reads_neither_its_whole_cards_nor_empty_panes(heard: Heard) -> None:
    assert not [line for line in heard.all if "layered pane" in line]
    assert not [line for line in heard.all if "01632 960 010" in line and line.endswith("panel")]


def test_links_are_links(heard: Heard) -> None:
    assert heard.at("shift+Tab", 5)[0].endswith(" link.")


def test_a_table_says_its_name_and_the_row_with_its_headings(heard: Heard) -> None:
    assert {"To finish", "AB, 14.", "Form: Screening tool.", "Draft."} <= set(heard.all)
    assert not [line for line in heard.all if "not selected" in line and "radio button" not in line]


def test_what_is_new_says_the_card_then_what_came_from_whom_and_when(heard: Heard) -> None:
    card, what, when = heard.at("Tab", 5)
    assert card == "New since you were last here panel"
    assert re.fullmatch(r"AB, 14, .* received the pack button\.", what)
    assert re.fullmatch(r"\d+ [A-Z][a-z]+ \d\d:\d\d · P-[0-9A-Z]{4}\.", when)


def test_a_form_says_its_title_and_its_sections_which_they_are(heard: Heard) -> None:
    opened = heard.at("Return", 3)
    assert "What did the person say or do? text." in opened  # the list before it may still be said
    assert any(line.startswith("Screening tool v") and "Section 3 of 9" in line for line in opened)
    assert any(line.startswith("Section 4 of 9") for line in heard.at("ctrl+Next"))
    assert any(line.startswith("Section 3 of 9") for line in heard.at("ctrl+Prior"))


def test_the_keyboard_passes_through_no_other_button_and_each_value_is_said_once(heard: Heard) -> None:
    for said in (heard.at("Return", 3), heard.at("ctrl+Next"), heard.at("ctrl+Prior")):
        assert not [line for line in said if "Blank screen" in line]
        assert sum("Showed a video on a phone" in line for line in said) <= 1


def test_the_question_comes_before_its_answers(heard: Heard) -> None:
    said = heard.at("Tab", 7)
    assert said[0].startswith("How do you know?")
    assert said[-1].startswith("I saw or heard it selected radio button")


def test_help_is_said_once(heard: Heard) -> None:
    (said,) = heard.at("F1")
    assert said.startswith("Help. ")


def test_people_and_a_record_say_their_titles(heard: Heard) -> None:
    assert "People" in heard.at("ctrl+2")
    assert any(line.startswith("Record of JT, 16") for line in heard.at("Return", 4))


def test_rooms_are_radio_buttons_the_current_one_comes_first_and_an_arrow_opens_nothing(heard: Heard) -> None:
    assert any("People selected radio button" in line for line in heard.at("F6", 2))
    (said,) = [line for line in heard.at("Down", 3) if "radio button" in line]
    assert "not selected" in said


def test_a_print_is_asked_about_once_with_what_stays_elsewhere_and_begins_on_cancel(heard: Heard) -> None:
    said = heard.at("ctrl+p")
    assert said[0].startswith("Print the chronology? dialog")
    assert " ".join(said).count("keep a copy of their own") == 1
    assert "Cancel button." in said


def test_what_was_ordered_in_the_outbox_is_said_and_undo_is_one_key_away(heard: Heard) -> None:
    assert any(line.startswith("Sending is paused.") for line in heard.at("space"))
    assert any("Undo" in line and line.endswith("button.") for line in heard.at("F6", 3))


def test_guidance_is_gone_through_by_headings_and_lines(heard: Heard) -> None:
    (said,) = heard.at("h")
    assert said.endswith("heading level 2")
    assert heard.at("Down", 4)


def test_the_card_to_the_lead_is_a_group_whose_button_says_what_is_in_the_way(aloud: Heard) -> None:
    said = aloud.at("ctrl+F11")
    assert "Send it to your lead panel" in said
    assert "Put it right button." in said
    assert any("names no lead who gets concerns" in line for line in said)


def test_the_words_of_another_beside_a_question_are_said_with_who_wrote_them(aloud: Heard) -> None:
    group, button, words = aloud.at("Tab", 2)
    assert group == "Sam Field, Lead wrote in Request for support, 20 Nov 2026: panel"
    assert button.startswith("Use what Sam Field, Lead wrote: What could happen if nothing is done? button")
    assert words.startswith("“Jo could drop out of school,")
    assert words.endswith("It then stands as your own words.")


def test_a_file_of_a_received_pack_says_its_name_the_way_back_the_copy_and_its_words(aloud: Heard) -> None:
    said = aloud.at("ctrl+F11", 4)
    assert any("account-of-form-time.txt" in line for line in said)
    assert any("Thursday 19 November" in line for line in said)
    assert "Save a copy… button." in aloud.at("shift+Tab")
    assert any(line.startswith("Pack P-") and line.endswith(" link.") for line in aloud.at("shift+Tab", 2))
