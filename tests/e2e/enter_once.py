"""What is typed once, in the window by keyboard alone: a note, what it grows into, and what the record knows of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from prevent_desktop import data_files
from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.person import Agency, HouseholdMember
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.demo.demo_organisation import (
    DemoOrganisation,
    join_demo_organisation,
    open_demo_organisation,
)
from prevent_desktop.workflows.demo.demo_vault import read_cases
from prevent_desktop.workflows.forms.form_library import ASSESSMENT, SHARING_DECISION
from prevent_desktop.workflows.people import people
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.receiving.file_sink import Kept
from prevent_desktop.workflows.record.writing_aids import save_phrases
from prevent_desktop.workflows.vault_admin import unlock
from prevent_desktop.writing.phrases import Phrase
from tests.e2e.driving import Home, Program, wait_until
from tests.e2e.least_answers import least_answers
from tests.e2e.typist import Typist
from tests.made_vaults import copied_vault

PASSPHRASE = "violet tractor lamp seventeen"
PHRASE = Phrase("lead told", "The designated safeguarding lead was told on {date}.")
OLD_ADDRESS = "12 Example Street, Exampleton"
PERSON_FACTS = {
    "address": OLD_ADDRESS,
    "school": "Example Academy",
    "household": (
        HouseholdMember(name="Robin Brook", relationship="Mother"),
        HouseholdMember(name="Kim Brook", relationship="Brother", school="Example Primary School"),
    ),
    "agencies": (Agency(name="Example Youth Service", worker="Jo Field", role="Youth worker"),),
}


@dataclass(frozen=True)
class Laptop:
    """A vault with one person whose details are recorded and nothing else, on a machine of the demo organisation."""

    home: Home
    organisation: DemoOrganisation
    person_id: str
    case_id: str

    @classmethod
    def prepare(cls, home: Home) -> Laptop:
        """Make it, as other tests make it by keyboard."""
        home.environment()
        places = Places.of(home.data)
        organisation = open_demo_organisation(places.demo_organisation)
        created = copied_vault(places.vaults / "vault", PASSPHRASE)
        now = datetime.now(UTC)
        with unlock.open_vault(places.vaults / "vault", created.key) as vault:
            owner = Practitioner(**read_cases(data_files.resources())["practitioner"])
            join_demo_organisation(vault, organisation, owner)
            save_phrases(vault, (PHRASE,))
            person, case = people.add_person(
                vault, forenames="Alex", surname="Brook", birth_date=PartialDate(2012, 5, 3), now=now
            )
            people.change_person(vault, replace(person, **PERSON_FACTS), now=now)  # type: ignore[arg-type]
        return cls(home, organisation, person.id, case.id)

    @contextmanager
    def vault(self) -> Iterator[Vault]:
        """The vault's content by the library; the program must have ended."""
        folder = Places.of(self.home.data).vaults / "vault"
        with unlock.open_vault(folder, unlock.derive_key(folder, PASSPHRASE)) as vault:
            yield vault


CONCLUSION = "The worry is about one friend."
NOTE = "Visited Alex at home today. His mother was there."
NEW_ADDRESS = "30 New Road, Exampleton"
EQUALITY_WORDS = ("Zebrafinch by descent", "The quiet temple of Quokka")


