"""The word that opens older letters on another phone."""

from sqlalchemy.orm import Session

from app.models.phones import MOST_WRONG, choose_word, count_try
from tests.cast import Cast


def test_a_new_word_takes_the_place_of_the_old_one_and_its_tries_begin_anew(cast: Cast, session: Session) -> None:
    ana = cast.viewer(cast.ana)
    choose_word(session, ana, "the hash of quetzal")
    for _ in range(MOST_WRONG):
        assert count_try(session, ana) == "the hash of quetzal"
    assert count_try(session, ana) is None
    choose_word(session, ana, "the hash of harmattan")
    assert count_try(session, ana) == "the hash of harmattan"
