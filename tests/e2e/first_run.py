"""The first five minutes, by keyboard alone: from nothing to a concern that is sent, and what that costs in screens and keys.

Run: ``python -m tests.e2e.first_run``. It clicks nothing, sets nothing up beforehand and pastes nothing: what a person
would type is typed. Screens, keys and stops of Tab are counted and printed. A key is every key beside the words; words are
what is said in a field (names, answers, passphrases). The letters of a file's name count as keys.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from prevent_desktop.casework.profile import OrganisationProfile
from prevent_desktop.delivery.signed.signed_words import payload_of
from prevent_desktop.workflows.demo.demo_organisation import DemoOrganisation, open_demo_organisation
from prevent_desktop.workflows.forms.form_library import CONCERN
from prevent_desktop.workflows.organisation.profile.making import sign_profile
from prevent_desktop.workflows.organisation.profile.reading import read_profile
from prevent_desktop.workflows.organisation.profile.taking import SUFFIX
from tests.e2e.driving import Home, Program, Xvfb
from tests.e2e.main_job import KEY_PASSWORD, key_file

MOST_SCREENS, MOST_KEYS = 14, 180
"""What the first five minutes may cost, with a profile or without one."""
_MOST_TABS = 60
PROFILE_NAME, KEY_NAME = f"school{SUFFIX}", "key.p12"


@dataclass
class Walk:
    """A person at the keyboard who counts. `screens` are the names of all that came up, in their order."""

    program: Program
    keys: int = 0
    stops: int = 0
    letters: int = 0
    screens: list[str] = field(default_factory=list)

    def press(self, *keys: str) -> None:
        """Keys that are no words."""
        self.keys += len(keys)
        self.stops += keys.count("Tab")
        self.program.press(*keys)

    def say(self, words: str) -> None:
        """Words in a field."""
        self.letters += len(words)
        self.program.write(words)

    def name_file(self, name: str) -> None:
        """The name of a file in the dialog that asks for one; its letters are keys, since a person would point at it."""
        self.program.see_focus("File name:")
        self.look()
        self.keys += len(name)
        self.program.write(name)
        self.press("Return")

    def see(self, words: str) -> str:
        """Wait for words; whatever screen they stand on is counted once it comes up."""
        found = self.program.see(words)
        self.look()
        return found

    def look(self) -> None:
        """Note the screen that is shown. What was below a dialog is no new one when the dialog goes."""
        name = self.program.screen()
        below = [one for one in self.screens if not one.startswith("dialog:")][-1:]
        if name not in {*below, *self.screens[-1:]}:
            self.screens.append(name)

    def tab_to(self, name: str) -> None:
        """Press Tab until the control with this name has the keyboard; no key where it has it already."""
        for _press in range(_MOST_TABS):
            if name in self.program.focus()["name"]:
                return
            self.press("Tab")
        raise AssertionError(f"Tab never came to “{name}”; words: {self.program.words()}")

    def pick(self, question: str, label: str) -> None:
        """One of several radio buttons."""
        for _press in range(_MOST_TABS):
            if question in self.program.focus()["group"]:
                break
            self.press("Tab")
        for _press in range(_MOST_TABS):
            state = self.program.focus()
            if state["name"] == label:
                if not state["checked"]:
                    self.press("Space")
                return
            self.press("Down")
        raise AssertionError(f"no “{label}” under “{question}”")

    def told(self) -> str:
        """The counts, and the screens by name."""
        listed = "\n".join(f"  {number}. {name}" for number, name in enumerate(self.screens, start=1))
        return f"{len(self.screens)} screens, {self.keys} keys, {self.stops} stops, {self.letters} letters of words\n{listed}"


# -- the steps


def say_who(walk: Walk) -> None:
    """The first step."""
    walk.see("Your name")
    walk.say("Ashley Moor")
    walk.press("Return")
    walk.say("Example School")
    walk.press("Return", "Space")
    walk.press("Tab", "Space")  # a teacher
    walk.press("Alt+O")
    walk.see("Do you have it?")


def have_no_file(walk: Walk) -> None:
    """The second step, without a file."""
    walk.press("Down", "Space")
    walk.program.see("Works without it")
    walk.press("Alt+O")


def bring_file_and_key(walk: Walk) -> None:
    """The second step, with the file that the employer gave, and the key that came with it."""
    walk.press("Alt+C")
    walk.name_file(PROFILE_NAME)
    walk.program.see_focus("They told me the same words by phone")
    walk.press("Space", "Tab")
    walk.say(KEY_PASSWORD)
    walk.press("Return")
    walk.name_file(KEY_NAME)
    walk.see("✓ Key of Ashley Moor")
    walk.press("Alt+O")


def choose_passphrase(walk: Walk) -> str:
    """The third step: type the words that are offered, and keep the code on paper. Tells the passphrase."""
    walk.see("We suggest these five words")
    walk.program.see_focus("Type it once, so that your fingers know it")
    words = walk.program.words()
    passphrase = words[words.index("Offered passphrase") + 1]
    assert len(passphrase.split()) == 5, words
    walk.say(passphrase)
    walk.press("Return")
    walk.program.see_focus("I have it on paper")
    walk.press("Space", "Alt+F")
    walk.see("Ready to send: ")
    return passphrase


def record_concern(walk: Walk) -> None:
    """From My work to a finished concern."""
    walk.press("Ctrl+N")
    walk.see("Who is it about?")
    walk.press("Alt+A")
    walk.program.see_focus("Forenames")
    walk.say("Alex")
    walk.press("Tab")
    walk.say("Brook")
    walk.press("Alt+A")
    walk.see("Is anybody in immediate danger?")
    walk.pick("Is anybody in immediate danger?", "No")
    for question, words in ANSWERS:
        walk.tab_to(question)
        walk.say(words)
    finish_concern(walk)


ANSWERS = (
    ("What happened?", "He said that they all deserve it, and showed a film of an attack on his phone."),
    ("Their own words", "They will see. It starts on Friday."),
)


def finish_concern(walk: Walk) -> None:
    """The rest of the form, and finishing it where it is filled in."""
    today = datetime.now(UTC).date()
    for part, number in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        walk.tab_to(f"When did it happen?: {part}")
        walk.say(str(number))
    walk.tab_to("Where did it happen?")
    walk.say("Dinner hall")
    walk.pick("Who saw or heard it?", "I did")
    walk.tab_to("What did you do?")
    walk.say("I spoke with him after the lesson, and told nobody yet.")
    walk.press("Alt+F")
    walk.see("Send to your lead")


def give_passphrase(walk: Walk, passphrase: str) -> None:
    """What stands before each signature."""
    walk.program.see_focus("Your passphrase")
    walk.look()
    walk.say(passphrase)
    walk.press("Return")


def prepare(walk: Walk) -> None:
    """From what comes next to the page where it is signed."""
    walk.tab_to("Send to your lead")
    walk.press("Return")
    walk.see("Who receives it")


def send_under_password(walk: Walk, passphrase: str) -> str:
    """Save it under a password for the lead, and tell the words by phone; tells them."""
    prepare(walk)
    walk.program.see("Your safeguarding lead")
    walk.press("Alt+S")
    walk.program.see_focus("Directory:")
    walk.look()
    walk.press("Return")
    give_passphrase(walk, passphrase)
    walk.see("It is shown only now")
    told = " ".join(text.split()[-1] for text in walk.program.words() if text.startswith("Word "))
    walk.press("Alt+T")
    walk.see("Signed ")
    return told


def send_sealed(walk: Walk, passphrase: str) -> None:
    """Sign and queue it."""
    prepare(walk)
    walk.program.see("Sealed to their key")
    walk.press("Alt+S")
    give_passphrase(walk, passphrase)
    walk.see("Sealed packs leave by themselves")


# -- the two walks


def without_profile(program: Program) -> tuple[Walk, str]:
    """Nothing, then a concern saved under a password for one's lead; and the words that are told by phone."""
    walk = Walk(program)
    say_who(walk)
    have_no_file(walk)
    passphrase = choose_passphrase(walk)
    record_concern(walk)
    return walk, send_under_password(walk, passphrase)


