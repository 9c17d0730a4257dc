"""Typed once, by keyboard alone, in the real program and in a real window."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pypdfium2

from prevent_desktop.casework.notes import Source
from prevent_desktop.workflows.forms.form_library import ASSESSMENT, SUPPORT_REQUEST, VISIT_NOTE
from tests.e2e.driving import Home, Program
from tests.e2e.enter_once import (
    CONCLUSION,
    EQUALITY_WORDS,
    NEW_ADDRESS,
    NOTE,
    OLD_ADDRESS,
    PHRASE,
    EnterOnce,
    Laptop,
)
from tests.unit.writing.samples import SAMPLES

SCRIPTS = "\n".join(text for text, _words in SAMPLES.values())


def test_what_is_typed_once_flows_from_a_note_to_the_receiver(
    screen: Mapping[str, str], tmp_path: Path
) -> None:
    laptop = Laptop.prepare(Home(tmp_path / "laptop"))
    with Program(laptop.home, screen) as program:
        job = EnterOnce(program, datetime.now(UTC).astimezone().date())
        job.unlock()
        a_note_grows_without_retyping(job)
        a_form_knows_the_record_and_the_record_learns(job)
        conclusion = a_copy_shows_what_changed(job)
        job.answer_equality()
        pages = a_pack_holds_no_equality_answer(job, laptop)
        text_in_every_script_comes_back(job)
        assert program.stray_windows() == []
        program.close()
    assert "In short The worry is about one friend. It is about two friends now." in " ".join(pages.split())
    the_vault_holds_it(laptop, conclusion)


def a_note_grows_without_retyping(job: EnterOnce) -> None:
    assert job.write_quick_note() <= 5, "strokes beside the words of the note"
    job.grow_into_visit()
    job.fill_visit()


def a_form_knows_the_record_and_the_record_learns(job: EnterOnce) -> None:
    program = job.program
    job.start_form("Request for support")
    program.see("Is anybody in immediate danger?")
    program.press(*["Ctrl+PgDown"] * 8)  # the details come last
    program.see("Known as")
    for known in ("Alex", "Brook", "3 May 2012", OLD_ADDRESS):
        assert known in program.words()
    assert program.tab_to("School, college, work or other setting")["value"] == "Example Academy"
    program.press(*["Ctrl+PgUp"] * 8)
    assert {NOTE, "Robin Brook", "Mother", "Example Youth Service", "Jo Field"} - job.all_sections() == set()
    assert job.household() == ["Robin Brook", "Kim Brook"]
    job.change_address_in_support_request()
    details = job.see_details()
    earlier = details[details.index("Earlier values") :]
    assert earlier[1:4] == ["Address", f"It was: {OLD_ADDRESS}", f"It became: {NEW_ADDRESS}"]
    assert "from: Request for support" in earlier[4]


def a_copy_shows_what_changed(job: EnterOnce) -> str:
    job.assess()
    job.start_copy()
    job.fill_copy(lambda: write_over_a_lock(job))
    before, now = (text for text in job.changes_since() if text.startswith(("Before: ", "Now: ")))
    assert [each for each in job.changes_since() if each not in (before, now)] == [
        "What is your conclusion, in short?"
    ]
    assert before == f"Before: {CONCLUSION}"
    job.finish()
    return now.removeprefix("Now: ")


def write_over_a_lock(job: EnterOnce) -> None:
    program = job.program
    program.press("Ctrl+End")
    program.write(" It is about tw")
    job.lock_in("What is your conclusion, in short?")
    assert program.focus()["value"] == f"{CONCLUSION} It is about tw", "in the middle of the word"
    program.press("Ctrl+Z")
    undone = program.focus()["value"]
    assert undone.startswith(CONCLUSION)
    assert len(undone) < len(f"{CONCLUSION} It is about tw"), "what was typed before the lock"
    program.press("Ctrl+Y")
    assert program.focus()["value"] == f"{CONCLUSION} It is about tw"
    program.press("Ctrl+End")
    program.write("o freinds now. ")
    assert job.mend_spelling() == ("“freinds” is not in the dictionary", "friends")
    job.insert_phrase("lead")
    assert PHRASE.text.split(" {")[0] in program.focus()["value"]
    text = program.focus()["value"]
    program.press(*["Left"] * 4)
    job.read_guidance("Writing an assessment")
    program.write("#")
    assert program.focus()["value"] == f"{text[:-4]}#{text[-4:]}", "the same place of the same question"
    program.press("Backspace")


def a_pack_holds_no_equality_answer(job: EnterOnce, laptop: Laptop) -> str:
    lines = job.look_at_the_pack()
    assert "Missing: Record the decision to share, and why" in lines
    assert any("A pack without this form is sent back: Screening tool" in line for line in lines)
    assert any("No check with your lead is recorded yet" in line for line in lines)
    draft = next(line for line in lines if "Request for support is still a draft" in line)
    assert job.go_to_it(draft.removeprefix("Look at this: "))["name"] == "Yes", "danger is asked first"
    job.back_to_record()
    job.look_at_the_pack()
    job.decide_to_share()
    assert not [line for line in job.look_at_the_pack() if line.startswith("Missing")]
    pack = Path(job.sign_and_deliver(laptop.organisation).pdf).read_bytes()
    everything = [text_of(pack), *embedded(pack)]
    assert any(CONCLUSION in text for text in everything)
    for word in (*EQUALITY_WORDS, "Any other Asian background", "equality-monitoring", "Equality"):
        assert not [text for text in everything if word in text], word
    return everything[0]


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def embedded(pdf: bytes) -> Iterator[str]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for attachment in document.attachments.values():
            yield attachment.get_file().read_bytes().decode("utf-8", "replace")


def text_in_every_script_comes_back(job: EnterOnce) -> None:
    job.paste_a_note(SCRIPTS)
    assert job.program.focus()["value"] == SCRIPTS
    job.lock_in("What was seen, heard or said")
    assert job.program.focus()["value"] == SCRIPTS
    job.program.press("Ctrl+Return")
    job.program.see("Go on in a form")


def the_vault_holds_it(laptop: Laptop, conclusion: str) -> None:
    with laptop.vault() as vault:
        person = vault.people.get(laptop.person_id)
        assert person.address == NEW_ADDRESS
        (change,) = (c for c in vault.people.changes(person.id) if c.old_value == OLD_ADDRESS)
        assert (change.field, change.new_value) == ("address", NEW_ADDRESS)
        assert {note.text for note in vault.notes.of_case(laptop.case_id)} == {NOTE, SCRIPTS}
        (event,) = vault.events.of_case(laptop.case_id)
        assert (event.what, event.source) == (NOTE, Source.DIRECT)
        forms = [form for form in vault.responses.of_case(laptop.case_id) if form.is_finalised]
        by_id = [form.form_id for form in forms]
        assert by_id.count(VISIT_NOTE) == by_id.count("equality-monitoring") == 1
        assert SUPPORT_REQUEST not in by_id
        assert [conclusion in form.content for form in forms if form.form_id == ASSESSMENT].count(True) == 1
        assert vault.search("visited alex")
        assert vault.search(EQUALITY_WORDS[0]) == ()
