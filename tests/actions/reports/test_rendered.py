"""The report's files as LibreOffice opens them, drawn page by page and read back from what was drawn."""

import pytest

from actions.reports import excel, half_year, word
from actions.reports.periods import half_of
from tests.actions.packs.test_rendered import opened_in_libreoffice, run
from tests.actions.reports.world import World
from tests.builders import at, day, make_clerk, standing

pytestmark = [pytest.mark.rendered, pytest.mark.timeout(300), pytest.mark.django_db]


@pytest.mark.parametrize(("form", "suffix"), [(word, ".docx"), (excel, ".xlsx")])
def test_report_is_drawn_with_all_that_it_counts(tmp_path, form, suffix):
    World(300).live()
    report = half_year.report(standing(make_clerk()), half_of(day(-122)), today=day(0))

    drawn = opened_in_libreoffice(form.render(report, council="Thornbury Vale", made_at=at()), suffix, tmp_path)

    read = " ".join(run("pdftotext", "-layout", drawn, "-").split())
    figures = [column.label for table in report.tables if table.rows for column in table.columns if column.number]
    assert [label for label in figures if label.partition(" ")[0] not in read] == []
    assert [table.title for table in report.tables if table.title not in read and suffix == ".docx"] == []
