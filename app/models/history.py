"""What the office does to people and classes, as it is written down: these acts, and no others, the office sees again.

What is written down elsewhere (a card, a reading for a reason) is shown where it belongs.
"""

from enum import StrEnum


class Act(StrEnum):
    """One thing that was done to a person or a class. templates/_history.html says each; Event.reason holds what was
    there before, or the class and the day."""

    ADDED = "added"
    NAMED = "named"
    CALLED = "called"
    LANGUAGE = "language"
    ADDRESS = "address"
    NUMBER = "number"
    INVITED = "invited"
    OFFICE_GIVEN = "office given"
    OFFICE_ENDED = "office ended"
    JOINED = "joined"
    PART_ENDED = "part ended"
    LEFT = "left"
    CAME_BACK = "came back"
    CLASS_ADDED = "class added"
    CLASS_NAMED = "class named"
    CLASS_ENDED = "class ended"
    CLASS_OPENED = "class opened"
    ANSWERERS = "answerers"
    LETTERS_CAME = "letters came"
