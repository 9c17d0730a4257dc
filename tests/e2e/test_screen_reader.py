"""The main job by a screen reader: what AT-SPI tells from outside, on a real session bus and a real window."""

from __future__ import annotations

import itertools
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from prevent_desktop.workflows.forms.form_library import SCREENING
from tests.e2e.driving import Home, Program, Xvfb
from tests.e2e.examples import example_of
from tests.e2e.main_job import MainJob
from tests.e2e.session_bus import ScreenReader, SessionBus, why_no_screen_reader
from tests.e2e.typist import Typist

pytestmark = [
    pytest.mark.window,
    pytest.mark.skipif(bool(why_no_screen_reader()), reason=why_no_screen_reader() or "-"),
]

WHOLE_SCREEN = 400
MEANINGLESS_ROLES = {"unknown", "invalid", "filler", "redundant object"}
SETTINGS = (
    "Signing key",
    "Receivers",
    "Sharing and marking",
    "Locking",
    "Change passphrase",
    "Ways in",
    "Backups",
    "Appearance",
)


@pytest.fixture
def bus(xvfb: Xvfb) -> Iterator[SessionBus]:
    bus = SessionBus(xvfb.display)
    yield bus
    bus.close()


class Walk:
    """A person who hears the program: `reader` says what there is, xdotool is the keyboard."""

    def __init__(self, program: Program, reader: ScreenReader, environment: Mapping[str, str]) -> None:
        self.program = program
        self.reader = reader
        self._environment = environment
        self.faults: set[str] = set()
        self.screens: list[str] = []

    def keys(self, *arguments: str) -> None:
        subprocess.run(
            [str(shutil.which("xdotool")), *arguments], env=self._environment, check=True, timeout=60
        )

    def type_into(self, name: str, role: str, text: str) -> None:
        self.reader.ask("focus", name=name, role=role)
        self.keys("type", "--delay", "2", text)

    def activate(self, name: str, role: str = "button") -> None:
        self.reader.ask("act", name=name, action="Press", role=role)

    def hear(self, name: str) -> None:
        self.reader.ask("wait_for", name=name)

    def look_round(self, screen: str, *, at_once: int = WHOLE_SCREEN) -> None:
        """Go round by Tab and read the tree: whatever can be reached is named, stands in the tree, and in its order.

        A long page builds what is off screen when it is reached, so its tree is read after `at_once` stops each; any page is read
        again where Tab came to what was not there yet.
        """
        self.screens.append(screen)
        before = self._read(screen)
        stops = self.program.tab_stops(most=at_once)
        assert stops, f"{screen}: nothing can be reached"
        while stops:
            names = [stop["name"] for stop in stops]
            is_whole = at_once == WHOLE_SCREEN and set(names) <= set(before)
            after = before if is_whole else self._read(screen)
            for name in set(names) - set(before) - set(after):
                self.faults.add(f"{screen}: Tab stops at “{name}”, which is not in the tree")
            self._check_order(screen, names, after)
            before = after
            stops = self.program.tab_stops(most=at_once, go_on=True) if len(stops) == at_once else []

    def _read(self, screen: str) -> list[str]:
        """Every name in the tree, in its order; what can be reached has one, and a role that means something."""
        tree = self.reader.tree()
        for node in tree:
            if node["focusable"] and not node["name"].strip():
                self.faults.add(f"{screen}: a {node['role']} has no name")
            if node["focusable"] and node["role"] in MEANINGLESS_ROLES:
                self.faults.add(f"{screen}: “{node['name']}” has no role that means anything")
        return [node["name"] for node in tree]

    def _check_order(self, screen: str, names: list[str], heard: list[str]) -> None:
        """Tab goes as the tree is read: going round, it turns back once at most. (Names that come twice say nothing.)"""
        places = [heard.index(name) for name in names if heard.count(name) == 1]
        turns = [pair for pair in itertools.pairwise([*places, *places[:1]]) if pair[1] < pair[0]]
        if len(turns) > 1:
            self.faults.add(f"{screen}: Tab turns back at {[heard[place] for place, _next in turns]}")


