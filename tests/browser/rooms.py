"""Every screen that is a page, by its template: what axe and the sizes are tried on."""

from typing import Literal

from playwright.sync_api import Page

from tests.browser import evening_walks, office_walks, paper_walks, reading_walks, walks, worry_walks
from tests.browser.walks import Walk

STUDENTS: dict[str, Walk] = {
    "card": walks.to("/card"),
    "card, wrong": walks.wrong_card,
    "card_other": walks.other_card,
    "signed_out": walks.signed_out,
    "go_on": walks.go_on,
    "somebody_else": walks.somebody_else,
    "letters": walks.to("/letters", "ana"),
    "letters, none": walks.to("/letters", "eva"),
    "letter": walks.to("/letters/{f.answered.id}", "ana"),
    "letter, waiting": walks.postscript,
    "copy": walks.to("/letters/copy", "ana"),
    "write": walks.to("/write", "ana"),
    "write, empty": walks.empty_sheet,
    "offline": walks.without_a_line,
    "offline, waiting": walks.waiting_here,
    "offline, nobody's": walks.to("/write/offline"),
    "write_to": walks.to("/write", "linh"),
    "readers": walks.to("/readers", "ana"),
    "turn_to": walks.to("/turn-to", "ana"),
    "phones": walks.to("/phones", "ana"),
    "letters, closed": walks.closed,
    "you": walks.to("/you", "ana"),
    "not_found": walks.to("/nowhere", "ana"),
    "not_now": walks.not_now,
}
"""The screens that a student meets, by their templates."""

