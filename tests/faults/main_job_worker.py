"""The main job as `main_job_kills` and its neighbours have it done: by the program's own workflows, each step named.

`Worker` is sound; the three after it are broken on purpose.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prevent_desktop import data_files
from prevent_desktop.casework.identifiers import new_pack_id
from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.pack_record import PackStatus
from prevent_desktop.delivery.outbox.items import State
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.vault.creation import create_vault
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.demo.demo_organisation import (
    DemoOrganisation,
    join_demo_organisation,
    open_demo_organisation,
)
from prevent_desktop.workflows.demo.demo_vault import read_cases
from prevent_desktop.workflows.forms import fill_form
from prevent_desktop.workflows.forms.example_answers import type_answers
from prevent_desktop.workflows.forms.form_library import LEAD_CHECK, SCREENING, SHARING_DECISION, FormLibrary
from prevent_desktop.workflows.organisation.signing_identity import signing_key, trusted_certificates
from prevent_desktop.workflows.packs import keep_pack, prepare_pack
from prevent_desktop.workflows.packs.pack_content import content_for
from prevent_desktop.workflows.packs.prepare_pack import Choice
from prevent_desktop.workflows.packs.sign_pack import SignedPack, WorkFolder, sign_and_seal
from prevent_desktop.workflows.people import people
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.sending.deliver import make_courier
from prevent_desktop.workflows.sending.follow_up import follow_up
from prevent_desktop.workflows.vault_admin import unlock
from tests.e2e.examples import example_of
from tests.patience import PATIENCE
from tests.profiles import change_profile

FORMS = (SCREENING, LEAD_CHECK, SHARING_DECISION)


@dataclass(frozen=True)
class Ground:
    """A data folder with a vault that has its owner, key and receivers, to be copied for each job."""

    places: Places
    key: VaultKey

    @property
    def vault(self) -> Path:
        return self.places.vaults / "mine"

    def copy(self, target: Path) -> Ground:
        shutil.copytree(self.places.data, target)
        return Ground(Places(target), self.key)


def prepare(folder: Path) -> Ground:
    places = Places(folder)
    places.vaults.mkdir(parents=True)
    key = create_vault(places.vaults / "mine", "violet tractor lamp seventeen", cost=FLOOR_COST).key
    ground = Ground(places, key)
    join(ground)
    return ground


def join(ground: Ground) -> None:
    """The vault gets its owner, a signing key, and the demo organisation's receivers."""
    owner = Practitioner(**read_cases(data_files.resources())["practitioner"])
    with Vault.open(ground.vault, ground.key) as vault:
        join_demo_organisation(vault, open_demo_organisation(ground.places.demo_organisation), owner)


