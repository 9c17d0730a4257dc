"""Who is perhaps recorded already: the pairs of names, what a birth date can be mistaken for, and what is never one person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from prevent_desktop.casework.birth_likeness import BirthLikeness, births
from prevent_desktop.casework.name_forms import Word, plain_letters, words_of
from prevent_desktop.casework.name_likeness import Likeness, NameComparer, Names
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.place_likeness import Place, PlaceLikeness, places
from prevent_desktop.casework.relations import Relation
from prevent_desktop.casework.repeats import RepeatIndex
from prevent_desktop.casework.short_forms import SHORT_FORMS
from prevent_desktop.casework.well_known_forenames import WELL_KNOWN
from prevent_desktop.partial_dates import PartialDate
from tests.benchmarks.bench_repeats import BLIND, NOW, OUTSIDER, SECOND, THIRD, UNSEEN, is_found, rows


def test_of_the_pairs_of_birmingham_nearly_all_are_told_right() -> None:
    wrong = [row for row in rows() if is_found(row) != (row["same"] == "yes")]
    assert sum(row["same"] == "yes" for row in wrong) <= 10
    assert sum(row["same"] == "no" for row in wrong) <= 10


def test_of_the_pairs_of_others_nearly_all_are_told_right() -> None:
    for path, fewest_found, most_wrong in (
        (UNSEEN, 58, 2),
        (BLIND, 196, 4),
        (OUTSIDER, 172, 2),
        (SECOND, 196, 4),
        (THIRD, 196, 4),
    ):
        pairs = rows(path)
        assert sum(is_found(row) for row in pairs if row["same"] == "yes") >= fewest_found
        assert sum(is_found(row) for row in pairs if row["same"] == "no") <= most_wrong


def _somebody(key: str, forenames: str, surname: str, address: str) -> Person:
    return Person(
        id=key, forenames=forenames, surname=surname, birth_date=PartialDate(2012, 5, 3), address=address,
        postcode={"1 Green Lane": "B10 1AA", "": ""}.get(address, "B29 9ZZ"), created_at=NOW, changed_at=NOW,
    )  # fmt: skip


def relation(
    one: str,
    other: str,
    *,
    address: str = "1 Green Lane",
    surname: str = "Nowak",
    born: str = "2012-05-03",
) -> Relation | None:
    """Who somebody with the forename `other` could be to `one`, who lives at 1 Green Lane and is born on 3 May 2012."""
    index = RepeatIndex()
    somebody = _somebody("other", other, surname, address)
    index.put(replace(somebody, birth_date=PartialDate.parse(born)))
    found = index.repeats_of(_somebody("", one, surname, "1 Green Lane"))
    return found[0].relation if found else None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna", "Hanna"),
        ("Priya", "Riya"),
        ("Jada", "Jade"),
        ("Patrick", "Patricia"),
        ("Hassan", "Hussein"),
        ("Amina", "Amira"),
        ("Jakub", "Zofia"),
        ("Jia Yi", "Jia Hui"),
        ("Molly", "Polly"),
    ],
)
def test_two_of_one_day_and_home_whose_forenames_are_two_are_perhaps_twins(one: str, other: str) -> None:
    assert relation(one, other) is Relation.TWIN
    assert relation(other, one) is Relation.TWIN


def test_twins_who_share_no_home_are_told_too_unless_their_surname_is_everybodys() -> None:
    assert relation("Jakub", "Zofia", address="99 Other Road") is Relation.TWIN
    assert relation("Jakub", "Zofia", address="") is Relation.TWIN
    assert relation("Amrit", "Zofia", address="99 Other Road", surname="Kaur") is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mohammed", "Muhammad"),
        ("Jakub", "Kuba"),
        ("Niamh", "Neve"),
        ("Aarav", "Arav"),
        ("Chukwuemeka", "Emeka"),
        ("Krishna", "Krishnan"),
        ("Isabella", "Isabel"),
        ("Shahidul", "Shohidul"),
        ("Kayleigh", "Kaylee"),
        ("Noor", "Nuur"),
    ],
)
def test_one_name_in_two_spellings_is_no_twin(one: str, other: str) -> None:
    assert relation(one, other) is Relation.SAME_PERSON
    assert relation(other, one) is Relation.SAME_PERSON


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Thabit", "Sabet"),
        ("Haitham", "Haysam"),
        ("Dhiyab", "Ziyab"),
        ("Christo", "Hristo"),
        ("Bohdan", "Bogdan"),
        ("Hryhorii", "Grygorii"),
        ("Gamal", "Jamal"),
        ("Khaled", "Haled"),
        ("Ismaaciil", "Ismail"),
        ("ਮਨਿੰਦਰ", "Maninder"),
        ("ئارام", "Aram"),
        ("سەردار", "Sardar"),
        ("Heydar", "Xeyder"),
        ("Mahdiyeh", "Mahdia"),
        ("Djamal", "Jamal"),
        ("وليد", "Waleed"),
        ("علي", "Ali"),
        ("Εύα", "Eva"),
        ("Binod", "Vinod"),
        ("Eleftherios", "Eleutherios"),
        ("Abdur Rahim", "Abdul Raheem"),
    ],
)
def test_one_name_by_two_romanisations_is_one_person(one: str, other: str) -> None:
    assert relation(one, other) is Relation.SAME_PERSON
    assert relation(other, one, address="99 Other Road") is Relation.SAME_PERSON


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Honcharenko", "Гончаренко"),
        ("Elhaj", "Alhag"),
        ("Ismail", "Ismaaciil"),
        ("Sandhu", "ਸੰਧੂ"),
        ("Diallo", "Jallow"),
        ("Hsu", "Xu"),
        ("Mukherjee", "Mukhopadhyay"),
    ],
)
def test_one_surname_by_two_romanisations_is_one(one: str, other: str) -> None:
    ours, theirs = (Names(("anna",), words_of(name)) for name in (one, other))
    assert NameComparer().names(ours, theirs).surname == Likeness.SPELT
    assert NameComparer().names(theirs, ours).surname == Likeness.SPELT


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Oleksandra", "Lesia"),
        ("Ekaterina", "Katya"),
        ("Erzsébet", "Bözsi"),
        ("Francisco", "Chico"),
        ("Oluwatobiloba", "Tobi"),
        ("Chukwudi", "Chudi"),
        ("Mohamed", "Moe"),
        ("Aleksandër", "Leka"),
        ("Vasileios", "Vasilis"),
        ("Yahya", "Yahye"),
        ("Deborah", "Debby"),
        ("Katherine", "Kathi"),
        ("Tyrone", "Ty"),
        ("Sukhvinder", "Suki"),
        ("Michelle", "Shell"),
        ("Chiamaka", "Amaka"),
    ],
)
def test_a_short_or_pet_form_is_the_same_person(one: str, other: str) -> None:
    assert relation(one, other) is Relation.SAME_PERSON
    assert relation(other, one, address="99 Other Road") is Relation.SAME_PERSON


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nadeem", "Naeem"),
        ("Rashid", "Rashad"),
        ("Harjit", "Harjinder"),
        ("Zixuan", "Zihan"),
        ("Rory", "Roy"),
        ("Marcel", "Marco"),
        ("Kayla", "Kyla"),
        ("Jaxon", "Jason"),
        ("Nazma", "Nazia"),
        ("Harshil", "Harshal"),
        ("Latisha", "Lashawn"),
        ("Chidinma", "Chidera"),
        ("Merhawi", "Merhawit"),
        ("Nazmul", "Nozrul"),
    ],
)
def test_two_well_known_forenames_are_perhaps_twins_however_alike(one: str, other: str) -> None:
    assert relation(one, other) is Relation.TWIN
    assert relation(other, one, address="99 Other Road") is Relation.TWIN


def test_two_of_one_day_whose_surnames_are_two_well_known_names_are_told_apart_in_two_homes() -> None:
    index = RepeatIndex()
    index.put(_somebody("other", "Amina", "Hussain", "99 Other Road"))
    assert not index.repeats_of(_somebody("", "Amina", "Hassan", "1 Green Lane"))


def test_the_tables_of_names_hold_plain_letters_alone_and_no_word_twice_in_a_line() -> None:
    for spellings in (*SHORT_FORMS.split("\n"), *WELL_KNOWN.split(",")):
        words = spellings.split()
        assert words == plain_letters(spellings).split() == list(dict.fromkeys(words))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Hassan", "Hussain"), ("Karim", "Kareema"), ("Hamid", "Hammad"), ("Xiaoling", "Xiaoming")],
)
def test_two_names_of_days_alike_in_two_homes_are_two_people(one: str, other: str) -> None:
    assert relation(one, other, address="99 Other Road", born="2012-05-08") is None
    assert relation(other, one, address="99 Other Road", born="2012-05-08") is None


def test_one_name_with_a_slip_in_the_day_is_found_in_another_home_where_it_is_but_spelt_otherwise() -> None:
    assert relation("Sumaiya", "Sumaya", address="99 Other Road", born="2012-05-08") is Relation.SAME_PERSON


def test_a_slip_onto_a_neighbouring_key_is_no_other_name() -> None:
    assert relation("Gurung", "Gurumg", address="99 Other Road") is Relation.SAME_PERSON
    assert relation("Karwan", "Kaiwan", address="99 Other Road") is Relation.TWIN


def test_brother_and_sister_of_days_alike_in_one_home_are_perhaps_family() -> None:
    assert relation("Hamid", "Hammad", born="2012-05-08") is Relation.FAMILY


def test_a_surname_with_its_article_joined_is_found_where_the_day_is_not_known() -> None:
    index = RepeatIndex()
    index.put(replace(_somebody("other", "Bashar", "Almasri", ""), birth_date=PartialDate(2012, 1, 1)))
    found = index.repeats_of(_somebody("", "Bashar", "Al-Masri", ""))
    assert [repeat.relation for repeat in found] == [Relation.SAME_PERSON]


def test_two_of_one_home_whose_forenames_are_but_alike_are_of_one_household() -> None:
    index = RepeatIndex()
    index.put(
        replace(_somebody("other", "Karwan", "Ahmed", "1 Green Lane"), birth_date=PartialDate(2012, 5, 8))
    )
    found = index.repeats_of(_somebody("", "Kaiwan", "Osman", "1 Green Lane"))
    assert [repeat.relation for repeat in found] == [Relation.HOUSEHOLD]


def test_what_reads_as_a_title_and_stands_alone_is_a_name() -> None:
    assert words_of("ڈار") == ("dr",)
    assert words_of("Dr Dar") == ("dar",)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Łukasz", "lukasz"),
        ("O’Brien-Smith", "obrien smith"),
        ("محمد", "mhmd"),
        ("Ọlúwaṣeun", "oluwaseun"),
        ("", ""),
        ("???", ""),
    ],
)
def test_names_are_written_in_plain_letters(written: str, plain: str) -> None:
    assert plain_letters(written) == plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("xasan", "hassan"),
        ("zhang", "chang"),
        ("gheorghe", "george"),
        ("kieran", "ciaran"),
        ("maxim", "maksym"),
    ],
)
def test_what_sounds_alike_shares_a_sound(one: str, other: str) -> None:
    assert Word(one).sounds & Word(other).sounds


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Amina", "Amira", Likeness.NEAR),
        ("Karim", "Karima", Likeness.OTHER),
        ("Daniel", "Danielle", Likeness.OTHER),
        ("Manjit", "Ranjit", Likeness.OTHER),
        ("Kate", "Katherine", Likeness.SHORT),
        ("Jas", "Jaspreet", Likeness.SHORT),
        ("Mohammed Usman", "Mohammed Bilal", Likeness.OTHER),
        ("Mohammed Usman", "Usman", Likeness.PART),
        ("Mohammed Usman", "M. Usman", Likeness.SHORT),
        ("Ali", "علي", Likeness.SPELT),
        ("", "Usman", Likeness.NOT_KNOWN),
    ],
)
def test_forenames_are_told_apart(one: str, other: str, alike: Likeness) -> None:
    ours, theirs = (Names(words_of(name), ("khan",)) for name in (one, other))
    assert NameComparer().names(ours, theirs).forenames == alike


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Horvath", "Horváthová", Likeness.SPELT),
        ("Kazlauskas", "Kazlauskaitė", Likeness.SPELT),
        ("Kazlauskas", "Kazlauskienė", Likeness.SPELT),
        ("Kalniņš", "Kalniņa", Likeness.SPELT),
        ("Markopoulos", "Markopoulou", Likeness.SPELT),
        ("Zieliński", "Zielińska", Likeness.SPELT),
        ("Rossi", "Jones", Likeness.OTHER),
    ],
)
def test_a_womans_and_a_mans_surname_are_one(one: str, other: str, alike: Likeness) -> None:
    ours, theirs = (Names(("anna",), words_of(name)) for name in (one, other))
    assert NameComparer().names(ours, theirs).surname == alike
    assert NameComparer().names(theirs, ours).surname == alike


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("2012-05-03", "2012-05-03", BirthLikeness.SAME),
        ("2012-05-03", "2012-03-05", BirthLikeness.TURNED),
        ("2012-05-03", "1912-05-03", BirthLikeness.CENTURY),
        ("2012-05-03", "2012-05-08", BirthLikeness.SLIP),
        ("2012-05-03", "2021-05-03", BirthLikeness.SLIP),
        ("2012-05-03", "2012", BirthLikeness.FITS),
        ("2012", "2012", BirthLikeness.FITS),
        ("2012-05-03", "2013-06-03", BirthLikeness.OTHER),
        ("2012-05-03", "1999", BirthLikeness.OTHER),
        ("2012-05-03", "2012-01-01", BirthLikeness.FITS),
        ("2012-05-03", "2013-01-01", BirthLikeness.OTHER),
    ],
)
def test_a_birth_date_can_be_another_by_a_slip(one: str, other: str, alike: BirthLikeness) -> None:
    assert births(PartialDate.parse(one), PartialDate.parse(other)) == alike
    assert births(PartialDate.parse(other), PartialDate.parse(one)) == alike


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("20 Stratford Road", "146 Stratford Road"),
        ("Flat 3, 20 Stratford Road", "Flat 5, 20 Stratford Road"),
        ("Flat 3, 20 Stratford Road", "Flat 3, 146 Stratford Road"),
        ("Flat A, 20 Stratford Road", "Flat B, 20 Stratford Road"),
        ("20a Stratford Road", "20 B Stratford Road"),
        ("Stratford Road", "20 Stratford Road"),
    ],
)
def test_of_one_name_and_another_day_only_one_home_makes_one_person(ours: str, theirs: str) -> None:
    for other, expected in ((theirs, Relation.FAMILY), (ours, Relation.SAME_PERSON)):
        index = RepeatIndex()
        neighbour = replace(_somebody("other", "Sajid", "Khan", other), postcode="B10 1AA")
        index.put(replace(neighbour, birth_date=PartialDate(2008, 11, 17)))
        asked = replace(_somebody("", "Sajid", "Khan", ours), postcode="B10 1AA")
        assert [found.relation for found in index.repeats_of(asked)] == [expected]


def test_one_home_is_one_home_where_the_flat_is_left_out_or_written_apart() -> None:
    full = Place("flat 3 20a stratford road", "b101aa")
    assert places(full, Place("20 a stratford road", "b101aa")) is PlaceLikeness.ADDRESS
    assert places(full, Place("3 20a stratford road", "")) is PlaceLikeness.ADDRESS


def test_the_same_two_forenames_in_another_order_and_another_day_are_perhaps_brothers() -> None:
    assert relation("Ali Hassan", "Hassan Ali", born="2014-11-17") is Relation.FAMILY
    assert relation("Ali Hassan", "Alihassan", born="2014-11-17") is Relation.SAME_PERSON
    assert relation("Ali Hassan", "Hassan Ali") is Relation.SAME_PERSON


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kemar Brown", "Kymar Brown"),
        ("Saif-ur-Rehman Khan", "Saif Ur Rahman Khan"),
        ("Mehdi Karimi", "Mahdi Karimi"),
        ("Mehrdad Karimi", "Mihrdad Karimi"),
        ("Zainab Ali", "Zeynab Ali"),
        ("Deshawn Reid", "Dashawn Reid"),
        ("Kerim Yusuf", "Kareem Yussuf"),
        ("Gabrielle Reid", "Gabriella Reid"),
        ("Krishna Patel", "Krushna Patel"),
        ("Kulwinder Sidhu", "Kulvinder Sidhu"),
        ("Abdulatif Noor", "Abdullatif Noor"),
        ("Chantelle Bell", "Shantelle Bell"),
        ("Aiden Walsh", "Aidan Walsh"),
        ("Tyreece Grant", "Tyrese Grant"),
        ("Shayne Hayes", "Shane Hayes"),
        ("Joanne Price", "Joanna Price"),
        ("Danial West", "Daniel West"),
        ("Khadra Nur", "Qadra Nur"),
        ("Tehmina Noor", "Tahmina Noor"),
        ("Rihanna Jones", "Rhianna Jones"),
        ("Phoebe Cox", "Pheobe Cox"),
        ("Abdikadir Noor", "Abdulkadir Noor"),
        ("D'Andre Brown", "Deandre Brown"),
        ("Ruxana Noor", "Rukhsana Noor"),
    ],
)
def test_one_who_is_spelt_otherwise_is_no_twin(one: str, other: str) -> None:
    ours, theirs = (name.rsplit(" ", 1) for name in (one, other))
    assert _between(ours, theirs, "1 Green Lane") is Relation.SAME_PERSON
    assert _between(theirs, ours, "1 Green Lane") is Relation.SAME_PERSON


def _between(ours: list[str], theirs: list[str], address: str) -> Relation | None:
    """Who the second, at `address`, could be to the first at 1 Green Lane, both born on one day; forenames and surname."""
    index = RepeatIndex()
    index.put(_somebody("other", theirs[0], theirs[1], address))
    found = index.repeats_of(_somebody("", ours[0], ours[1], "1 Green Lane"))
    return found[0].relation if found else None


def test_a_surname_that_is_spelt_otherwise_too_speaks_against_twins() -> None:
    assert _between(["Kareem", "Yusuf"], ["Kerim", "Yusuf"], "1 Green Lane") is Relation.TWIN
    assert _between(["Kareem", "Yussuf"], ["Kerim", "Yusuf"], "1 Green Lane") is Relation.SAME_PERSON
    assert _between(["Milan", "Horvat"], ["Milena", "Horvatova"], "1 Green Lane") is Relation.TWIN


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kevin", "Kelvin"),
        ("Jayden", "Hayden"),
        ("Jayla", "Shayla"),
        ("Manjot", "Manjeet"),
        ("Harleen", "Harneet"),
        ("Abdulhamid", "Abdulhadi"),
        ("Amina", "Amira Hope"),
        ("Hassan", "Mohammed Hussein"),
        ("Wing Yan", "Wing Yin"),
        ("Devin", "Devon"),
    ],
)
def test_twins_whose_forenames_differ_by_a_letter_or_two_are_told(one: str, other: str) -> None:
    assert relation(one, other) is Relation.TWIN
    assert relation(other, one) is Relation.TWIN


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Manjot", "Manjeet"),
        ("Mohammed Shofiq", "Mohammed Rofiq"),
        ("Abdulhamid", "Abdulhadi"),
        ("Iman", "Imran"),
    ],
)
def test_two_of_one_day_in_two_homes_are_told_by_what_differs_in_the_forename_that_tells(
    one: str, other: str
) -> None:
    assert relation(one, other, address="99 Other Road") is Relation.TWIN
    assert relation(other, one, address="99 Other Road") is Relation.TWIN


def test_one_forename_more_and_another_brief_surname_in_another_home_is_another() -> None:
    assert _between(["Sara", "Khan"], ["Sara Jane", "Kane"], "99 Other Road") is Relation.TWIN
    assert _between(["Sara", "Khan"], ["Sara Jane", "Khan"], "99 Other Road") is Relation.SAME_PERSON
    assert _between(["Sara", "Hussein"], ["Sara Jane", "Husain"], "99 Other Road") is Relation.SAME_PERSON


@pytest.mark.parametrize(("one", "other"), [("Tayler", "Taylor"), ("Allan", "Allen"), ("Tylor", "Tyler")])
def test_a_surname_that_is_spelt_otherwise_in_another_home_is_one(one: str, other: str) -> None:
    assert _between(["Jack", one], ["Jack", other], "99 Other Road") is Relation.SAME_PERSON
    assert _between(["Jack", other], ["Jack", one], "99 Other Road") is Relation.SAME_PERSON


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("Gabby", "Gabrielle"),
        ("Tabby", "Tabitha"),
        ("Abz", "Abdullah"),
        ("Imz", "Imran"),
        ("Kaz", "Kashif"),
        ("Faz", "Faisal"),
        ("Shazza", "Sharon"),
        ("Nadz", "Nadeem"),
        ("Gurps", "Gurpreet"),
    ],
)
def test_a_first_syllable_with_a_y_or_a_z_is_a_short_form(short: str, full: str) -> None:
    assert relation(short, full, address="99 Other Road") is Relation.SAME_PERSON
    assert relation(full, short) is Relation.SAME_PERSON


def test_what_but_ends_in_a_z_is_no_short_form() -> None:
    assert relation("Faiz", "Faisal") is Relation.TWIN
    assert relation("Riaz", "Riasat", address="99 Other Road") is Relation.TWIN


@pytest.mark.parametrize(
    ("one", "other"),
    [("Linda", "Lida"), ("Jonah", "Jonqah"), ("Farid", "Farud"), ("Carmen", "Camen"), ("Rory", "Rkory")],
)
def test_a_letter_that_makes_no_name_of_one_that_many_have_is_a_slip(one: str, other: str) -> None:
    assert relation(one, other) is Relation.SAME_PERSON
    assert relation(other, one, address="99 Other Road") is Relation.SAME_PERSON
