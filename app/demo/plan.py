"""Who writes what to whom in the demo, before any of it has a day: stories, notes, talks, and who waits today."""

from random import Random

from app.demo.days import MONTHS, THIS_MONTH
from app.demo.texts import WRITES_IN, Exchange, Pupil, deck, stories, words_of_talks

WRITES_IN_A_MONTH = 0.85
"""The chance that a student writes in a month."""

WAITING = {
    "Amara Okafor": (11,), "Grace Kim": (4,), "Layla Haddad-Nasser": (8,), "Tyler Brandt": (7, 3),
    "Daniel Petrosyan": (9,), "Sofía Méndez": (3,), "Eun-ji Seo": (5,), "Hamza Sheikh": (1,), "Nevaeh Simmons": (0,),
    "Luis Ortega": (6,), "Linh Tran": (7,), "Tavita Leota": (2,), "Nour Al-Masri": (10,), "Rohan Deshpande": (1,),
    "Fatou Diallo": (0,),
    "Jamal Wright": (5,), "Rana Darwish": (4,), "Kavya Raghunathan": (9,), "Samuel Kiprono": (2,),
    "Elijah Stroud": (1,),
}  # fmt: skip
"""Who waits, and how many days ago each of their letters came. No one has waited longer than Amara."""

ASKS_ONLY_TO_BE_READ = "Hamza Sheikh"
ADDED_A_PS = "Jamal Wright"
PS = "I went by the big apartments again Saturday. I wasn't looking for them, it's on my way if I go the long way. \
The seat is still too high."

TALKED_WITHOUT_A_LETTER = "Connor Hadley"

ON_ITS_WAY = {"Oksana Melnyk": 5, "Siobhán O'Neill": 6, "Minh Pham": 4}
"""Whose answer goes out in the morning, and how many days ago they wrote."""

TALKS, READ, ASKED_TO_TALK = 9, 4, 3
"""How many of the notes were answered in person or only read, and how many of the former had asked for it."""


def plan(chance: Random, pupils: list[Pupil]) -> dict[str, list[Exchange]]:
    """What each student wrote, by name, oldest first."""
    told, notes = stories(), deck(chance)
    # The classes take turns, so that the same note is not in two of them at once.
    for pupil in sorted(pupils, key=lambda pupil: pupils.index(pupil) % 25):
        if pupil.name in told or pupil.never:
            continue
        language = WRITES_IN.get(pupil.name, pupil.language)
        waiting = WAITING.get(pupil.name, ())
        months = [month for month in range(MONTHS) if chance.random() < WRITES_IN_A_MONTH] or [0]
        months = [month for month in months if not (waiting and month == THIS_MONTH)] + [THIS_MONTH] * len(waiting)
        plain = pupil.name == ASKS_ONLY_TO_BE_READ
        told[pupil.name] = [notes.deal(pupil.classroom, language, month, plain=plain) for month in months]
    _end_otherwise(chance, told)
    for name, days in WAITING.items():
        for exchange, days_ago in zip(told[name][-len(days) :], days, strict=True):
            exchange.answer, exchange.talked, exchange.days_ago = "", "", days_ago
    for name, days_ago in ON_ITS_WAY.items():
        told[name][-1].on_its_way, told[name][-1].days_ago = True, days_ago
    told[ASKS_ONLY_TO_BE_READ][-1].wants = "read"
    told[ADDED_A_PS][-1].ps = PS
    return told


def _end_otherwise(chance: Random, told: dict[str, list[Exchange]]) -> None:
    """Let some notes be answered in person, and some be only read."""
    notes = [
        exchange
        for name, exchanges in told.items()
        for exchange in exchanges
        if not exchange.story and not (name in WAITING and exchange.month == THIS_MONTH)
    ]
    talked, words = chance.sample(notes, TALKS), words_of_talks(chance)
    for exchange in talked:
        exchange.answer, exchange.talked = "", words.pop()
    told[TALKED_WITHOUT_A_LETTER].append(Exchange(THIS_MONTH - 1, "", "", talked=words.pop()))
    for exchange in talked[:ASKED_TO_TALK]:
        exchange.wants = "talk"
    plain = [exchange for exchange in notes if not exchange.talked and "?" not in exchange.letter]
    for exchange in chance.sample(plain, READ):
        exchange.answer, exchange.wants, exchange.read = "", "read", True
