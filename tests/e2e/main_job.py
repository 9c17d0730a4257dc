"""The main job as a person does it in the window, by keyboard alone, and the receiver's side of it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.delivery.signed.signed_words import payload_of
from prevent_desktop.packs.signing_keys import KeyRequest
from prevent_desktop.questionnaire.items import Item, ItemType
from prevent_desktop.workflows.demo.demo_organisation import (
    DemoOrganisation,
    DemoReceiver,
    open_demo_organisation,
)
from prevent_desktop.workflows.forms.form_library import LEAD_CHECK, SCREENING, SHARING_DECISION
from prevent_desktop.workflows.organisation.profile.making import sign_profile
from prevent_desktop.workflows.organisation.profile.reading import read_profile
from prevent_desktop.workflows.organisation.profile.taking import SUFFIX
from prevent_desktop.workflows.receiving.file_sink import Kept
from prevent_desktop.workflows.receiving.folder_sink import FolderSink
from prevent_desktop.workflows.receiving.intake import take_from
from tests.e2e.driving import Program
from tests.e2e.examples import example_of
from tests.e2e.typist import Typist
from tests.interop.tus_parts import TusServer

HALF_WORD = "A remark in form ti"
OTHER_HALF = "me, and a video shown on a phone. "
LEFT_AT = "noticed.what"


KEY_PASSWORD = "twelve letters"


def key_file(organisation: DemoOrganisation, file: Path, name: str = "Ashley Moor") -> Path:
    """Write a signing key that the demo organisation certifies, as its IT team would hand it over."""
    request = KeyRequest.create(name=name, organisation="Example School")
    key = request.with_certificate(organisation.authority.issue(request.request_pem))
    file.write_bytes(key.to_pkcs12(KEY_PASSWORD))
    return file


@dataclass
class Canaries:
    """Makes each text that is typed one of a kind, and keeps what was typed."""

    typed: list[str] = field(default_factory=list)

    def make(self, text: str = "") -> str:
        """`text` with a word in it that stands nowhere else in the world."""
        canary = f"quokka{secrets.token_hex(6)}"
        self.typed.append(canary)
        return f"{text} {canary}".strip()

    def reword(self, item: Item, text: str) -> str:
        """What to type in place of an example's `text`; what is checked for its form stays."""
        if item.value_checks or item.regex or item.type not in {ItemType.STRING, ItemType.TEXT}:
            return text
        return self.make(text[:12].rpartition(" ")[0])


