"""A board between two of its meetings, which most tests of packs are about; those about another make their own."""

import pytest

from tests.builders import day, make_board, make_meeting


@pytest.fixture
def board():
    return make_board()


@pytest.fixture
def last(board):
    return make_meeting(board=board, date=day(-28))


@pytest.fixture
def upcoming(board, last):
    return make_meeting(board=board, date=day(28))
