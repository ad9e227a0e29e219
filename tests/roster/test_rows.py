"""From cells to people: what the headings of real registers mean, and which rows can't be taken."""

import pytest

from app.models.classroom import Part
from app.roster.columns import Holds, file_of_words, guess, is_never_read, part_of
from app.roster.rows import Note, Row, key, turned
from app.roster.tongues import tag_of
from tests.roster.lists import read, wrong


def guessed(headings: str) -> str:
    """What each column holds; - for nothing."""
    return " ".join(holds.value or "-" for holds in guess(tuple(headings.split(";"))))


@pytest.mark.parametrize(
    ("headings", "holds"),
    [
        ("Name;Class", "name class"),
        ("Student Name;Section;Student ID", "name class number"),
        ("Student (Last, First);Period", "name class"),
        ("Last Name;First Name;Middle Name;Course;Period", "last first - class section"),
        ("Student;Section;Teacher;Teacher Email", "name class teacher teacher-email"),
        ("StudentFirstName;StudentLastName;SIS User ID;Course Name;Section Name", "first last number class section"),
        ("sourcedId;givenName;familyName;role;email;username", "number first last part email -"),
        ("Homeroom;Pupil", "class name"),
        ("Tutor group;Forename;Surname;Preferred name;UPN", "class first last goes-by number"),
        ("Nachname;Vorname;Rufname;Klasse;Muttersprache", "last first goes-by class language"),
        ("Name;Vorname;Klasse;E-Mail-Adresse", "last first class email"),
        ("Apellidos;Nombre;Grupo;Correo electrónico;Rol", "last first class email part"),
        ("Primer apellido;Segundo apellido;Nombre;Clase", "last last first class"),
        ("Nombre del alumno;Curso", "name class"),
        ("Nom;Prénom;Classe;Langue maternelle", "last first class language"),
        ("Nom complet;Classe", "name class"),
        ("Nome;Cognome;Classe", "first last class"),
        ("Фамилия;Имя;Класс", "last first class"),
        ("姓名;班级;学号", "name class number"),
        ("이름;반;학번", "name class number"),
        ("الاسم;الصف", "name class"),
        ("Teacher;Email;Class", "teacher teacher-email class"),
        ("id;name;id;id", "number name - -"),
        ("Name;Class 1;Class 2", "name class class"),
        ("Name;Class;Homeroom", "name class -"),
        ("Full name;First name;Last name;Class", "name - - class"), ("Full name;First name;Class", "name - class"),
        ("fieldNameA;fieldNameB", "- -"),
    ],
)  # fmt: skip
def test_headings_of_real_registers_are_understood(headings: str, holds: str) -> None:
    assert guessed(headings) == holds


def test_name_and_vorname_are_a_surname_and_a_first_name() -> None:
    """The one heading that means two things: "Name" beside a first name is the family's in German registers."""
    assert [row.name for row in read("Name;Vorname;Klasse\nMüller;Jürgen;8b\n").rows] == ["Jürgen Müller"]


@pytest.mark.parametrize(
    "heading",
    [
        "Password", "Passwort", "Contraseña", "Initial PIN", "DOB", "Date of Birth", "BirthDate", "Geburtsdatum",
        "Fecha de nacimiento", "Gender", "Sex", "Geschlecht", "Pronouns", "Ethnicity", "Race", "Hispanic/Latino",
        "Home Address", "Street", "Straße", "PLZ", "Zip Code", "Phone", "Home Phone 2", "parentPhone", "Telefonnummer",
        "Grade", "grades", "GPA", "Final Score", "Noten", "Calificación", "Parent E-mail", "Mother's name",
        "Emergency contact", "SSN", "IEP", "Lunch status", "Religion", "Staatsangehörigkeit", "Alter", "age",
        "Medical notes", "Disability", "Home country / nationality", "Mailing address", "Guardian 1 Name",
    ],
)  # fmt: skip
def test_what_is_no_business_of_ours_is_never_read(heading: str) -> None:
    assert is_never_read(heading)


@pytest.mark.parametrize(
    "heading",
    ["Name", "Email address", "E-Mail-Adresse", "Home language", "Class", "Page", "Grace", "Capacity", "House"],
)
def test_what_only_sounds_like_it_is_read(heading: str) -> None:
    assert not is_never_read(heading)


def test_every_word_of_the_list_of_headings_is_found_by_it() -> None:
    for field, phrases in file_of_words()["fields"].items():
        if field not in {"homeroom", "section"}:
            kind = Holds(field.replace("_", "-"))
            lone = {Holds.FIRST: Holds.NAME, Holds.LAST: Holds.NAME, Holds.SECTION: Holds.CLASS}
            for phrase in phrases:
                assert guess((phrase,)) == (lone.get(kind, kind),), phrase
                assert not is_never_read(phrase)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Morales, Ana", "Ana Morales"),
        ("Morales Ruiz ,  Ana María", "Ana María Morales Ruiz"),
        ("O’Neill, Zoë", "Zoë O’Neill"),
        ("King, Martin Luther, Jr.", "Martin Luther King, Jr."),
        ("Martin Luther King, Jr.", "Martin Luther King, Jr."),
        ("=SUM(1,1)", "=SUM(1,1)"),
        ("a,b,c", "a,b,c"),
        (",", ","),
    ],
)
def test_a_name_begins_with_the_first_name(written: str, name: str) -> None:
    assert turned(written) == name