def test_a_screen_reader_can_follow_the_main_job_and_every_control_has_a_name_a_role_and_its_place(
    bus: SessionBus, tmp_path: Path
) -> None:
    home = Home(tmp_path / "laptop")
    screen = {"QT_QPA_PLATFORM": "xcb", **bus.environment}
    with Program(home, screen) as program, ScreenReader(bus.environment) as reader:
        walk = Walk(program, reader, bus.environment)
        job = MainJob(program)
        create_vault_by_ear(walk, job)
        walk.look_round("My work, empty")
        job.say_who_i_am()
        walk.look_round("Settings: who I am")
        job.join_demo_organisation()
        look_round_settings(walk)
        look_round_sections(walk, {"Ctrl+2": "People", "Ctrl+3": "Outbox", "Ctrl+4": "Guidance"})
        begin_screening_by_ear(walk)
        answer_by_ear(walk)
        walk.look_round("Form", at_once=6)
        Typist(program, example_of(SCREENING)).fill_all()
        program.see("Check your answers")
        walk.look_round("Check answers", at_once=6)
        walk.program.tab_to("Finish and freeze")
        walk.activate("Finish and freeze")
        program.see("is finished and frozen")
        walk.look_round("Finished, and what comes next")
        walk.activate("To the record")
        program.see("tool finished")
        walk.look_round("Record")
        job.check_with_lead()
        job.decide_to_share()
        job.look_at_the_pages()
        walk.look_round("Prepare a pack")
        walk.activate("Sign and queue")
        walk.hear("Your passphrase")
        walk.look_round("The passphrase again")
        walk.type_into("Your passphrase", "password text", job.passphrase)
        walk.keys("key", "Return")
        walk.hear("See it in the outbox")
        walk.keys("key", "Return")
        walk.hear("Outbox")
        job.see_packs(2, "Sent")
        cells = [node["name"] for node in reader.tree() if node["role"] == "table cell"]
        assert len(cells) >= 10
        walk.look_round("Outbox")
        found = set(walk.faults)
        program.take_name_away("Send now")
        walk.look_round("Outbox, broken")
    assert found == set()
    assert len(walk.screens) == 25 + 1
    assert any("has no name" in fault for fault in walk.faults), "the walk cannot catch a nameless control"


def create_vault_by_ear(walk: Walk, job: MainJob) -> None:
    """Nothing but what AT-SPI says, its actions, and keys."""
    walk.hear("Your name")
    walk.look_round("Set up: who you are")
    walk.type_into("Your name", "text", "Ashley Moor")
    walk.type_into("Your organisation", "text", "Example School")
    walk.activate("I notice and report", "check box")
    walk.activate("Continue")
    walk.hear("I have none yet")
    walk.look_round("Set up: the organisation's file")
    walk.reader.ask("act", name="I have none yet", action="Toggle", role="radio button")
    walk.activate("Continue")
    walk.hear("Type it once, so that your fingers know it")
    walk.look_round("Set up: passphrase and recovery code")
    walk.activate("Choose my own", "link")
    walk.hear("New passphrase")
    walk.type_into("New passphrase", "password text", job.passphrase)
    walk.type_into("The same passphrase again", "password text", job.passphrase)
    walk.activate("I have it on paper", "check box")
    walk.activate("Finish")
    walk.hear("Nothing to finish, and nothing waits for others")


def look_round_settings(walk: Walk) -> None:
    program = walk.program
    program.tab_to("Organisation", kind="SectionEntry")
    program.arrow_to("Signing key", "Up")
    program.press("Space")
    now = "Signing key"
    for name in SETTINGS:
        program.tab_to(now, kind="SectionEntry")
        program.arrow_to(name, "Up" if SETTINGS.index(name) < SETTINGS.index(now) else "Down")
        program.press("Space")
        walk.look_round(f"Settings: {name}")
        now = name


def look_round_sections(walk: Walk, sections: Mapping[str, str]) -> None:
    for key, name in sections.items():
        walk.program.press(key)
        walk.hear(name)
        walk.look_round(name)


def begin_screening_by_ear(walk: Walk) -> None:
    walk.keys("key", "ctrl+1")
    walk.hear("Record a concern")
    walk.keys("key", "ctrl+k")
    walk.keys("type", "--delay", "2", "Start a screening")
    walk.keys("key", "Return")
    walk.hear("Who is it about?")
    walk.look_round("Choose a person")
    walk.activate("Add somebody new")
    walk.hear("Forenames")
    walk.look_round("Add a person")
    walk.type_into("Forenames", "text", "Alex")
    walk.type_into("Surname", "text", "Brook")
    walk.activate("Add and continue")
    walk.hear("Danger first")


def answer_by_ear(walk: Walk) -> None:
    """What is typed into a question is what the reader then says stands there; a choice says that it is made."""
    for _section in range(8):
        walk.keys("key", "ctrl+Next")
    walk.hear("Current address")
    walk.type_into("Current address", "text", "1 Example Street")
    assert walk.reader.ask("text", name="Current address", role="text") == "1 Example Street"
    for _section in range(8):
        walk.keys("key", "ctrl+Prior")
    walk.hear("Danger first")
