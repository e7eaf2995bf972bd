"""docs/permissions.md says what the sweep holds the tracker to."""

from tests import permissions


def test_page_is_made_of_the_table_as_it_is():
    made = permissions.page()

    assert permissions.FILE.read_text(encoding="utf-8") == made, "Run: python -m tests.permissions"


def test_every_role_of_the_table_is_in_the_page():
    from tests.addresses import ALL
    from tests.scene import NOBODY

    # a second clerk is there for the second key alone
    assert ALL - {"other_clerk"} == permissions.ROLES.keys() - {NOBODY}