def test_two_spellings_of_a_name_are_one() -> None:
    assert key("  ZOË  O’NEILL ") == key("zoe o'neill")
    assert key("Jean‑Luc") == key("Jean-Luc")
    assert [key(nothing) for nothing in ("", " ", "\u200b", "\u202e", "´", "\u0301")] == [""] * 6


def test_a_row_says_who_is_in_which_class() -> None:
    text = "Name,Class,Role,E-mail,Goes by,Language,ID\nAna Morales,Period 3; Period 5,,a@x.org,Anita,spanish,007\n"
    assert read(text).rows == [Row(2, "Ana Morales", ("Period 3", "Period 5"), Part.WRITER, "Anita", "es", "", "007")]


@pytest.mark.parametrize(
    ("headings", "cells", "classes"),
    [
        ("Name,Course,Period", "Ana,English 9,3", ("English 9, Period 3",)),
        ("Name,Course,Period", "Ana,English 9,Period 3", ("English 9, Period 3",)),
        ("Name,Course,Section", "Ana,English 9 - 02,02", ("English 9 - 02",)),
        ("Name,Course,Period", "Ana,English 9,", ("English 9",)),
        ("Name,Course,Period", "Ana,,3", ("Period 3",)),
        ("Name,Period", "Ana,3", ("Period 3",)),
        ("Name,Homeroom", "Ana,204", ("Homeroom 204",)),
        ("Name,Class", "Ana,8", ("8",)),
        ("Name,Class 1,Class 2", "Ana,Art,Bio", ("Art", "Bio")),
        ("Name,Class", "Ana,Art;art|Bio", ("Art", "Bio")),
    ],
)
def test_a_class_is_called_so_that_one_knows_it(headings: str, cells: str, classes: tuple[str, ...]) -> None:
    assert [row.classes for row in read(f"{headings}\n{cells}\n").rows] == [classes]


def test_a_teacher_beside_each_student_is_one_teacher() -> None:
    text = 'Student,Class,Teacher,Teacher e-mail\nAna,8b,"Rivera, Carmen",r@x.org\nBo,8b,"Rivera, Carmen",r@x.org\n'
    teachers = [row for row in read(text).rows if row.part is Part.READER]
    assert teachers == [Row(2, "Carmen Rivera", ("8b",), Part.READER, email="r@x.org")]
    both = 'Student,Class,Teacher,Teacher e-mail\nAna,8b,"Rivera, Carmen; Park, Dan",r@x.org; p@x.org\n'
    assert [(row.name, row.email) for row in read(both).rows[1:]] == [
        ("Carmen Rivera", "r@x.org"),
        ("Dan Park", "p@x.org"),
    ]


def test_a_list_of_teachers_alone_is_a_list() -> None:
    rows = read("Teacher,E-mail,Class\nCarmen Rivera,r@x.org,8b\n").rows
    assert [(row.name, row.part, row.email) for row in rows] == [("Carmen Rivera", Part.READER, "r@x.org")]


def test_a_students_address_is_not_taken() -> None:
    assert [row.email for row in read("Name,Class,E-mail\nAna,8b,ana@x.org\n").rows] == [""]


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (",8b,,", "no name"),
        ("\u200b,8b,,", "no name"),
        ("Ana,,,", "no class"),
        ("Ana, ; ,,", "no class"),
        ("Ana,8b,janitor,", "unknown part"),
        ("A\x00na,8b,,", "unreadable"),
        ("A\x1bna,8b,,", "unreadable"),
        (f"{'a' * 201},8b,,", "too long"),
        ("Rivera,8b,teacher,not an address", "no address"),
    ],
)
def test_a_row_that_cannot_be_taken_has_a_number_and_a_reason(cells: str, why: str) -> None:
    reading = read(f"Name,Class,Role,E-mail\nBo,8b,student,\n{cells}\n")
    assert wrong(reading) == [(3, why)]
    assert [row.name for row in reading.rows] == ["Bo"]


def test_what_is_left_out_of_a_row_is_said() -> None:
    reading = read("Name,Class,Language\nAna,8b,Klingon\nBo,8b,es,more\n")
    assert [(one.number, one.note) for one in reading.remarks] == [(2, Note.UNKNOWN_LANGUAGE), (3, Note.CELLS_BEYOND)]
    assert [row.language for row in reading.rows] == ["", "es"]


def test_who_has_no_class_in_the_list_is_in_the_one_that_is_named() -> None:
    assert [row.classes for row in read("Name,Class\nAna,\nBo,8c\n", classroom="8b").rows] == [("8b",), ("8c",)]


@pytest.mark.parametrize(
    ("said", "part"),
    [("", Part.WRITER), ("Student", Part.WRITER), ("Schülerin", Part.WRITER), ("T", Part.READER),
     ("Co-Teacher", Part.READER), ("Profesora", Part.READER), ("parent", None), ("administrator", None)],
)  # fmt: skip
def test_a_part_is_known_by_the_words_that_registers_use(said: str, part: Part | None) -> None:
    assert part_of(said) is part


@pytest.mark.parametrize(
    ("said", "tag"),
    [("Spanish", "es"), ("español", "es"), ("Spanisch", "es"), ("ES", "es"), ("spa", "es"), ("es-MX", "es-MX"),
     ("zh_TW", "zh-Hant"), ("Tagalog", "fil"), ("Haitian Creole", "ht"), ("Türkçe", "tr"), ("한국어", "ko"),
     ("Klingon", None), ("root", None), ("", None), ("none", None), ("\x00", None), ("x" * 300, None)],
)  # fmt: skip
def test_a_language_is_known_by_its_names_and_its_tag(said: str, tag: str | None) -> None:
    assert tag_of(said) == tag
