"""A safeguarding lead's own vault, which is the desk that concerns come to, with a folder between it and a teacher's outbox."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.organisation import Practitioner, Receiver
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.questionnaire.values import Coding, Value
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.answers.give_answer import Said, give_answer, put_out
from prevent_desktop.workflows.demo.demo_organisation import DemoOrganisation, join_demo_organisation
from prevent_desktop.workflows.forms import fill_form
from prevent_desktop.workflows.forms.form_library import CONCERN, FormLibrary
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.receiving.desk import Desk, make_desk, receiving_end_of
from prevent_desktop.workflows.receiving.intake import take_from
from prevent_desktop.workflows.receiving.vault_sink import VaultSink
from prevent_desktop.workflows.sending.deliver import make_courier
from prevent_desktop.workflows.sending.follow_up import follow_up
from tests.made_vaults import copied_vault
from tests.profiles import change_profile

LEAD = "Kim Hale, safeguarding lead"


def now() -> datetime:
    """The device clock: keys and certificates are made by it too."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class LeadDesk:
    """The lead's open vault and the folder that concerns come into."""

    vault: Vault
    mailbox: FolderMailbox

    @property
    def receiver(self) -> Receiver:
        """What the organisation's profile says of it."""
        keys = receiving_end_of(self.vault, now=now())
        return Receiver(
            id="lead-desk", name=LEAD, seal_to=(str(keys.identities[0].recipient),),
            receipt_certificate=keys.receipt_certificate.decode(), endpoint=self.mailbox.endpoint,
            form_ids=(CONCERN,), phone="01632 960 055",
        )  # fmt: skip

    def take_in(self) -> list[ReceivedPack]:
        """Open what came, verify it, keep it, and put out its receipt."""
        sink = VaultSink.of(self.vault, lambda work: work(self.vault), now)
        taken = list(take_from(self.mailbox, sink))
        assert all(isinstance(one, ReceivedPack) for one in taken), taken
        return [one for one in taken if isinstance(one, ReceivedPack)]

    def answer(self, received: ReceivedPack, said: Said) -> None:
        """Sign an answer and put it where the teacher's outbox looks."""
        there = self.mailbox.answers_given(received.pack_id)
        give_answer(
            self.vault, receiving_end_of(self.vault, now=now()), received.id, said, there=there, now=now()
        )
        assert put_out(self.vault) == 0


@contextmanager
def lead_desk(folder: Path, organisation: DemoOrganisation) -> Iterator[LeadDesk]:
    """Make one, in the same organisation."""
    made = copied_vault(folder / "lead")
    mailbox = FolderMailbox.create(folder / "lead-mailbox")
    with Vault.open(folder / "lead", made.key) as vault:
        join_demo_organisation(
            vault, organisation, Practitioner(name="Kim Hale", role="Lead", organisation="Example School")
        )
        make_desk(vault, Desk(name=LEAD, folders=(mailbox.folder,)), now=now())
        yield LeadDesk(vault, mailbox)


def know_lead(vault: Vault, desk: Receiver) -> None:
    """The teacher's profile names the lead's desk."""
    profile = settings.profile(vault)
    assert profile is not None
    change_profile(vault, recipients=(*profile.recipients, desk))


def a_concern(vault: Vault, library: FormLibrary, case_id: str, *, danger: bool = False) -> Response:
    """A new concern with every answer that it asks for; what a pupil told somebody else, the longest way through it."""
    started = fill_form.start_form(vault, library, form_id=CONCERN, case_id=case_id, now=now())
    response = fill_form.open_form(vault, library, started.id).response
    answers: dict[str, Value] = {
        "noticed.danger": danger, "noticed.danger.time": time(14, 32), "noticed.danger.done": "999, police",
        "seen.what": "Showed two pupils a video", "seen.own-words": "They had the right idea.",
        "seen.when": PartialDate(2026, 11, 20), "seen.where": "Dinner hall",
        "seen.witness": Coding(code="told", display="I was told"), "seen.who-told": "A pupil",
        "concern.done": "Told the head of year",
    }  # fmt: skip
    for link_id, value in answers.items():
        if danger or not link_id.startswith("noticed.danger."):
            response.set_answers((("concern", 0), (link_id, 0)), [value])
            response.catch_up()
    fill_form.save_draft(
        vault, started.id, content=response.to_json(keep_disabled=True), place="", sections_done=1, sections_total=1,
        now=now(),
    )  # fmt: skip
    return response


def finished_concern(vault: Vault, library: FormLibrary, case_id: str) -> FilledForm:
    """A concern that is finished."""
    a_concern(vault, library, case_id)
    (draft,) = [form for form in vault.responses.of_case(case_id) if not form.is_finalised]
    return fill_form.finalise(vault, library, draft.id, now=now())


def exchange(vault: Vault, spool: Spool) -> int:
    """The teacher's outbox sends and asks, and the vault takes what came; tells how much changed."""
    spool.send_now()
    make_courier(spool).run_once()
    return follow_up(vault, spool, now=now())
