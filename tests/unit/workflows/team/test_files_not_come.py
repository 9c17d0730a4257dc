"""A file of a shared case that has not come is told with its name and whom to ask, and is whole by itself once it is there."""

from __future__ import annotations

import io
import random
from dataclasses import replace
from typing import Any

import pytest

from prevent_desktop.casework.pack_record import Attachment
from prevent_desktop.workflows.team.circles import circles
from prevent_desktop.workflows.team.files_not_come import FileNotCome, files_not_come
from tests.faults.team_work import Desk, sign_pack
from tests.unit.workflows.subject_access.full_person import Words
from tests.unit.workflows.team.test_round import Open, founded_once, share, two

__all__ = ["founded_once", "two"]
LETTER = b"A letter from the school"


@pytest.fixture
def lost(two: tuple[Open, Open]) -> str:
    """A case with a letter that the lead added; the mailbox lost its bytes before the deputy asked for them."""
    lead, deputy = two
    case_id = share(lead, Words(random.Random(11)))
    file = lead.vault.attachments.add(
        io.BytesIO(LETTER), case_id=case_id, file_name="letter.txt", media_type="text/plain", description="From school",
        at=lead.laptop.now(),
    )  # fmt: skip
    sign_pack(Desk(lead.vault, case_id, random.Random(1), Words(random.Random(12)), lead.laptop.now(), "SF"))
    lead.round()
    for one in lead.vault.attachments.of_case(case_id):
        take_away(lead, one)
    deputy.round()
    assert file.file_name == "letter.txt"
    return case_id


def take_away(one: Open, file: Attachment) -> None:
    name = circles(one.vault)[one.founded.main].names.attachment(file.sha256)
    one.founded.journal.take_away(name)


def later(one: Open) -> None:
    """A round that asks for everything."""
    one.seconds += 61
    one.round()


def letter(one: Open, case_id: str) -> FileNotCome:
    (found,) = (each for each in files_not_come(one.vault, case_id) if each.file_name == "letter.txt")
    return found


def test_what_is_known_of_it_is_told_with_whom_to_ask(two: tuple[Open, Open], lost: str) -> None:
    lead, deputy = two
    found = letter(deputy, lost)
    assert (found.size, found.description, found.others) == (len(LETTER), "From school", 0)
    assert found.words == "The file “letter.txt”, which S F added, has not come."
    assert found.next_step == "Ask S F to open the app on “sf-1”, or add the file again."
    (pack,) = (one for one in files_not_come(deputy.vault, lost) if one.id != found.id)
    assert pack.others == 1, "the pack that it is waits for it"
    assert deputy.vault.packs.of_case(lost) == ()
    assert files_not_come(lead.vault, lost) == ()


def test_it_comes_by_itself_once_whoever_has_it_opens_the_app(two: tuple[Open, Open], lost: str) -> None:
    lead, deputy = two
    later(deputy)  # says in the head what it missed
    later(lead)
    later(lead)
    later(deputy)
    assert files_not_come(deputy.vault, lost) == ()
    names = {one.file_name for one in deputy.vault.attachments.of_case(lost)}
    assert names == {one.file_name for one in lead.vault.attachments.of_case(lost)}
    assert len(deputy.vault.packs.of_case(lost)) == 1


def test_the_very_same_file_added_by_hand_makes_it_whole(two: tuple[Open, Open], lost: str) -> None:
    _lead, deputy = two
    waiting = letter(deputy, lost)
    for content in (b"another letter", LETTER):
        deputy.vault.attachments.add(
            io.BytesIO(content),
            case_id=lost,
            file_name="scan.txt",
            media_type="text/plain",
            at=deputy.laptop.now(),
        )
        later(deputy)
        is_there = waiting.id in {one.id for one in deputy.vault.attachments.of_case(lost)}
        assert is_there == (content == LETTER)
    assert deputy.vault.attachments.read(waiting.id) == LETTER
    assert waiting.id not in {one.id for one in files_not_come(deputy.vault, lost)}


@pytest.mark.parametrize(
    ("how", "says"),
    [
        (
            {"has_gone": True},
            "Nobody can send it from there any more. Whoever still has it can add it again.",
        ),
        ({"who": ""}, "Nobody can send it from there any more. Whoever still has it can add it again."),
        (
            {"is_own": True},
            "It was added on this laptop, and is not here any more. If you still have it, add it again.",
        ),
        ({"laptop": ""}, "Ask S F to open the app, or add the file again."),
    ],
)
def test_nobody_is_asked_who_cannot_help(
    two: tuple[Open, Open], lost: str, how: dict[str, Any], says: str
) -> None:
    assert replace(letter(two[1], lost), **how).next_step == says