def with_profile(program: Program) -> tuple[Walk, str]:
    """Nothing but the two files that an employer gave, then a concern that is queued."""
    walk = Walk(program)
    say_who(walk)
    bring_file_and_key(walk)
    passphrase = choose_passphrase(walk)
    record_concern(walk)
    send_sealed(walk, passphrase)
    return walk, ""


def give_files(home: Home, organisation_folder: Path) -> DemoOrganisation:
    """What the employer's IT team puts into the person's folder: its profile, and their key."""
    home.environment()
    given = home.folder / "home"
    organisation = open_demo_organisation(organisation_folder)
    signed = read_profile(payload_of(organisation.signed_profile.decode()))
    (given / PROFILE_NAME).write_text(
        sign_profile(_for_concerns(signed), organisation.administrator, now=datetime.now(UTC))
    )
    key_file(organisation, given / KEY_NAME)
    return organisation


def _for_concerns(profile: OrganisationProfile) -> OrganisationProfile:
    """A school's: concerns go to its own safeguarding desk."""
    desk = replace(profile.recipients[0], name="Safeguarding desk", form_ids=(CONCERN,), needs=(), wants=())
    return replace(profile, recipients=(desk,), expires=datetime.now(UTC).date() + timedelta(days=300))


def run(walk: Callable[[Program], tuple[Walk, str]], home: Home, screen: Mapping[str, str]) -> Walk:
    """Walk it in a fresh program."""
    with Program(home, screen) as program:
        walked, _told = walk(program)
        program.close()
        return walked


def main() -> int:
    """Walk both under Xvfb and print the counts; 1 where one costs more than it may."""
    too_much = False
    server = Xvfb()
    try:
        for walk in (without_profile, with_profile):
            with tempfile.TemporaryDirectory(prefix="first-run-") as folder:
                home = Home(Path(folder) / "laptop")
                give_files(home, Path(folder) / "organisation")
                walked = run(walk, home, {"QT_QPA_PLATFORM": "xcb", "DISPLAY": server.display})
                sys.stdout.write(f"{walk.__name__}: {walked.told()}\n")
                too_much |= len(walked.screens) > MOST_SCREENS or walked.keys > MOST_KEYS
    finally:
        server.close()
    return int(too_much)


if __name__ == "__main__":
    sys.exit(main())