@dataclass
class MainJob:
    """Each step leaves the window where the next one begins. What was typed is kept in `canaries`."""

    program: Program
    canaries: Canaries = field(default_factory=Canaries)
    passphrase: str = "violet tractor lamp seventeen"
    recovery_code: str = ""

    # -- getting in

    def create_vault(self) -> None:
        """Say who one is, that there is no organisation's file yet, choose a passphrase, and keep the recovery code."""
        program = self.program
        self.come_to_passphrase()
        program.push("Choose my own")
        program.see_focus("New passphrase")
        program.write(self.passphrase)
        program.tab_to("The same passphrase again")
        program.write(self.passphrase)
        self.recovery_code = next(text for text in program.words() if text.count("-") == 5)
        program.push("I have it on paper")
        program.press("Alt+F")
        program.see("Nothing to finish")
        self.canaries.typed += [self.passphrase, self.recovery_code, self.recovery_code.replace("-", "")]

    def come_to_passphrase(self) -> None:
        """The first two steps."""
        program = self.program
        program.see("Set up in three steps")
        program.fill("Your name", "Ashley Moor")
        program.fill("Your organisation", "Example School")
        program.push("I notice and report")
        program.press("Alt+O")
        program.see("Do you have it?")
        program.tab_to("Yes, I have the file")
        program.arrow_to("I have none yet")
        program.press("Space")
        program.press("Alt+O")
        program.see_focus("Type it once, so that your fingers know it")

    def unlock_where_it_was(self) -> None:
        self.program.see("Unlock Prevent Desktop")
        self.program.tab_to("Passphrase")
        self.program.write(self.passphrase)
        self.program.press("Return")
        self.program.see("Blank screen")

    def unlock(self) -> None:
        """Unlock, and go to the first page from wherever that leads back to."""
        self.unlock_where_it_was()
        self.program.press("Ctrl+1")
        self.program.see("Needs you today")

    # -- settings

    def say_who_i_am(self) -> None:
        program = self.program
        program.press("Ctrl+5")
        program.see("Packs name you as their writer.")
        for name in ("Name", "Role", "Organisation"):
            program.fill(name, self.canaries.make())
        program.fill("Phone", "01632 960 001")
        program.fill("Email", f"{self.canaries.make()}@example.org")
        program.push("Save")
        program.see("Saved.")

    def join_demo_organisation(self) -> None:
        """Take the key and the profile that the demo organisation gives, as an employer would."""
        program, folder = self.program, self.program.home.folder
        organisation = open_demo_organisation(program.home.data / "demo-organisation")
        self._choose_setting("Who I am", "Signing key")
        program.tab_to("Password of the key file")
        program.write(KEY_PASSWORD)
        program.push("Import a key file…")
        self._choose_file(key_file(organisation, folder / "key.p12"))
        program.see("The key was imported.")
        profile = folder / f"first{SUFFIX}"
        profile.write_bytes(organisation.signed_profile)
        self._choose_setting("Signing key", "Organisation")
        program.push("Choose your organisation’s file…")
        self._choose_file(profile)
        program.see("What it brings")
        program.push("They told me the same words by phone")
        program.push("Use this file")
        self.give_passphrase_again()
        program.see("Version 1 of the file of")

    def _choose_file(self, file: Path) -> None:
        self.program.see_focus("File name:")  # its words are there before it has the keyboard
        self.program.write(str(file))
        self.program.press("Return")

    def send_to(self, endpoint: str) -> None:
        """The administrator gives both receivers the address of a server: take the newer profile from its file."""
        program = self.program
        file = self._newer_profile(endpoint)
        program.push("Choose your organisation’s file…")
        self._choose_file(file)
        program.see("What changes")
        program.push("Use this file")
        self.give_passphrase_again()
        program.see("Version 2 of the file of")

    def _newer_profile(self, endpoint: str) -> Path:
        organisation = open_demo_organisation(self.program.home.data / "demo-organisation")
        signed = read_profile(payload_of(organisation.signed_profile.decode()))
        receivers = tuple(replace(receiver, endpoint=endpoint) for receiver in signed.recipients)
        newer = replace(signed, version=signed.version + 1, recipients=receivers)
        file = self.program.home.folder / f"server{SUFFIX}"
        file.write_text(sign_profile(newer, organisation.administrator, now=datetime.now(UTC)))
        return file

    def _choose_setting(self, now: str, wanted: str) -> None:
        self.program.tab_to(now, kind="SectionEntry")
        self.program.arrow_to(wanted)
        self.program.press("Space")

    # -- the record

    def begin_screening(self) -> None:
        """Add a person from the first page and begin the form about them."""
        program = self.program
        program.press("Ctrl+1")
        program.see("Needs you today")
        program.press("Ctrl+k")
        program.write("Start a screening")
        program.press("Return")
        program.see("Who is it about?")
        program.push("Add somebody new")
        program.fill("Forenames", self.canaries.make("Alex"))
        program.fill("Surname", self.canaries.make("Brook"))
        for part, number in (("Day", "3"), ("Month", "5"), ("Year", "2012")):
            program.fill(f"Date of birth (optional): {part}", number)
        program.push("Add and continue")
        program.see("Is anybody in immediate danger?")

    def fill_screening(self, in_the_middle: Callable[[], None]) -> None:
        """Answer all; `in_the_middle` of a word something happens, and the typing goes on where the cursor is."""
        typist = Typist(self.program, example_of(SCREENING), self.canaries.reword)
        typist.fill_until(LEFT_AT)
        self.program.overwrite(HALF_WORD)
        in_the_middle()
        self.program.write(self.canaries.make(OTHER_HALF))
        typist.fill_all()
        self.finish_form()

    def lock_and_come_back(self) -> None:
        """Lock, and unlock: the same form is there, with the cursor where it was."""
        program = self.program
        before, left = program.pid, program.focus()
        program.press("Ctrl+L")
        assert program.wait_for_fresh_process() == before, "the fresh process has the place of the old one"
        self.unlock_where_it_was()
        program.see("Is anybody in immediate danger?")
        program.look(lambda _words: program.focus() == left, f"back in {left}")

    def see_it_frozen(self) -> None:
        """A form on one page is frozen there; what is to be looked at again is said first, and left as it is."""
        ended = self.program.look(
            lambda words: [
                text for text in words if "to look at again" in text or "is finished and frozen" in text
            ],
            "the end of the form",
        )
        if not any("frozen" in text for text in ended):
            self.program.push("Finish")
            self.program.see("is finished and frozen")

    def finish_form(self) -> None:
        """From the page of all answers: nothing is to be mended, so finish and freeze."""
        self.program.see("Check your answers")
        assert not [text for text in self.program.words() if "to fix" in text], self.program.words()
        self.program.push("Finish and freeze")
        self.program.see("is finished and frozen")

    def do_what_is_next(self, words: str, form_id: str) -> None:
        """From the record: what its green button says comes next, and that form filled in."""
        program = self.program
        program.push(words)
        program.see("Not known…")
        Typist(program, example_of(form_id), self.canaries.reword, finishes=True).fill_all()
        self.see_it_frozen()

    def check_with_lead(self) -> None:
        self.do_what_is_next("Ask your lead", LEAD_CHECK)

    def decide_to_share(self) -> None:
        self.do_what_is_next("Decide about sharing", SHARING_DECISION)

    # -- the packs

    def look_at_the_pages(self) -> None:
        """Open the page before signing and wait for the preview of the real pages."""
        self.program.push("Prepare pack")
        self.program.see("Who receives it")
        self.program.see("Page 1 of ")

    def sign_and_queue(self) -> None:
        self.program.push("Sign and queue")
        self.give_passphrase_again()
        self.program.see_focus("See it in the outbox")
        self.program.press("Space")
        self.program.see("Sealed packs leave by themselves")
        self.see_packs(2, "Waiting")

    def give_passphrase_again(self) -> None:
        """What stands before each signature, and before anything leaves the vault."""
        self.program.see("Your passphrase")
        self.program.see_focus("Your passphrase")
        self.program.write(self.passphrase)
        self.program.press("Return")

    def send_now(self) -> None:
        self.program.push("Send now")

    def see_packs(self, number: int, state: str) -> None:
        """Wait until the outbox says of so many packs that they are in this state."""
        self.program.look(lambda words: words.count(state) == number, f"{number} × {state}")


