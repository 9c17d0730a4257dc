"""Two installs of the program, a sender's and a receiving desk's, that know of each other by a signed profile and a folder.

What other walks do by keyboard (a vault, who one is, the first forms) is prepared here by the program's own workflows.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from prevent_desktop import data_files
from prevent_desktop.casework.organisation import Practitioner, Receiver
from prevent_desktop.casework.profile import OrganisationProfile
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.delivery.signed.profile_signatures import PROFILE_SIGNING
from prevent_desktop.packs.authority import Authority
from prevent_desktop.packs.signing_keys import KeyRequest
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.demo.demo_organisation import private_pem
from prevent_desktop.workflows.fingerprint_words import words_for_certificate
from prevent_desktop.workflows.forms import fill_form
from prevent_desktop.workflows.forms.form_library import (
    ADDENDUM,
    LEAD_CHECK,
    SCREENING,
    SHARING_DECISION,
    FormLibrary,
)
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.profile.making import AdministratorKey, sign_profile
from prevent_desktop.workflows.organisation.profile.taking import take_profile
from prevent_desktop.workflows.organisation.signing_identity import keep_signing_key
from prevent_desktop.workflows.people import people
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.receiving.desk import Desk, make_desk, receiving_end_of
from prevent_desktop.workflows.vault_admin import unlock
from tests.e2e.driving import Home, Program
from tests.e2e.examples import example_of
from tests.e2e.least_answers import least_answers
from tests.e2e.typist import Typist
from tests.made_vaults import copied_vault

PASSPHRASE = "violet tractor lamp seventeen"
FRONT_DOOR, PHONE = "Children’s front door", "01632 960 010"
QUESTION = "Which school does he go to, and since when?"
RIGHT = "Example Academy, since September."
REASON = "Two facts weighed most, and both are recent."
FEEDBACK = "Your dates were what helped most. Thank you."


@dataclass(frozen=True)
class Installs:
    """Two machines' folders and the folder between them."""

    sender: Home
    receiver: Home
    shared: Path

    @classmethod
    def prepare(cls, folder: Path) -> Installs:
        """Make both vaults, a profile that both take, and the sender's forms."""
        made = cls(Home(folder / "sender"), Home(folder / "receiver"), folder / "shared")
        mailbox = FolderMailbox.create(made.shared)
        for home in (made.sender, made.receiver):
            home.environment()
        now, authority = datetime.now(UTC), Authority.create("Example authority")
        with vault_at(made.receiver, 0) as vault:
            make_desk(vault, Desk(name=FRONT_DOOR, phone=PHONE, folders=(mailbox.folder,)), now=now)
            profile = _profile(authority, vault, mailbox, now)
            _take(vault, authority, profile, "Robin Desk", "Duty officer", FRONT_DOOR)
        with vault_at(made.sender, 1) as vault:
            _take(vault, authority, profile, "Sam Field", "Safeguarding lead", "Example School")
            _fill_forms(vault, now)
        return made


@contextmanager
def vault_at(home: Home, number: int) -> Iterator[Vault]:
    folder = Places.of(home.data).vaults / "vault"
    created = copied_vault(folder, PASSPHRASE, number=number)
    with unlock.open_vault(folder, created.key) as vault:
        yield vault


def key_of(home: Home) -> tuple[Path, VaultKey]:
    """The vault there, to be looked into once the program has ended."""
    folder = Places.of(home.data).vaults / "vault"
    return folder, unlock.derive_key(folder, PASSPHRASE)


def _profile(authority: Authority, desk: Vault, mailbox: FolderMailbox, now: datetime) -> bytes:
    keys = receiving_end_of(desk, now=now)
    receiver = Receiver(
        id="front-door",
        name=FRONT_DOOR,
        seal_to=(str(keys.identities[0].recipient),),
        receipt_certificate=keys.receipt_certificate.decode(),
        endpoint=mailbox.endpoint,
        form_ids=(SCREENING, LEAD_CHECK, ADDENDUM),
        phone=PHONE,
        needs=(SCREENING,),
    )
    pem = authority.certificate_pem
    request = KeyRequest.create(name="Administrator", organisation="Example authority")
    issued = authority.issue(request.request_pem, purpose=PROFILE_SIGNING)
    profile = OrganisationProfile(
        organisation="Example authority", version=1, expires=(now + timedelta(days=90)).date(), lawful_basis="Public task",
        authority=(pem.decode(),), trust=(pem.decode(),), recipients=(receiver,),
    )  # fmt: skip
    return sign_profile(profile, AdministratorKey(private_pem(request), issued + pem), now=now).encode()


def _take(
    vault: Vault, authority: Authority, profile: bytes, name: str, role: str, organisation: str
) -> None:
    request = KeyRequest.create(name=name, organisation=organisation, role=role)
    settings.save_practitioner(
        vault, Practitioner(name=name, role=role, organisation=organisation, phone="01632 960 001")
    )
    words = words_for_certificate(authority.certificate_pem)
    take_profile(vault, profile, now=datetime.now(UTC), compared=words)
    keep_signing_key(vault, request.with_certificate(authority.issue(request.request_pem)))


