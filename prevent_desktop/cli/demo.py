"""``demo``: the app on a vault with example cases; with ``--headless`` the main job without a screen, step by step."""

from __future__ import annotations

import argparse
import contextlib
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prevent_desktop import data_files
from prevent_desktop.casework.identifiers import new_pack_id, short_pack_id
from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.cli.inbox_words import line
from prevent_desktop.cli.open_window import OpenWindow
from prevent_desktop.cli.output import Exit, say
from prevent_desktop.cli.paths import place
from prevent_desktop.cli.reading import using
from prevent_desktop.confined.spawn import own_environment, start_window
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.files.durable import make_folder
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.policies import in_force
from prevent_desktop.policies.in_force import Policies
from prevent_desktop.policies.schema import DATA_FOLDER
from prevent_desktop.questionnaire.progress import sections
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.translation import _
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.demo.demo_organisation import (
    DemoOrganisation,
    DemoReceiver,
    join_demo_organisation,
    open_demo_organisation,
)
from prevent_desktop.workflows.demo.demo_vault import read_cases
from prevent_desktop.workflows.demo.practice import PRACTICE_PASSPHRASE, make_example_vault, require_practice
from prevent_desktop.workflows.forms import fill_form
from prevent_desktop.workflows.forms.example_answers import type_answers
from prevent_desktop.workflows.forms.form_library import LEAD_CHECK, SCREENING, SHARING_DECISION, FormLibrary
from prevent_desktop.workflows.home.my_work import my_work
from prevent_desktop.workflows.organisation.signing_identity import signing_key, trusted_certificates
from prevent_desktop.workflows.packs import keep_pack, prepare_pack
from prevent_desktop.workflows.packs.pack_content import content_for
from prevent_desktop.workflows.packs.sign_pack import sign_and_seal
from prevent_desktop.workflows.people import people
from prevent_desktop.workflows.places import DATA_VARIABLE, Places
from prevent_desktop.workflows.receiving.file_sink import Kept
from prevent_desktop.workflows.receiving.outcomes import SetAside, Settled
from prevent_desktop.workflows.sending import orders
from prevent_desktop.workflows.sending.deliver import make_courier
from prevent_desktop.workflows.sending.follow_up import follow_up
from prevent_desktop.workflows.vault_admin import unlock
from prevent_desktop.workflows.vault_admin.external_audit_heads import check_all