@dataclass
class ReceivingSide:
    """Behind the tus server: what came whole is opened, verified and answered, by the program's own workflow."""

    server: TusServer
    folder: Path
    receivers: tuple[DemoReceiver, ...]

    @classmethod
    def of(cls, demo_organisation: Path, server: TusServer, folder: Path) -> ReceivingSide:
        """The demo organisation's receivers, with their own keys, behind one server."""
        return cls(server, folder, open_demo_organisation(demo_organisation).receivers)

    def answer_all(self) -> list[Kept]:
        """Every pack that one of the receivers can open and had not answered; each gets its receipt."""
        found = []
        for receiver in self.receivers:
            mailbox = FolderMailbox.create(self.folder / receiver.receiver.id)
            for upload in self.server.whole_uploads():
                target = self.folder / receiver.receiver.id / "incoming" / f"{upload.pack_id}.pdf.age"
                target.write_bytes(upload.path.read_bytes())
            output = self.folder / receiver.receiver.id / "received"
            sink = FolderSink(receiver=receiver.end, beside=output, clock=lambda: datetime.now(UTC))
            for result in take_from(mailbox, sink):
                if not isinstance(result, Kept):
                    continue  # sealed to the other receiver
                receipt = self.folder / receiver.receiver.id / "receipts" / f"{result.pack_id}.jws"
                (self.server.receipts / receipt.name).write_bytes(receipt.read_bytes())
                found.append(result)
        return found