def _fill_forms(vault: Vault, now: datetime) -> None:
    library = FormLibrary(data_files.forms())
    person, case = people.add_person(
        vault, forenames="Alex", surname="Brook", birth_date=PartialDate(2012, 5, 3), now=now
    )
    for form_id in (SCREENING, LEAD_CHECK, SHARING_DECISION):
        begun = fill_form.start_form(vault, library, form_id=form_id, case_id=case.id, now=now)
        response: Response = example_of(form_id)
        fill_form.save_draft(
            vault, begun.id, content=response.to_json(keep_disabled=True), place="", sections_done=1, sections_total=1,
            now=now,
        )  # fmt: skip
        fill_form.finalise(vault, library, begun.id, now=datetime.now(UTC))
    assert person.id


@dataclass
class Side:
    """One of the two programs, by keyboard."""

    program: Program

    def unlock(self) -> None:
        self.program.see("Unlock Prevent Desktop")
        self.program.tab_to("Passphrase")
        self.program.write(PASSPHRASE)
        self.program.press("Return")
        self.program.see("Needs you today")

    def sign(self, button: str) -> None:
        """Push the button that signs, and give the passphrase."""
        self.program.push(button)
        self.program.see_focus("Your passphrase")
        self.program.write(PASSPHRASE)
        self.program.press("Return")

    # -- the sender

    def open_record(self) -> None:
        self.program.press("Ctrl+2")
        self.program.see("AB, 14")
        self.program.tab_to("People", role="Table")
        self.program.press("Return")
        self.program.see("Born 3 May 2012")

    def sign_and_queue(self) -> None:
        """From the record: prepare the pack, sign it, and be at the outbox."""
        self.program.push("Prepare pack")
        self.program.see("Page 1 of ")
        self.sign("Sign and queue")
        self.program.see_focus("See it in the outbox")
        self.program.press("Space")
        self.program.see("Sealed packs leave by themselves")

    def fetch(self, wanted: str) -> None:
        """Send now, until the outbox says so."""
        self.program.press("Ctrl+3")
        self.program.see("Sealed packs leave by themselves")
        self.program.push("Send now")
        self.program.see(wanted)

    def answer_with_addendum(self, today: date, asked: str) -> None:
        """From the first page: the addendum, which names the question; then the pack that carries it."""
        self.program.press("Ctrl+1")
        self.program.see(QUESTION)
        self.program.push(f"Answer… AB, 14, {FRONT_DOOR} asks a question")
        self.program.see("Danger, and what was sent")
        answers = {"correction.reason": asked, "change.right": RIGHT, "receiver.name": FRONT_DOOR}
        Typist(self.program, least_answers(ADDENDUM, answers, today=today)).fill_all()
        self.program.see("Check your answers")
        assert not [text for text in self.program.words() if "to fix" in text], self.program.words()
        self.program.push("Finish and freeze")
        self.program.see("is finished and frozen")
        self.sign_and_queue()

    def see_packs(self) -> list[str]:
        """The part of the record about packs, with what was said; from anywhere."""
        self.open_record()
        self.program.tab_to(kind="QTabBar")
        for _tab in range(5):
            self.program.press("Right")
        self.program.see(f"With {FRONT_DOOR}")
        return self.program.words()

    # -- the receiver

    def take_in(self, wanted: str) -> None:
        """Check now, until the inbox shows it."""
        self.program.press("Ctrl+6")
        self.program.see("Each pack is checked before anything of it is shown")
        self.program.push("Check now")
        self.program.see(wanted)

    def open_newest(self) -> None:
        self.program.tab_to("Inbox", role="Table")
        self.program.press("Home", "Return")
        self.program.see("Files in it")
        if (
            "Read that one" in self.program.words()
        ):  # the table was drawn anew, and the keyboard stayed in its line
            self.program.push("Read that one")
        self.program.see("Somebody else in my records…")

    def put_in_case(self, words: str) -> None:
        """Choose the case by its words, and put the pack there."""
        choice = self.program.see(words)
        self.program.tab_to(choice)
        self.program.press("Space")
        self.program.push("Add to case")
        self.program.see("This pack is in a case about AB, 14.")

    def ask(self) -> None:
        self.program.tab_to("Decide")
        self.program.press("Right")
        self.program.see("What do you need to know?")
        self.program.fill("What do you need to know?", QUESTION)
        self._sign_answer()

    def decide(self) -> None:
        self.program.tab_to("Choose …")
        self.program.arrow_to("Channel considered")
        self.program.fill("Why, and what they should do", REASON)
        self._sign_answer()

    def give_feedback(self) -> None:
        self.program.see("Give feedback…")
        self.program.push("Give feedback…")
        self.program.see("What do you tell them?")
        self.program.fill("What do you tell them?", FEEDBACK)
        self._sign_answer()

    def _sign_answer(self) -> None:
        self.sign("Sign and answer")
        self.program.see("From Sam Field, Example School")
