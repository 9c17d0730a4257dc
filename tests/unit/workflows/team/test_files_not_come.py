"""A file of a shared case that has not come is told with its name and whom to ask, and is whole by itself once it is there."""

from __future__ import annotations

import io
import random
from dataclasses import replace
from typing import Any

import pytest

from prevent_desktop.casework.disposal import Ground
from prevent_desktop.casework.pack_record import Attachment
from prevent_desktop.workflows.people.find import find
from prevent_desktop.workflows.retention.certificates import certificate_pairs
from prevent_desktop.workflows.retention.counting import FILES_NOT_COME, counted
from prevent_desktop.workflows.retention.disposal_preview import Target, preview_disposal
from prevent_desktop.workflows.retention.dispose import Agreed, Wish, dispose_agreed, finish_disposals
from prevent_desktop.workflows.subject_access.gathering import gather
from prevent_desktop.workflows.subject_access.in_print import _case
from prevent_desktop.workflows.team.cases.files_not_come import FileNotCome, files_not_come, rows_not_come
from prevent_desktop.workflows.team.cases.not_whole import not_whole
from prevent_desktop.workflows.team.circles.statements import circles
from tests.faults.team_work import Desk, sign_pack
from tests.unit.vault.test_query_plans import listened
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


def test_what_waits_in_a_case_is_worked_out_once_for_all_that_tells_of_it(
    two: tuple[Open, Open], lost: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _lead, deputy = two
    with listened(monkeypatch) as asked:
        for _each in range(2):
            assert len(files_not_come(deputy.vault, lost)) == len(rows_not_come(deputy.vault, lost)) == 2
            assert not_whole(deputy.vault, lost)
    assert sum("SELECT * FROM team_sets" in sql for sql, _given in asked) == 1


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


def texts_found(one: Open, word: str) -> list[tuple[str, str, bool]]:
    found = find(one.vault, word).texts
    return [(each.hit.record_id, each.hit.label, each.has_come) for each in found]


def test_search_finds_its_name_and_says_that_it_has_not_come(two: tuple[Open, Open], lost: str) -> None:
    lead, deputy = two
    waiting = letter(deputy, lost).id
    assert texts_found(deputy, "letter.txt") == [(waiting, "letter.txt", False)]
    assert texts_found(deputy, "From school") == [(waiting, "letter.txt", False)], "what it was called too"
    assert texts_found(lead, "letter.txt") == [(waiting, "letter.txt", True)]
    later(deputy)
    later(lead)
    later(lead)
    later(deputy)
    assert texts_found(deputy, "letter.txt") == [(waiting, "letter.txt", True)], "once, and whole"


def test_the_copy_for_the_person_lists_it_and_says_that_it_is_not_there(
    two: tuple[Open, Open], lost: str
) -> None:
    lead, deputy = two
    person_id = deputy.vault.cases.get(lost).person_id
    waiting = letter(deputy, lost)
    document = gather(deputy.vault, person_id, now=deputy.laptop.now())
    (told,) = (case for case in document["cases"] if case["id"] == lost)
    (file,) = (each for each in told["attachments"] if each["id"] == waiting.id)
    assert (file["file_name"], file["description"], file["has_come"]) == ("letter.txt", "From school", False)
    printed = _printed(document)
    assert "letter.txt" in printed
    assert "Its file has not come. It is not in this copy." in printed
    whole = gather(lead.vault, person_id, now=lead.laptop.now())
    assert "has not come" not in _printed(whole)


def _printed(document: dict[str, Any]) -> str:
    (about,) = {each["id"]: each for each in document["cases"]}.values()
    lines = [line for section in _case(about) for line in section.lines]
    return "\n".join(str(line) for line in lines)


def test_disposal_counts_it_before_and_on_the_certificate_and_it_never_comes_back(
    two: tuple[Open, Open], lost: str
) -> None:
    lead, deputy = two
    waiting, vault = letter(deputy, lost), deputy.vault
    not_come = len(files_not_come(vault, lost))
    target = Target(person_id=vault.cases.get(lost).person_id, case_id=lost)
    view = preview_disposal(vault, None, target, now=deputy.laptop.now())
    assert view.files_not_come == not_come == 2
    assert "2 files that have not come" in counted(view.goes)
    wish = Wish(ground=Ground.MOVED, throw_drafts_away=True, date_is_right=True)
    agreed = Agreed(confirmed=(), not_heard=(), old_files=0)
    certificate = dispose_agreed(vault, None, target, wish, agreed, now=deputy.laptop.now())
    assert certificate.counts[FILES_NOT_COME] == 2
    assert "2 files that have not come" in str(certificate_pairs(certificate))
    finish_disposals(vault, None, now=deputy.laptop.now())
    later(lead)
    later(deputy)
    later(lead)
    later(deputy)
    assert not vault.attachments.has_file(waiting.id)
    assert texts_found(deputy, "letter.txt") == []
    assert vault.team.files.wanted_records() == frozenset()