TEACHERS: dict[str, Walk] = {
    "sign_in": walks.to("/sign-in"),
    "queue": walks.to("/queue", "rivera"),
    "queue, empty": walks.to("/queue", "haddad"),
    "queue, the first minute": walks.to("/queue", "strand"),
    "queue, filtered": evening_walks.filtered,
    "set_aside": evening_walks.aside,
    "set_aside, nothing": walks.to("/queue/aside", "haddad"),
    "on_the_way": evening_walks.on_the_way,
    "on_the_way, nothing": walks.to("/on-the-way", "haddad"),
    "evenings": walks.to("/evenings", "rivera"),
    "addition": evening_walks.addition,
    "keys": walks.keys,
    "first_read": walks.to("/first-read", "rivera"),
    "first_read, first": reading_walks.comes_first,
    "first_read_end": walks.to("/first-read", "haddad"),
    "undo": walks.undo,
    "desk": walks.to("/desk/{f.one.id}", "rivera"),
    "desk, two letters": walks.to("/desk/{f.two.id}", "rivera"),
    "desk, settled": walks.to("/desk/{f.answered.id}", "rivera"),
    "talk": reading_walks.talk_without_its_day,
    "talk, nothing waits": walks.to("/students/{f.silent.id}/talk", "rivera"),
    "desk, two at once": walks.two_at_once,
    "board": walks.to("/board", "rivera"),
    "board, an earlier year": walks.earlier_year,
    "students": walks.to("/students", "rivera"),
    "find": walks.to("/find", "rivera"),
    "find, found": reading_walks.found,
    "find, nothing": reading_walks.nothing_found,
    "find, no word": reading_walks.no_word,
    "days_off, my own": walks.to("/away", "rivera"),
    "phones, to confirm": walks.to_confirm,
    "import_letters": walks.to("/classes/{cast.period_3.id}/import", "rivera"),
    "import_letters_look": office_walks.letters_from_before,
    "student": walks.to("/students/{cast.ana.id}", "rivera"),
    "student, waiting": walks.to("/students/{cast.bo.id}", "rivera"),
    "student, none": walks.to("/students/{f.silent.id}", "rivera"),
    "you, of the office": walks.to("/you", "lund"),
    "worry_about": worry_walks.handed_on_already,
    "worry_about, refused": worry_walks.refused,
    "worries": walks.to("/worries", "bell"),
    "worries, of a teacher": walks.to("/worries", "rivera"),
    "worry": worry_walks.unfolded,
    "worry, of the one who handed it on": walks.to("/worries/{f.worry}", "rivera"),
    "reading": walks.to("/school/reading?name=a", "lund"),
    "reading, of a named person": walks.to("/school/reading", "bell"),
    "reading_ask": walks.ask_to_read,
    "reading_grant": walks.to("/school/reading/{f.open}", "lund"),
    "reading_grant, to decide": walks.to("/school/reading/{f.asked}", "lund"),
    "reading_open": walks.read,
    "cards": walks.to("/classes/{cast.period_3.id}/cards", "rivera"),
    "cards, for nobody": walks.cards_for_nobody,
    "cards_sheet": walks.sheet_of_cards,
    "cards_sheet, large": walks.cards_large,
    "school_cards": walks.to("/school/cards", "lund"),
    "families": walks.families,
    "class_letter": walks.to("/classes/{cast.period_3.id}/letter", "rivera"),
    "class_letter, empty": walks.empty_class_letter,
    "paper": walks.to("/classes/{cast.period_3.id}/paper", "park"),
    "paper, a page to put": paper_walks.to_put,
    "paper, without a day": paper_walks.refused_day,
    "answers": paper_walks.to_print,
    "answers, nothing new": walks.to("/answers", "haddad"),
    "people": office_walks.unfolded("/school/people"),
    "people, of the same name": office_walks.unfolded("/school/people", "Add this person", Full_name="Ana Morales"),
    "person": office_walks.unfolded("/school/people/{cast.bell.id}"),
    "person, an office that can't end": office_walks.unfolded("/school/people/{cast.bell.id}", "Let it end"),
    "person, the last reader leaves": office_walks.unfolded("/school/people/{cast.haddad.id}", "Set the last day"),
    "invited": office_walks.unfolded("/school/people/{cast.rivera.id}", "Make a link"),
    "classes": office_walks.unfolded("/school/classes"),
    "classroom": office_walks.unfolded("/school/classes/{cast.period_3.id}"),
    "classroom, a name to choose": office_walks.unfolded(
        "/school/classes/{cast.period_5.id}", "Add to this class", Full_name="Li"
    ),
    "membership": office_walks.part("Cy Adler"),
    "membership, the last reader stops": office_walks.part("Chidi Okoye", "Set the last day"),
    "roster": walks.to("/school/roster", "lund"),
    "roster_preview": office_walks.roster(),
    "roster_preview, broken rows": office_walks.roster(",Period 3,,,,,\n"),
}
"""The screens that a teacher meets, and the office's one."""

OFFICE: dict[str, Walk] = {
    "begin": walks.begin,
    "begin, wrong": walks.begin_wrong,
    "welcome": walks.to("/welcome"),
    "welcome_in": walks.invited,
    "school": walks.to("/school", "lund"),
    "settings": walks.to("/school/settings", "lund"),
    "wording": walks.words_of_the_school,
    "days_off": walks.to("/school/days-off", "lund"),
    "days_off, turned": walks.days_turned,
}
"""The screens of whoever runs the office."""

SCREENS = STUDENTS | TEACHERS | OFFICE

DRAWN_BY_THE_TEST = {"offline", "offline, waiting"}
"""Screens that this browser's phone has kept, and no request draws: they can't be asked for in another
language. (The sheet without a line, as the server draws it, is "offline, nobody's".)"""


def workers(screen: str) -> Literal["allow", "block"]:
    """Whether a screen's browser lets the service worker in: only where the screen is drawn by it. Playwright holds a
    reload under a worker now and then for ever; Chromium alone does not."""
    return "allow" if screen in DRAWN_BY_THE_TEST else "block"


def say_in(page: Page, tag: str) -> None:
    """The same screen once more, in another language: as on a phone that asks for it. All that folds is opened."""
    page.set_extra_http_headers({"Accept-Language": tag})
    page.reload()
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
