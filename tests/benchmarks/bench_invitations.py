"""How long forty teachers take who all want to join at once, in the lead's vault; and what that costs in the mailbox.

    python -m tests.benchmarks.bench_invitations [--people 40]

The lead's vault is a real one; the newcomers are requests as their vaults make them. Timed are making the file and the slips
(with the PDF), letting all in, and making their answers. The aims: one version of the profile, and 10 seconds for all of it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.delivery.signed.team import new_pair
from prevent_desktop.packs.signing_keys import KeyRequest
from prevent_desktop.sealing import generate_identity
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.team.joining import founding, invitation_round, inviting
from prevent_desktop.workflows.team.joining.invitation_codes import CodeKeys
from prevent_desktop.workflows.team.joining.invitation_file import read_invitation
from prevent_desktop.workflows.team.joining.join_messages import JoinRequest, seal_request
from prevent_desktop.workflows.team.joining.people_file import Invitee
from tests.made_vaults import copied_vault

PEOPLE = 40
MOST_SECONDS = 10.0


def now() -> datetime:
    """The device clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Seconds for each step, versions of the profile that came of it, and bytes."""

    inviting: float
    letting_in: float
    answering: float
    versions: int
    file: int
    profile: int
    answers: int

    @property
    def total(self) -> float:
        """All of it."""
        return self.inviting + self.letting_in + self.answering

    @property
    def within(self) -> bool:
        """Whether it is within the aims."""
        return self.versions == 1 and self.total <= MOST_SECONDS


def measured(people: int) -> Cost:
    """What so many people cost who all want to join at once."""
    with begun_team() as vault:
        start = time.perf_counter()
        made = inviting.invite(vault, [Invitee(name=f"Teacher {n}") for n in range(people)], now=now())
        made.slips_pdf()
        invited = time.perf_counter()
        requests = list(_requests(made))
        before, asked = _version(vault), time.perf_counter()
        invitation_round.answer_requests(vault, requests, now=now())
        let_in = time.perf_counter()
        work = invitation_round.leads_work(vault, now=now())
        answered = time.perf_counter()
        record = vault.profiles.newest()
        assert work is not None
        assert record is not None
        assert len(work.puts) == people
        return Cost(
            inviting=invited - start, letting_in=let_in - asked, answering=answered - let_in, versions=_version(vault) - before,
            file=len(made.file), profile=len(record.jws), answers=sum(len(content) for _name, content in work.puts.values()),
        )  # fmt: skip


@contextmanager
def begun_team() -> Iterator[Vault]:
    """A lead's vault in which a team was begun and its second key tried."""
    with tempfile.TemporaryDirectory(prefix="invitations-") as place:
        made = copied_vault(Path(place) / "vault")
        with Vault.open(Path(place) / "vault", made.key) as vault:
            owner = Practitioner(name="Sam Field", role="Lead", organisation="Example School")
            settings.save_practitioner(vault, owner)
            wanted = founding.NewTeam(mailbox=Path(place).as_uri(), device="", second_holder="Kim Hale")
            founding.found_team(vault, wanted, now=now())
            second = founding.make_second_key(vault, now=now())
            founding.try_second_key(vault, second.content, second.code, now=now())
            yield vault


def _requests(made: inviting.Invitations) -> Iterator[tuple[str, bytes]]:
    head = read_invitation(made.file).head
    for slip in made.slips:
        keys = CodeKeys.of(slip.code)
        asked = KeyRequest.create(name=slip.name, organisation=head.organisation).request_pem.decode()
        request = JoinRequest(
            invitation=head.id, entry=keys.entry, team=head.team, vault=new_id(), device=f"Laptop of {slip.name}",
            recipient=str(generate_identity().recipient), signing_key=new_pair().public_pem, certificate_request=asked,
            profile=0, sent_at=now(),
        )  # fmt: skip
        yield keys.entry, seal_request(request, keys, head.seal_to)


def _version(vault: Vault) -> int:
    record = vault.profiles.newest()
    return 0 if record is None else record.version


def main() -> int:
    """Measure and print; 1 where it is beyond the aims."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    arguments = parser.parse_args()
    cost = measured(arguments.people)
    print(
        f"{arguments.people} people: file and slips {cost.inviting:.1f} s, let in {cost.letting_in:.1f} s, answers {cost.answering:.1f} s"
    )
    print(f"versions of the profile: {cost.versions}; file {cost.file / 1024:.0f} kB, profile {cost.profile / 1024:.0f} kB, answers {cost.answers / 1024:.0f} kB")  # fmt: skip
    return 0 if cost.within else 1


if __name__ == "__main__":
    sys.exit(main())
