"""Hypothesis lives through school years: whatever people do, in whatever order, no one goes unanswered.

After every step: what waits by the model waits in the database and nothing else does, in one class's queue that
somebody reads; every student is on the board; and no student sees an answer before it is delivered.
"""

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from app.db import Database
from tests.life_of_evenings import LifeOfEvenings


def test_no_one_goes_unanswered(database: Database) -> None:
    often = settings(max_examples=25, stateful_step_count=30)
    run_state_machine_as_test(lambda: LifeOfEvenings(database), settings=often)  # type: ignore[arg-type]


@pytest.mark.drill
def test_no_one_goes_unanswered_over_many_years(database: Database) -> None:
    longer = settings(max_examples=1000, stateful_step_count=80, derandomize=False)
    run_state_machine_as_test(lambda: LifeOfEvenings(database), settings=longer)  # type: ignore[arg-type]
