import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.uploads import names


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("Plan.pdf", "Plan.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\Plan.pdf", "Plan.pdf"),
        ("plan\u202efdp.exe", "planfdp.exe"),
        ("pl\x00an\r\nX: y.pdf", "plan X- y.pdf"),
        ('a"b<c>|?*.pdf', "a-b-c----.pdf"),
        ("con.txt", "_con.txt"),
        ("..", "file"),
        ("", "file"),
        (".pdf", "pdf"),
        (" . plan . .pdf. ", "plan.pdf"),
        ("Café \u0301.pdf", "Café \u0301.pdf"),
        ("a" * 300 + ".pdf", "a" * 146 + ".pdf"),
    ],
)
def test_name_is_made_safe(given, safe):
    assert names.safe(given) == safe


@given(st.text(max_size=400))
def test_any_name_comes_out_safe_and_stays_so(name):
    safe = names.safe(name)

    assert names.safe(safe) == safe
    assert 0 < len(safe) <= names.LONGEST
    assert not set(safe) & set('<>:"/\\|?*\0\r\n')
    assert safe not in (".", "..")
