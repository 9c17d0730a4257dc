from __future__ import annotations

from prevent_desktop.vault.once_read import OnceRead


def test_the_same_words_are_read_once_and_others_again() -> None:
    asked: list[str] = []

    def reader(words: str) -> list[str]:
        asked.append(words)
        return words.split()

    once_read = OnceRead()
    assert once_read(reader, "a b") is once_read(reader, "a b")
    assert once_read(reader, "a c") == ["a", "c"]
    assert asked == ["a b", "a c"]


def test_each_reader_has_its_own() -> None:
    once_read = OnceRead()
    assert once_read(str.upper, "ab") == "AB"
    assert once_read(str.title, "ab") == "Ab"


def test_what_one_vault_read_another_does_not_have() -> None:
    asked: list[str] = []
    for once_read in (OnceRead(), OnceRead()):
        once_read(asked.append, "a")
    assert asked == ["a", "a"]


def test_only_the_last_are_kept() -> None:
    asked: list[int] = []
    once_read = OnceRead()
    for number in [*range(257), 256, 0]:
        once_read(asked.append, number)
    assert asked == [*range(257), 0]
