"""What everybody on the accessibility bus hears: of a secret that is typed nothing but bullets, on a real bus."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from prevent_desktop.ui.widgets.secret_line import BULLET
from prevent_desktop.workflows.places import Places
from tests.e2e.driving import Home, Program, Xvfb, wait_until
from tests.e2e.ear import OF_THE_PROCESS, PASSPHRASE, PASSWORD, SENTENCE, Ear
from tests.e2e.main_job import MainJob
from tests.e2e.session_bus import ScreenReader, SessionBus, why_no_screen_reader
from tests.made_vaults import copied_vault

pytestmark = [
    pytest.mark.window,
    pytest.mark.skipif(bool(why_no_screen_reader()), reason=why_no_screen_reader() or "-"),
]


@pytest.fixture
def bus(xvfb: Xvfb) -> Iterator[SessionBus]:
    bus = SessionBus(xvfb.display)
    yield bus
    bus.close()


def test_of_a_secret_that_is_typed_nothing_but_bullets_is_on_the_bus(bus: SessionBus, tmp_path: Path) -> None:
    home = Home(tmp_path / "laptop")
    screen = {"QT_QPA_PLATFORM": "xcb", **bus.environment}
    with Program(home, screen) as program, ScreenReader(bus.environment) as reader:
        reader.ask("wait_for", name="Your name")
        MainJob(program).come_to_passphrase()
        program.push("Choose my own")
        program.see_focus("New passphrase")
        ear = Ear(program, reader, bus.environment)
        ear.type_secret("New passphrase", PASSPHRASE)
        ear.type_secret("The same passphrase again", PASSPHRASE)
        program.push("Show what I type")
        assert ear.leaks() == []
        program.tab_to("The same passphrase again", back=True)
        told = reader.ask("text", name="The same passphrase again", role=PASSWORD)
        assert not told.strip(BULLET), "the letters are on the screen, and nowhere else"
        program.push("I have it on paper")
        program.press("Alt+F")
        program.see("Nothing to finish")
        make_a_new_code_by_step_up(program, ear)
        program.press("Ctrl+L")
        program.wait_for_fresh_process()
        program.see("Unlock Prevent Desktop")
        program.tab_to("Passphrase")
        assert not told_keys(ear.keys("q", "z", "shift+j", "BackSpace"))
        ear.type_secret("Passphrase", PASSPHRASE)
        program.write_past_the_line("ж")
        assert ear.leaks(), "an ear that hears nothing proves nothing"
        program.press("Ctrl+A")
        program.write(PASSPHRASE)
        program.press("Return")
        program.see("Blank screen")
        program.press("Ctrl+2")
        program.tab_to("Find a person")
        wait_until(lambda: "q" in told_keys(ear.keys("q", "z")), "an ear that hears no keys proves nothing")
    assert ear.events > 40, "the bus tells that something was typed"


def test_behind_the_blank_screen_the_bus_has_one_sentence_and_keys_do_nothing(
    bus: SessionBus, tmp_path: Path
) -> None:
    home = Home(tmp_path / "laptop")
    words = "violet tractor lamp seventeen"
    copied_vault(Places.of(home.data).vaults / "a1b2c3", words)
    screen = {"QT_QPA_PLATFORM": "xcb", **bus.environment}
    with Program(home, screen) as program, ScreenReader(bus.environment) as reader:
        reader.ask("wait_for", name="Unlock Prevent Desktop")
        ear = Ear(program, reader, bus.environment)
        program.write(words)
        program.press("Return")
        program.see("Nothing to finish")
        open_page = reader.held()
        assert "Nothing to finish, and nothing waits for others" in open_page
        reader.heard()
        program.press("F9")
        program.see(SENTENCE)
        heard = reader.heard()
        focused = [event["name"] for event in heard if "focused" in event["type"] and event["begins"]]
        assert focused == [SENTENCE]
        assert reader.held()[OF_THE_PROCESS:] == ["Prevent Desktop", SENTENCE]
        assert [node["name"] for node in reader.tree()[1:]] == ["Prevent Desktop", SENTENCE]
        heard = ear.keys(
            "Tab", "Return", "space", "ctrl+5", "ctrl+n", "F6", "alt+s", "Escape", "ctrl+shift+l"
        )
        assert [event for event in heard if event["type"] != "key"] == []
        assert reader.held()[OF_THE_PROCESS:] == ["Prevent Desktop", SENTENCE]
        program.press("F9")
        program.see("Nothing to finish")
        assert reader.held() == open_page, "the same page, whatever was pressed"
        program.press("F9", "Ctrl+L")
        program.wait_for_fresh_process()
        reader.ask("wait_for", name="Unlock Prevent Desktop")
        assert not set(reader.held()) & {"Nothing to finish", "My work", "Settings"}


def make_a_new_code_by_step_up(program: Program, ear: Ear) -> None:
    """The passphrase again, as before every signature."""
    program.press("Ctrl+5")
    program.tab_to("Who I am", kind="SectionEntry")
    program.arrow_to("Ways in")
    program.press("Space")
    program.see("Each change asks for your passphrase")
    program.push("New recovery code…")
    ear.type_secret("Your passphrase", PASSPHRASE)
    program.press("Escape")


def told_keys(heard: list[dict[str, Any]]) -> list[str]:
    """The keys among what was heard."""
    return [event["data"] for event in heard if event["type"] == "key"]
