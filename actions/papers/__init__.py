"""Papers: what is printed and filed, written once as an outline and made into Word, PDF and Excel files.

A paper is built with `outline` (title, sections, texts, lists, tables, a chart) and given to `word.write` or
`pdf.write`; a workbook is built of `sheets.Sheet` and given to `sheets.write`. The three know nothing of packs or
actions. All give the same bytes for the same paper:

    from actions.papers import outline, sheets, word

    paper = outline.Paper(
        title="Half-year report",
        council="Thornbury Vale Borough Council",
        caption="Improving Lives Select Commission",
        head="Half-year report, April to September 2026",
        made_at=now,
        sections=(
            outline.Section(
                "Recommendations",
                (
                    outline.text("Twelve were made. ", outline.Strong("Nine"), " were accepted."),
                    outline.Table("By kind", (outline.Column("Kind", 3), outline.Column("Made", number=True)), rows),
                ),
                anchor="recommendations",
            ),
        ),
    )
    word.write(paper, template=None)  # bytes of a .docx
    sheets.write([sheets.Sheet("Actions", columns, rows)], title=paper.title, author=paper.council, made_at=now)
"""
