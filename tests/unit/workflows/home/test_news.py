"""What is new since somebody was last here, with real packs, receipts and answers between two desks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from prevent_desktop.casework.answer import AnswerKind
from prevent_desktop.casework.news import NewsKind
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.answers.give_answer import Said
from prevent_desktop.workflows.home.news import mark_all_seen, news, show_again
from prevent_desktop.workflows.record.open_record import open_record, read_record
from tests.unit.workflows.correspondence import QUESTION, Correspondence, Desks, correspond, now, two_desks

FEEDBACK = Said(kind=AnswerKind.FEEDBACK, text="Your dates were what helped most. Thank you.")


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desks]:
    with two_desks(tmp_path_factory.mktemp("desks")) as made:
        yield made


@pytest.fixture
def one(desks: Desks) -> Correspondence:
    return correspond(desks)


def new(one: Correspondence, days: int = 0) -> list[NewsKind]:
    """What is new about this person, so many days from now."""
    found = news(one.vault, now=now() + timedelta(days=days))
    return [
        each.arrival.kind for each in found if each.person is not None and each.person.id == one.person.id
    ]


def look(one: Correspondence) -> None:
    open_record(one.vault, one.person.id, now=now())


def test_a_receipt_and_each_answer_are_new_until_the_record_was_looked_at(one: Correspondence) -> None:
    assert new(one) == [NewsKind.RECEIPT]
    one.give(QUESTION)
    one.give(FEEDBACK)
    one.fetch()
    assert new(one) == [NewsKind.FEEDBACK, NewsKind.QUESTION, NewsKind.RECEIPT]
    look(one)
    assert new(one) == []


def test_what_came_a_minute_after_a_look_is_new_and_the_next_look_counts(one: Correspondence) -> None:
    """A look is written down once in ten minutes; the one that shows something new is one more."""
    look(one)
    one.give(FEEDBACK)
    one.fetch()
    assert new(one) == [NewsKind.FEEDBACK]
    look(one)
    assert new(one) == []
    head = one.vault.audit.head
    look(one)
    assert one.vault.audit.head == head


def test_what_comes_while_the_record_is_open_is_seen_there(one: Correspondence) -> None:
    look(one)
    one.give(FEEDBACK)
    one.fetch()
    read_record(one.vault, one.person.id, now=now())
    assert new(one) == []


def test_what_was_sent_and_what_was_answered_by_us_is_no_news(one: Correspondence) -> None:
    one.give(FEEDBACK)
    assert news(one.theirs, now=now()) == ()


def test_who_says_that_all_was_seen_can_take_that_back(one: Correspondence) -> None:
    before = mark_all_seen(one.vault)
    assert news(one.vault, now=now()) == ()
    one.give(FEEDBACK)
    one.fetch()
    assert new(one) == [NewsKind.FEEDBACK]
    show_again(one.vault, before)
    assert new(one) == [NewsKind.FEEDBACK, NewsKind.RECEIPT]
    actions = [entry.action for entry in one.vault.audit.about([""])]
    assert actions[-2:] == ["news.seen", "news.shown-again"]


def test_after_a_month_in_which_the_vault_was_used_it_is_no_news(one: Correspondence) -> None:
    assert new(one, days=20) == [NewsKind.RECEIPT]
    assert new(one, days=40) == [NewsKind.RECEIPT]  # nobody was here meanwhile: it came since they were
    one.vault.audit.append("vault.unlocked", "")
    assert new(one, days=40) == []


def test_a_mark_of_another_copy_of_the_vault_hides_nothing(one: Correspondence) -> None:
    one.vault.settings.set("news-seen", f"{one.vault.audit.last().position} {'0' * 64}")
    assert new(one) == [NewsKind.RECEIPT]


def test_a_vault_for_reading_only_tells_none_for_no_look_is_written_there(
    one: Correspondence, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Vault, "is_read_only", True)
    assert news(one.vault, now=now()) == ()