DEMO_PASSPHRASE = PRACTICE_PASSPHRASE
_DEMO_VAULT = "demo"
_SECONDS_BETWEEN_LOOKS = 1.0


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``demo``."""
    demo = commands.add_parser("demo", help=_("the app on example cases, or the main job without a screen"))
    demo.add_argument(
        "--headless", action="store_true", help=_("no window: do the main job and print each step")
    )
    demo.add_argument("--keep", type=place, metavar="DIR", help=_("keep the demo’s files in this folder"))
    demo.set_defaults(run=run_demo)


def run_demo(arguments: argparse.Namespace) -> Exit:
    """Run the demo in a folder of its own, which goes away at the end unless it is kept.

    Without a screen it is a trial of the installation, with invented people: what IT sets is not for it. UsageError where IT wants
    no practice, or has locked the data folder, since the window would open there.
    """
    if not arguments.headless:
        require_practice()
        in_force.in_force().require_free(DATA_FOLDER)
    with _demo_folder(arguments.keep) as folder:
        places = Places(folder.resolve())
        if arguments.headless:
            in_force.use(Policies())
            MainJob(places).run()
            return Exit.DONE
        prepare_demo_vault(places)
        say(_("The demo vault’s passphrase is: {passphrase}").format(passphrase=DEMO_PASSPHRASE))
        return _open_window(places)


@contextlib.contextmanager
def _demo_folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        with using(keep):
            make_folder(keep)
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="prevent-desktop-demo-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _open_window(places: Places) -> Exit:
    """The app in a process of its own (a fresh one takes its place at each lock), and the demo receivers beside it."""
    window = OpenWindow(start_window(own_environment({DATA_VARIABLE: str(places.data.absolute())})))
    organisation = open_demo_organisation(places.demo_organisation)
    while window.is_open:
        organisation.take_in(_now)
        time.sleep(_SECONDS_BETWEEN_LOOKS)
    return Exit.DONE if window.ended_well else Exit.PROGRAM


def prepare_demo_vault(places: Places) -> None:
    """Make the demo vault with its example cases, where there is none yet."""
    folder = places.vaults / _DEMO_VAULT
    if folder.exists():
        return
    say(_("Making the demo vault with example cases …"))
    make_example_vault(folder, places)


@dataclass
class MainJob:
    """The main job from end to end, with the real parts and no screen. Each step prints what came of it."""

    places: Places
    library: FormLibrary = field(default_factory=lambda: FormLibrary(data_files.forms()))
    started: float = field(default_factory=time.monotonic)
    steps: int = 0

    @property
    def folder(self) -> Path:
        """The vault's folder."""
        return self.places.vaults / "headless"

    def run(self) -> None:
        """Create, fill, lock in the middle, unlock, finalise, sign, seal, queue, deliver, and see the receipts."""
        organisation = open_demo_organisation(self.places.demo_organisation)
        created = unlock.create(self.folder, DEMO_PASSPHRASE, cost=FLOOR_COST)
        self.say(_("Vault created: SQLCipher, key slots for passphrase and recovery code"))
        with unlock.open_vault(self.folder, created.key) as vault:
            case_id = self.start(vault, organisation)
            half = self.type_half(vault, case_id)
        self.say(_("Locked in the middle of the form: the vault is closed"))
        key = unlock.derive_key(self.folder, DEMO_PASSPHRASE)
        with unlock.open_vault(self.folder, key) as vault, Spool.open(self.places.spool) as spool:
            self.type_rest(vault, spool, case_id, half)
            self.sign_and_queue(vault, spool, case_id)
            self.deliver(vault, spool, organisation)
            entries = check_all(vault)
        self.say(_("Audit chain verified: {entries} entries").format(entries=entries))

    def say(self, text: str) -> None:
        """Print a step with its number and the seconds since the start."""
        self.steps += 1
        say(f"{self.steps:2}. {time.monotonic() - self.started:5.2f} s  {text}")

    def start(self, vault: Vault, organisation: DemoOrganisation) -> str:
        """Say who one is, and record the person; tells the case's id."""
        owner = Practitioner(**read_cases(data_files.resources())["practitioner"])
        join_demo_organisation(vault, organisation, owner)
        person, case = people.add_person(
            vault, forenames="Alex", surname="Brook", birth_date=PartialDate(2012, 5, 3), now=_now()
        )
        self.say(_("Person added: {label}").format(label=person.label_on(_now().date())))
        return case.id

    def type_half(self, vault: Vault, case_id: str) -> int:
        """Fill the first half of the screening, each answer saved; tells how many answers that was."""
        filled = fill_form.start_form(vault, self.library, form_id=SCREENING, case_id=case_id, now=_now())
        response = fill_form.open_form(vault, self.library, filled.id).response
        example = self.example(SCREENING)
        half = sum(1 for _changes in type_answers(Response.start(example.questionnaire), example)) // 2
        for _number, _changes in zip(range(half), type_answers(response, example), strict=False):
            self.save(vault, filled.id, response)
        self.say(_("Screening begun: {number} answers typed, each one saved").format(number=half))
        return half

    def type_rest(self, vault: Vault, spool: Spool, case_id: str, half: int) -> None:
        """Go on where it was left, finalise, and fill the lead check and the decision to share."""
        draft = my_work(vault, spool, self.library, now=_now()).drafts[0]
        opened = fill_form.open_form(vault, self.library, draft.id)
        kept = opened.response.to_json(keep_disabled=True) == opened.filled.content
        self.say(
            _("Unlocked: the draft is as it was left ({number} answers)").format(number=half)
            if kept
            else _("Unlocked: THE DRAFT HAS CHANGED")
        )
        self.finish(vault, draft.id, SCREENING)
        for form_id in (LEAD_CHECK, SHARING_DECISION):
            started = fill_form.start_form(vault, self.library, form_id=form_id, case_id=case_id, now=_now())
            self.finish(vault, started.id, form_id)

    def finish(self, vault: Vault, response_id: str, form_id: str) -> None:
        """Type the rest of a form and finalise it."""
        opened = fill_form.open_form(vault, self.library, response_id)
        for _changes in type_answers(opened.response, self.example(form_id)):
            self.save(vault, response_id, opened.response)
        done = fill_form.finalise(vault, self.library, response_id, now=_now())
        self.say(
            _("{form} finished: SHA-256 {digest}…").format(form=done.title, digest=done.content_digest[:16])
        )

    def save(self, vault: Vault, response_id: str, response: Response) -> None:
        """Commit the draft as it stands."""
        progress = sections(response)
        fill_form.save_draft(
            vault,
            response_id,
            content=response.to_json(keep_disabled=True),
            place="",
            sections_done=sum(section.state == "complete" for section in progress),
            sections_total=len(progress),
            now=_now(),
        )

    def sign_and_queue(self, vault: Vault, spool: Spool, case_id: str) -> None:
        """One pack for each receiver, with its own parts; nothing leaves the machine yet."""
        preparation = prepare_pack.prepare(vault, self.library, case_id, now=_now())
        for choice in preparation.choices:
            content = content_for(
                vault, self.library, choice, case_id=case_id, pack_id=new_pack_id(), now=_now()
            )
            signed = sign_and_seal(content, choice.receiver, signing_key(vault), trusted_certificates(vault))
            record = keep_pack.keep_and_queue(vault, spool, signed, case_id=case_id, now=_now())
            self.say(
                _(
                    "Pack {pack} for {receiver}: {pages} pages, signed, verified, sealed ({size} bytes), queued"
                ).format(
                    pack=short_pack_id(record.id),
                    receiver=choice.receiver.name,
                    pages=record.page_count,
                    size=signed.sealed.size,
                )
            )

    def deliver(self, vault: Vault, spool: Spool, organisation: DemoOrganisation) -> None:
        """Send the packs, let the demo receivers open and answer them, and verify the receipts."""
        courier = make_courier(spool)
        self.say(_("Sent {number} packs to the folder mailboxes").format(number=courier.run_once()))
        for receiver in organisation.receivers:
            for outcome in receiver.take_in(_now):
                self.say(_taken(receiver, outcome))
        orders.send_now(spool)
        courier.run_once()
        follow_up(vault, spool, now=_now())
        for pack in my_work(vault, spool, self.library, now=_now()).packs:
            self.say(
                _("Pack {pack}: {status}, receipt verified, reference {reference}").format(
                    pack=short_pack_id(pack.id), status=pack.status.label, reference=pack.receiver_reference
                )
            )

    def example(self, form_id: str) -> Response:
        """The finished example of a form."""
        cases: list[dict[str, Any]] = read_cases(data_files.resources())["cases"]
        forms = [form for case in cases for form in case["forms"]]
        found = next(form for form in forms if form["form"] == form_id and form["status"] == "completed")
        return Response.read(self.library.newest(form_id), found["response"])


def _taken(receiver: DemoReceiver, outcome: Kept | Settled) -> str:
    name = receiver.end.name
    match outcome:
        case Kept():
            return _(
                "{receiver} opened pack {pack}: signed by {signer}, {organisation}; receipt written"
            ).format(
                receiver=name,
                pack=short_pack_id(outcome.pack_id),
                signer=outcome.signer,
                organisation=outcome.organisation,
            )
        case SetAside(quarantined=one):
            return _("{receiver} set {file} aside. {reason}").format(
                receiver=name, file=one.name, reason=one.what_happened
            )
        case _:
            return line(outcome)


def _now() -> datetime:
    return datetime.now(UTC)