class Worker:
    """Does what is left of the job. `name` tells a step that has returned; `hint` where it is about to hurt."""

    follows_up = True

    def __init__(self, ground: Ground, name: Callable[..., None], hint: Callable[[str], None]) -> None:
        self._ground = ground
        self._name = name
        self._hint = hint
        self._library = FormLibrary(data_files.forms())
        self._organisation = own_organisation(ground)

    def work(self) -> None:
        places = self._ground.places
        with (
            unlock.open_vault(self._ground.vault, self._ground.key) as vault,
            Spool.open(places.spool) as spool,
        ):
            self._point_to_own_mailboxes(vault)
            if self.follows_up:
                follow_up(vault, spool, now=now())
            case_id = self._case(vault)
            for form_id in FORMS:
                self._fill(vault, case_id, form_id)
            for choice in prepare_pack.prepare(vault, self._library, case_id, now=now()).choices:
                self._sign(vault, spool, case_id, choice)
            self._deliver(vault, spool)

    def _point_to_own_mailboxes(self, vault: Vault) -> None:
        from prevent_desktop.workflows.organisation import settings

        if settings.receivers(vault) != self._organisation.known_receivers:
            change_profile(vault, recipients=self._organisation.known_receivers)

    def _case(self, vault: Vault) -> str:
        known = vault.people.all()
        if known:
            return vault.cases.of_person(known[0].id)[0].id
        born = PartialDate(2012, 5, 3)
        person, case = people.add_person(vault, forenames="Alex", surname="Brook", birth_date=born, now=now())
        self._name("person", person.id)
        return case.id

    def _fill(self, vault: Vault, case_id: str, form_id: str) -> None:
        known = [form for form in vault.responses.of_case(case_id) if form.form_id == form_id]
        if known and known[0].is_finalised:
            return
        started = known[0] if known else self._start(vault, case_id, form_id)
        opened = fill_form.open_form(vault, self._library, started.id)
        number, kept = int(started.place or 0), opened.response.to_json(keep_disabled=True)
        for _changes in type_answers(opened.response, example_of(form_id)):
            # What an earlier life kept is typed again and changes nothing; fewer steps than it took, where it added groups.
            if (content := opened.response.to_json(keep_disabled=True)) != kept:
                number, kept = number + 1, content
                self._save(vault, started.id, opened.response, number)
        done = fill_form.finalise(vault, self._library, started.id, now=now())
        self._name("finalised", form_id, done.content_digest)

    def _start(self, vault: Vault, case_id: str, form_id: str) -> Any:
        return fill_form.start_form(vault, self._library, form_id=form_id, case_id=case_id, now=now())

    def _save(self, vault: Vault, response_id: str, response: Response, number: int) -> None:
        self._commit(vault, response_id, response, number)
        self._name("saved", response_id, str(number))

    def _commit(self, vault: Vault, response_id: str, response: Response, number: int) -> None:
        fill_form.save_draft(
            vault,
            response_id,
            content=response.to_json(keep_disabled=True),
            place=str(number),
            sections_done=0,
            sections_total=0,
            now=now(),
        )

    def _sign(self, vault: Vault, spool: Spool, case_id: str, choice: Choice) -> None:
        if any(pack.recipient_id == choice.receiver.id for pack in vault.packs.of_case(case_id)):
            return  # signed before the kill; `follow_up` queued it
        pack_id = new_pack_id()
        content = content_for(vault, self._library, choice, case_id=case_id, pack_id=pack_id, now=now())
        work_folder = WorkFolder(files=vault.attachments.files, spool=spool)
        signed = sign_and_seal(
            content, choice.receiver, signing_key(vault), trusted_certificates(vault), work_folder
        )
        self._keep(vault, spool, signed, case_id)
        self._name("queued", pack_id)

    def _keep(self, vault: Vault, spool: Spool, signed: SignedPack, case_id: str) -> None:
        keep_pack.keep_and_queue(vault, spool, signed, case_id=case_id, now=now())

    def _deliver(self, vault: Vault, spool: Spool) -> None:
        end = time.monotonic() + PATIENCE
        while any(item.state is not State.DELIVERED for item in spool.items()):
            spool.send_now()
            make_courier(spool).run_once()
            self._organisation.take_in(now)
            assert time.monotonic() < end, "the packs do not arrive"
        follow_up(vault, spool, now=now())
        for pack in vault.packs.all():
            if pack.status is PackStatus.DELIVERED:
                self._name("receipt", pack.id)


class NamesAnswersTooEarly(Worker):
    """Broken: names a save, then makes it."""

    def _save(self, vault: Vault, response_id: str, response: Response, number: int) -> None:
        self._name("saved", response_id, str(number))
        self._hint("naming")
        self._commit(vault, response_id, response, number)


class NeverFollowsUp(Worker):
    """Broken: a pack that was signed and not queued is forgotten."""

    follows_up = False

    def _keep(self, vault: Vault, spool: Spool, signed: SignedPack, case_id: str) -> None:
        record = keep_pack.keep(vault, signed, case_id=case_id, status=PackStatus.SIGNED, now=now())
        self._hint("kept")
        keep_pack.queue_sealed(vault, spool, record, signed.receiver, signed.sealed, now=now())


class QueuesBeforeKeeping(Worker):
    """Broken: the outbox first and the record second, so that the next life signs the same again."""

    def _keep(self, vault: Vault, spool: Spool, signed: SignedPack, case_id: str) -> None:
        spool.queue(
            signed.content.pack_id,
            signed.sealed.open(),
            endpoint=signed.receiver.endpoint,
            receipt_certificate=signed.receiver.receipt_certificate,
        )
        self._hint("queued")
        super()._keep(vault, spool, signed, case_id)


def own_organisation(ground: Ground) -> DemoOrganisation:
    return open_demo_organisation(ground.places.demo_organisation)


def now() -> datetime:
    return datetime.now(UTC)