@dataclass
class EnterOnce:
    """Each step leaves the window where the next one begins."""

    program: Program
    today: date

    def unlock(self) -> None:
        self._type_passphrase()
        self.program.see("Needs you today")

    def _type_passphrase(self) -> None:
        self.program.see("Unlock Prevent Desktop")
        self.program.tab_to("Passphrase")
        self.program.write(PASSPHRASE)
        self.program.press("Return")

    # -- a note, and what it grows into

    def write_quick_note(self) -> int:
        """From the first page to the record; the strokes that it takes beside the words of the note."""
        program = self.program
        program.press("Alt+W")
        program.see("The records that changed last")
        program.write("br")
        program.see("Found: 1 person")
        program.press("Return")
        program.see("What was seen, heard or said")
        program.write(NOTE)
        program.press("Ctrl+Return")
        program.see("Go on in a form")
        return sum(len(strokes) for strokes in (["Alt+W"], "br", ["Return"], ["Ctrl+Return"]))

    def grow_into_visit(self) -> None:
        """From the entry that is open on the record to the form."""
        self.program.press("Alt+F")
        self.choose_in_menu("Home visit note")
        self.program.see("2 of 7 answered")

    def fill_visit(self) -> None:
        """What the note has not said, in the first sections; those between are passed."""
        program = self.program
        self.pick("Is anybody in immediate danger?", "No")
        program.fill("Who was there?", "Alex and his mother")
        self.pick("Was anybody seen alone?", "No")
        program.fill("Why was nobody seen alone?", "There was no quiet room.")
        assert program.tab_to("What happened, in short?")["value"] == NOTE
        self.pick("Who saw or heard it?", "I saw or heard it")
        program.fill("What was agreed?", "A visit next week.")
        self.pick("Was something said that should be kept word for word?", "No")
        program.press(*["Ctrl+PgDown"] * 4)
        program.push("Continue")
        self.finish()

    # -- forms

    def start_form(self, title: str) -> None:
        """From the record, by the menu of what can be added."""
        self.program.press("Alt+A")
        self.choose_in_menu(f"Form: {title}")

    def start_any_form(self, button: str) -> None:
        """From the record, by the page of all forms."""
        self.program.press("Alt+A")
        self.choose_in_menu("All forms…")
        self.program.see("Choose a form")
        self.program.push(button)

    def choose_in_menu(self, words: str) -> None:
        self.program.press("Down")
        self.program.arrow_to(words)
        self.program.press("Return")

    def finish(self) -> None:
        """From the page of all answers."""
        self.program.see("Check your answers")
        assert not [text for text in self.program.words() if "to fix" in text], self.program.words()
        self.program.press("Ctrl+End")
        self.program.see_focus("Finish and freeze")
        self.program.press("Space")
        self.go_to_record()

    def go_to_record(self) -> None:
        """From a form that is frozen."""
        self.program.see("is finished and frozen")
        self.program.push("To the record")
        self.program.see("Born 3 May 2012")

    def pick(self, question: str, label: str) -> None:
        """One of several radio buttons."""
        self.program.tab_to(group=question)
        if not self.program.arrow_to(label)["checked"]:
            self.program.press("Space")

    # -- what the record knows

    def all_sections(self) -> set[str]:
        """Through all sections of the request for support and back; every word that was on the screen."""
        found = set(self.program.words())
        for _section in range(8):
            self.program.press("Ctrl+PgDown")
            if "Do other agencies know the person?" in self.program.words():
                self.pick("Do other agencies know the person?", "Yes")
            found.update(self.program.words())
        self.program.press(*["Ctrl+PgUp"] * 8)
        return found

    def household(self) -> list[str]:
        """The names in the section of the household in the request for support, from field to field."""
        program = self.program
        program.press(*["Ctrl+PgDown"] * 4)
        names = [program.tab_to("Name")["value"]]
        program.press("Tab")
        names.append(program.tab_to("Name")["value"])
        program.press(*["Ctrl+PgUp"] * 4)
        return names

    def change_address_in_support_request(self) -> None:
        """Another address in the form; the difference is offered before it is finished, and taken."""
        program = self.program
        program.press(*["Ctrl+PgDown"] * 8)
        program.fill("Current address", NEW_ADDRESS)
        program.push("Continue")
        program.see("Check answers")
        program.tab_to("Update the record")  # of a long page only what is near is there yet
        program.see("differs from the record")
        program.press("Space")
        program.see("The record is updated")

    def see_details(self) -> list[str]:
        """Back to the record, and its details; what stands there."""
        self.back_to_record()
        self.program.press("Right")
        self.program.see("Earlier values")
        words = self.program.words()
        self.program.press("Left")
        return words

    def back_to_record(self) -> None:
        self.program.tab_to("AB, 14")
        self.program.press("Space")
        self.program.see("Born 3 May 2012")

    # -- an assessment and its copy

    def assess(self) -> None:
        self.start_any_form("Start: Extremism assessment")
        self.program.see("This assessment")
        Typist(self.program, self._assessment(CONCLUSION)).fill_all()
        self.finish()

    def start_copy(self) -> None:
        """The next assessment, as a copy of the last one."""
        self.program.press("Alt+A")
        self.choose_in_menu("All forms…")
        copy = self.program.see("Start as a copy of")
        self.program.push(copy)
        self.program.see("This assessment")

    # -- locking

    def lock_in(self, field: str) -> None:
        """Lock, and unlock the fresh process, which leads back into the same field, the cursor where it was."""
        before, left = self.program.pid, self.program.focus()
        self.program.press("Ctrl+L")
        assert self.program.wait_for_fresh_process() == before
        self._type_passphrase()
        self.program.see(field)
        wait_until(lambda: self.program.focus() == left, f"back in “{field}”")

    def fill_copy(self, conclusion_now: Callable[[], None]) -> None:
        """Give anew what is given anew, the same as before; at the conclusion something happens."""
        Typist(self.program, self._assessment(CONCLUSION)).fill_until("conclusion.summary")
        conclusion_now()
        typed = self.program.focus()["value"]
        rest = Typist(self.program, self._assessment(typed))
        rest.pass_until("conclusion.summary")
        rest.fill_all()

    def _assessment(self, conclusion: str) -> Response:
        return least_answers(ASSESSMENT, {"conclusion.summary": conclusion}, today=self.today)

    def changes_since(self) -> list[str]:
        """What the page of all answers says under “What changed since”."""
        self.program.see("What changed since")
        words = self.program.words()
        (start,) = (place for place, text in enumerate(words) if text.startswith("What changed since"))
        return words[start + 1 : words.index("This assessment", start)]

    # -- writing

    def mend_spelling(self) -> tuple[str, str]:
        """F7, and what is suggested first; tells the word and what took its place."""
        program = self.program
        program.see("word to check")
        text = program.focus()["value"]
        program.press("F7")
        word = program.see("is not in the dictionary")
        wait_until(lambda: program.focus()["value"] != text, "the suggestions have the keyboard")
        suggestion = program.focus()["value"]
        program.press("Return")
        program.see("No more words to check")
        program.press("Space")
        program.see_no_more("No more words to check")
        return word, suggestion

    def insert_phrase(self, found_by: str) -> None:
        program = self.program
        program.press("Ctrl+End", "Ctrl+Space")
        program.see("Find a phrase")
        program.write(found_by)
        program.press("Return")
        program.see_no_more("Find a phrase")

    def read_guidance(self, title: str) -> None:
        """Open the page about the question, and come back."""
        self.program.press("Ctrl+F1")
        self.program.see(title)
        self.program.see_focus("Guidance page")
        self.program.press("Escape")

    # -- equality answers, and the pack

    def answer_equality(self) -> None:
        program = self.program
        self.start_any_form("Start: Equality monitoring")
        program.see("Was the person asked?")
        self.pick("Was the person asked?", "Yes, and the person answers")
        self.pick("Are they 16 or over? (optional)", "No")
        self.pick("Which group fits best? (optional)", "Asian or Asian British")
        self.pick("Asian: which one? (optional)", "Any other Asian background")
        program.fill("How do they describe it? (optional)", EQUALITY_WORDS[0])
        self.pick("What is their religion? (optional)", "Any other religion")
        program.fill("Which religion is it? (optional)", EQUALITY_WORDS[1])
        program.push("Continue")
        self.finish()

    def look_at_the_pack(self) -> list[str]:
        """Open the page before signing; the lines of its check as a screen reader hears them."""
        program = self.program
        program.press("Alt+A")
        self.choose_in_menu("Prepare a pack")
        program.see("Page 1 of ")
        return [text for text in program.words() if text.startswith(("Missing: ", "Look at this: "))]

    def go_to_it(self, line: str) -> dict[str, Any]:
        """Where a line of the check leads: what has the keyboard there."""
        self.program.push(f"Go to it: {line}")
        self.program.see("Why we ask")
        return self.program.focus()

    def decide_to_share(self) -> None:
        self.go_to_it("Record the decision to share, and why")
        self.program.see("What do you want to share?")
        Typist(self.program, least_answers(SHARING_DECISION, {}, today=self.today), finishes=True).fill_all()
        self.go_to_record()

    def sign_and_deliver(self, organisation: DemoOrganisation) -> Kept:
        """Sign, send, and see the receipt of the demo receiver; the pack as it came."""
        program = self.program
        program.push("Sign and queue")
        program.see_focus("Your passphrase")
        program.write(PASSPHRASE)
        program.press("Return")
        program.see_focus("See it in the outbox")
        program.press("Space")
        program.see("Sealed packs leave by themselves")
        program.push("Send now")
        program.see("Sent")
        (received,) = organisation.take_in(lambda: datetime.now(UTC))
        assert isinstance(received, Kept)
        program.push("Send now")
        program.see("Receipt checked")
        return received

    # -- text in other scripts

    def paste_a_note(self, text: str) -> None:
        program = self.program
        program.press("Ctrl+1")
        program.see("Needs you today")
        program.press("Alt+W")
        program.see("The records that changed last")
        program.press("Down", "Return")
        program.see("What was seen, heard or said")
        program.paste(text)
