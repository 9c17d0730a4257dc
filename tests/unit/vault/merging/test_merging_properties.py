"""Whatever is done on two laptops: joined in both directions they agree, nothing is lost, and joining again does nothing."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.person import HouseholdMember
from prevent_desktop.casework.person_changes import PersonChange, differences
from prevent_desktop.casework.review import Review
from prevent_desktop.vault import integrity
from prevent_desktop.vault.vault import Vault
from tests.unit.vault.conftest import Made
from tests.unit.vault.examples import (
    a_case,
    a_decision,
    a_form,
    a_note,
    a_pack,
    a_person,
    an_event,
    answers,
    keep_case,
    later,
)
from tests.unit.vault.merging.two_laptops import Laptop, join, records

Step = tuple[str, int, str]
STEPS = st.lists(
    st.tuples(
        st.sampled_from([
            "note", "event", "decision", "field", "entry", "rename", "drop", "draft", "write", "finish", "pack", "receipt",
            "queue", "status", "review", "done", "person", "attachment", "describe",
        ]),
        st.integers(0, 9),
        st.sampled_from(["one", "two", "one more", "three"]),
    ),
    max_size=9,
)  # fmt: skip


class Worker:
    """Does steps in one vault; `minute` is its clock, so that every time is another one."""

    def __init__(self, vault: Vault, minute: int, written: list[str]) -> None:
        self.vault = vault
        self.minute = minute
        self.written = written
        self.drafts: dict[str, str] = {}
        self.case = vault.cases.open_cases()[0]

    def do(self, step: Step) -> None:
        name, number, text = step
        self.minute += 2
        getattr(self, name)(number, f"{text} {self.minute}" if name in {"note", "event"} else text)
        self.vault.audit.append(f"{name}.done", self.case.id)

    @property
    def now(self) -> datetime:
        return later(self.minute)

    def note(self, _number: int, text: str) -> None:
        self.written.append(text)
        self.vault.notes.add(replace(a_note(self.case, text), written_at=self.now))

    def event(self, _number: int, text: str) -> None:
        self.written.append(text)
        self.vault.events.add(replace(an_event(self.case), what=text, written_at=self.now))

    def decision(self, _number: int, _text: str) -> None:
        self.vault.decisions.add(replace(a_decision(self.case), decided_at=self.now))

    def _change(self, **values: object) -> None:
        before = self.vault.people.get(self.case.person_id)
        after = replace(before, **values, changed_at=self.now)  # type: ignore[arg-type] # names are fields
        self.vault.people.update(after)
        for number, (field, old, new) in enumerate(differences(before, after)):
            self.written += [text for text in (old, new) if text]
            self.vault.people.add_change(
                PersonChange(
                    id=f"{self.minute}-{number}", person_id=before.id, field=field, old_value=old, new_value=new,
                    changed_at=self.now, changed_by="Lead",
                )
            )  # fmt: skip

    def field(self, number: int, text: str) -> None:
        self._change(**{("school", "phone")[number % 2]: text})

    def entry(self, number: int, text: str) -> None:
        name = ("Ngozi", "Bola", "Chidi")[number % 3]
        others = tuple(one for one in self._household() if one.name != name)
        self._change(household=(*others, HouseholdMember(name=name, relationship=text)))

    def rename(self, _number: int, text: str) -> None:
        first, *others = self._household() or (HouseholdMember(name="Ada", relationship=""),)
        if all(one.name != text for one in others):
            self._change(household=(replace(first, name=text), *others))

    def drop(self, number: int, _text: str) -> None:
        household = self._household()
        if household:
            gone = household[number % len(household)]
            self._change(household=tuple(one for one in household if one != gone))

    def _household(self) -> tuple[HouseholdMember, ...]:
        return self.vault.people.get(self.case.person_id).household

    def draft(self, _number: int, text: str) -> None:
        form = replace(
            a_form(self.case, answers(text)),
            started_at=self.now,
            changed_at=self.now,
            kept_apart=text == "two",
        )
        self.vault.responses.add(form)

    def _draft(self, number: int) -> str | None:
        drafts = sorted(form.id for form in self.vault.responses.drafts())
        return drafts[number % len(drafts)] if drafts else None

    def write(self, number: int, text: str) -> None:
        draft = self._draft(number)
        if draft is not None:
            self.drafts[draft] = text
            self.vault.responses.save_draft(draft, answers(text), "s2", 2, 5, self.now)
            self.vault.undo_histories.keep(draft, f"steps to {text}")

    def finish(self, number: int, text: str) -> None:
        draft = self._draft(number)
        if draft is not None:
            self.drafts[draft] = text
            content = answers(text, "finished")
            self.vault.responses.finalise(
                draft, content, hashlib.sha256(content.encode()).hexdigest(), self.now
            )

    def attachment(self, number: int, text: str) -> None:
        self.vault.attachments.add(
            io.BytesIO(text.encode() * number), case_id=self.case.id, file_name=text, media_type="x/y", at=self.now
        )  # fmt: skip

    def describe(self, number: int, text: str) -> None:
        files = sorted(self.vault.attachments.all(), key=lambda one: one.id)
        if files:
            one = files[number % len(files)]
            self.vault.attachments.describe(one.id, text)
            self.vault.audit.append("attachment.described", one.id)

    def pack(self, number: int, text: str) -> None:
        self.attachment(number, text)
        kept = self.vault.attachments.all()[-1]
        self.vault.packs.add(replace(a_pack(self.case, kept.id), signed_at=self.now))

    def queue(self, number: int, _text: str) -> None:
        packs = sorted(pack.id for pack in self.vault.packs.all() if pack.receipt_at is None)
        if packs:
            self.vault.packs.set_queued(packs[number % len(packs)], "ef" * 32)

    def receipt(self, number: int, _text: str) -> None:
        packs = sorted(pack.id for pack in self.vault.packs.all() if pack.receipt_at is None)
        if packs:
            receipt = f"jws {self.minute}"
            self.written.append(receipt)
            self.vault.packs.set_receipt(packs[number % len(packs)], receipt, self.now, "26-1")

    def status(self, number: int, _text: str) -> None:
        self.vault.cases.set_status(self.case.id, tuple(CaseStatus)[number], self.now)

    def review(self, _number: int, _text: str) -> None:
        for form in self.vault.responses.of_case(self.case.id):
            if form.is_finalised and not any(
                r.response_id == form.id for r in self.vault.reviews.of_case(form.case_id)
            ):
                day = self.now.date()
                self.vault.reviews.set_due(
                    Review(response_id=form.id, case_id=form.case_id, due=day, what="Look", set_at=self.now)
                )
                return

    def done(self, _number: int, _text: str) -> None:
        self.vault.reviews.finish(self.case.id, self.now)

    def person(self, _number: int, text: str) -> None:
        person = replace(a_person(surname=text), created_at=self.now, changed_at=self.now)
        self.vault.people.add(person)
        self.vault.cases.add(replace(a_case(person), opened_at=self.now, changed_at=self.now))


def begin(vault: Vault) -> None:
    """What all copies have in common: a person and a case, and in it a draft, a review, a file and a pack."""
    keep_case(vault)
    worker = Worker(vault, 0, [])
    for step in ("draft", "finish", "review", "draft", "pack"):
        worker.do((step, 0, "o"))
    assert (len(vault.responses.drafts()), len(vault.reviews.open()), len(vault.packs.all())) == (1, 1, 1)


@pytest.fixture(scope="module")
def base(made_once: Made, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    """A vault that both laptops had in the beginning."""
    folder = tmp_path_factory.mktemp("base") / "vault"
    shutil.copytree(made_once.folder, folder)
    with Vault.open(folder, made_once.key) as vault:
        begin(vault)
    return Laptop(folder, made_once.key)


@contextmanager
def two(base: Laptop, here: list[Step], there: list[Step]) -> Iterator[tuple[Laptop, Laptop, list[str]]]:
    written: list[str] = []
    with tempfile.TemporaryDirectory(prefix="two-laptops-") as name:
        laptops = []
        for number, steps in enumerate((here, there)):
            laptop = Laptop(Path(name) / str(number), base.key)
            shutil.copytree(base.folder, laptop.folder)
            with laptop.opened() as vault:
                worker = Worker(vault, 60 + number, written)
                for step in steps:
                    worker.do(step)
                written += worker.drafts.values()
            laptops.append(laptop)
        yield laptops[0], laptops[1], written


def whole(vault: Vault) -> dict[str, list[tuple[object, ...]]]:
    integrity.check(vault)
    return records(vault)


def all_that_stands(vault: Vault) -> str:
    tables = ("people", "notes", "events", "responses", "person_changes", "packs", "merge_conflicts")
    return "\n".join(
        str(value)
        for table in tables
        for row in vault.database.rows(f"SELECT * FROM {table}")  # noqa: S608 - our own names
        for value in row
    )


# A failure is not made smaller: each example makes, joins and checks several vaults.
few = settings(
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    max_examples=int(os.environ.get("MERGE_EXAMPLES", "5")),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def without_twins(vault: Vault) -> bool:
    """Two forms that were finished under one id cannot have one id on both laptops: they are compared by what they say."""
    return not vault.database.rows("SELECT 1 FROM merge_twins")


def said(found: dict[str, list[tuple[object, ...]]]) -> dict[str, list[str]]:
    columns: dict[str, Callable[[tuple[object, ...]], str]] = {
        "responses": lambda row: f"{row[6:15]}{row[16]}",
        "notes": str,
    }
    return {table: sorted(map(columns[table], found[table])) for table in columns}


@few
@given(here=STEPS, there=STEPS)
def test_joined_in_both_directions_the_two_agree_and_nothing_is_lost(
    base: Laptop, here: list[Step], there: list[Step]
) -> None:
    with two(base, here, there) as (one, other, written):
        original = Laptop(other.folder.with_name("original"), base.key)
        shutil.copytree(one.folder, original.folder)
        one.join(other)
        other.join(original)  # neither knows yet of the other's joining
        with one.opened() as ours, other.opened() as theirs:
            if without_twins(ours):
                assert whole(ours) == whole(theirs)
            else:
                assert said(whole(ours)) == said(whole(theirs))
            for vault in (ours, theirs):
                stands = all_that_stands(vault)
                assert [text for text in written if text not in stands] == []


@few
@given(here=STEPS, there=STEPS)
def test_one_after_the_other_agrees_too_and_joining_again_changes_nothing(
    base: Laptop, here: list[Step], there: list[Step]
) -> None:
    with two(base, here, there) as (one, other, _written):
        one.join(other)
        other.join(one)
        with one.opened() as ours:
            before = records(ours)
            entries = ours.audit.entries()
            with other.opened() as theirs:
                agreed = whole(theirs)
            if without_twins(ours):
                assert before == agreed
            else:
                assert said(before) == said(agreed)
            join(ours, other)  # the other wrote down its own joining meanwhile
            assert records(ours) == before
            new = [entry.action for entry in ours.audit.entries()[len(entries) :]]
            assert new == ["vault.merged"] or not (here or there)
            again = join(ours, other)
            assert not again.is_news
            assert records(ours) == before
            assert len(ours.audit.entries()) == len(entries) + len(new)
