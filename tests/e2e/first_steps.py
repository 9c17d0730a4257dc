"""What a person does in the first five minutes, step by step and by keyboard alone; `walk` counts what each costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from prevent_desktop.casework.profile import OrganisationProfile
from prevent_desktop.delivery.signed.signed_words import payload_of
from prevent_desktop.workflows.demo.demo_organisation import DemoOrganisation, open_demo_organisation
from prevent_desktop.workflows.forms.form_library import CONCERN
from prevent_desktop.workflows.organisation.profile.making import sign_profile
from prevent_desktop.workflows.organisation.profile.reading import read_profile
from prevent_desktop.workflows.organisation.profile.taking import SUFFIX
from tests.e2e.counting import Walk
from tests.e2e.driving import Home
from tests.e2e.main_job import KEY_PASSWORD, key_file

PROFILE_NAME, KEY_NAME = f"school{SUFFIX}", "key.p12"


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
    walk.press("Down", "Down", "Space")
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


def say_whom(walk: Walk) -> None:
    """Where it is asked whom a form is about: somebody new. It ends at the form's first question."""
    walk.see("Who is it about?")
    walk.press("Alt+A")
    walk.program.see_focus("Forenames")
    walk.say("Alex")
    walk.press("Tab")
    walk.say("Brook")
    walk.press("Alt+A")
    walk.see("Is anybody in immediate danger?")


def record_concern(walk: Walk) -> None:
    """From My work to a finished concern."""
    walk.press("Ctrl+N")
    say_whom(walk)
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
        walk.tab_to(f"When was it?: {part}")
        walk.say(str(number))
    walk.tab_to("Where was it?")
    walk.say("Dinner hall")
    walk.pick("Who saw or heard it?", "I did")
    walk.tab_to("What did you do?")
    walk.say("I spoke with him after the lesson, and told nobody yet.")
    walk.press("Alt+F")
    walk.see("Recorded. Now talk to your lead")


def give_passphrase(walk: Walk, passphrase: str) -> None:
    """What stands before each signature."""
    walk.program.see_focus("Your passphrase")
    walk.look()
    walk.say(passphrase)
    walk.press("Return")


def send_under_password(walk: Walk, passphrase: str) -> str:
    """One press saves it under a password for the lead; tell the words by phone. Tells them."""
    walk.program.see("Your safeguarding lead")
    walk.tab_to("Save it for your lead")
    walk.press("Return")
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
    """One press and the passphrase: it is signed, sealed and queued where it was recorded."""
    walk.tab_to("Send to your lead")
    walk.press("Return")
    give_passphrase(walk, passphrase)
    walk.see("What comes next: your lead reads it")


def give_files(home: Home, organisation_folder: Path, *, only_concerns: bool = True) -> DemoOrganisation:
    """What the employer's IT team puts into the person's folder: its profile, and their key.

    A school whose `only_concerns` go to its own safeguarding desk; else one that refers to the authority and the police.
    """
    home.environment()
    given = home.folder / "home"
    organisation = open_demo_organisation(organisation_folder)
    signed = read_profile(payload_of(organisation.signed_profile.decode()))
    profile = replace(signed, expires=datetime.now(UTC).date() + timedelta(days=300))
    (given / PROFILE_NAME).write_text(
        sign_profile(
            _for_concerns(profile) if only_concerns else profile,
            organisation.administrator,
            now=datetime.now(UTC),
        )
    )
    key_file(organisation, given / KEY_NAME)
    return organisation


def _for_concerns(profile: OrganisationProfile) -> OrganisationProfile:
    desk = replace(profile.recipients[0], name="Safeguarding desk", form_ids=(CONCERN,), needs=(), wants=())
    return replace(profile, recipients=(desk,))
