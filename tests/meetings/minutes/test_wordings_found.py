"""Wordings of actions, decisions and findings that councils vary without end, each text with what is found in it."""

import pytest

from meetings.minutes import reader


def actions(text):
    return [entry.text.text for item in reader.read(text).items for entry in item.actions]


def resolutions(text):
    return [entry.text.text for item in reader.read(text).items for entry in item.resolutions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            (
                "Summary of action points\n"
                "\n"
                "Relevant paper / Action / Owner\n"
                "Risk register / 87 – update the Board on workloads at the next meeting. / Jane Bell\n"
                "Research / 90 – check the cost of the programme. / Board members"
            ),
            ["update the Board on workloads at the next meeting.", "check the cost of the programme."],
        ),
        (
            (
                "Summary of action points\n"
                "Matters arising / To arrange a date for a session in May. / Tom Hart\n"
                "Update / Action: Jane Bell to circulate the note. / Jane Bell"
            ),
            ["To arrange a date for a session in May.", "Jane Bell to circulate the note."],
        ),
        (
            (
                "7. Money\n"
                "\n"
                "i) Precept\n"
                "\n"
                "The sum was discussed.\n"
                "\n"
                "Actions: The accounts will be brought to the next meeting.\n"
                "\n"
                "ii) Payments\n"
                "\n"
                "A sum was received."
            ),
            ["The accounts will be brought to the next meeting."],
        ),
        ("Action → Jane Bell to bring the data.", ["Jane Bell to bring the data."]),
        ("Action 4/24: The Clerk to obtain quotes.", ["The Clerk to obtain quotes."]),
        (
            (
                "Action Sheet\n"
                "\n"
                "1. / Trustees had asked for a course\n"
                "Amy to draft an outline / Amy\n"
                "2. / Ben to book the hall for the spring meeting. / Ben/Amy\n"
                "Date and time / Monday 3rd June"
            ),
            [
                "Trustees had asked for a course Amy to draft an outline",
                "Ben to book the hall for the spring meeting.",
            ],
        ),
        (
            "Outstanding Actions: The revised plan to be e-mailed to the Board.",
            ["The revised plan to be e-mailed to the Board."],
        ),
        (
            (
                "Action log\n\n1 / Bins / Amy to write to the depot. / Amy / March 2024\n"
                "2 / Ben to call the school. / Ben"
            ),
            ["Amy to write to the depot.", "Ben to call the school."],
        ),
        ("Action log\n1.\tAmy to write to\nthe depot.\tAmy\t12 May 2024", ["Amy to write to the depot."]),
        ("Outstanding for Action: (Clerk to see to all)\n\n3. Bins: the depot had been written to.", []),
    ],
)
def test_actions_are_read_however_they_are_put(text, expected):
    assert actions(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            (
                "6. Matters arising\n"
                "\n"
                "Resolved: (For information only)\n"
                "\n"
                "1. Bench: The slats had been replaced.\n"
                "2. Sign: The county had agreed to clean it."
            ),
            [],
        ),
        (
            (
                "4. Terms of reference\n\nResolved to RECOMMEND: (to Council)\n\n"
                "That the terms set out in the annex be adopted.\n\nPART II"
            ),
            ["That the terms set out in the annex be adopted."],
        ),
        (
            "RESOLVED: Members of the Panel NOTED the annual report.",
            ["Members of the Panel NOTED the annual report."],
        ),
        (
            "RESOLVED: To note that the following reserve attended:-\n\nOrdinary Member\n\nReserve\n\nCllr A Bell",
            ["To note that the following reserve attended:-"],
        ),
        (
            (
                "Issue - decisions\n\nHarbour update\n\n03/04/2023 - Harbour plan\n\n"
                "That the harbour plan at Annex 2 be noted.\n\n"
                "That these steps be approved:\n\n"
                "· That dredging begins in May.\n\n"
                "· That a report be brought to Cabinet in July."
            ),
            [
                "That the harbour plan at Annex 2 be noted.",
                "That dredging begins in May.",
                "That a report be brought to Cabinet in July.",
            ],
        ),
        (
            (
                "9. Roller\n\nRESOLVED: That the Clerk should ask the maker about the following and report back:\n"
                "• Whether the roller could be mended\n"
                "• How much a new one would cost"
            ),
            [
                "That the Clerk should ask the maker about the following and report back: "
                "• Whether the roller could be mended • How much a new one would cost"
            ],
        ),
        (
            (
                "5. Caretaker\n\nAn application was received on 3rd May 2023 with two references and it was resolved "
                "that the Chair would hold an interview."
            ),
            ["that the Chair would hold an interview."],
        ),
        ("5. Hall\n\nThe plan was sent on 3rd May and at the last meeting it was resolved that the hall be let.", []),
        (
            (
                "12. Planning\n\n"
                "12.1 The Minutes of the meeting held on 2nd May were APPROVED. Cllr Bell thanked the Clerk.\n\n"
                "12.2 To consider these applications:\n"
                "- 23/101 Mill Lane\n"
                "Unanimously AGREED to recommend REFUSAL\n"
                "- 23/102 Ford Lane\n"
                "Unanimously AGREED to recommend REFUSAL\n"
                "- 23/103 Hill Lane\n"
                "No objections and AGREED to leave it to the officers"
            ),
            [
                "The Minutes of the meeting held on 2nd May were APPROVED.",
                "to recommend REFUSAL",
                "to recommend REFUSAL",
                "to leave it to the officers",
            ],
        ),
        (
            (
                "5. Hall\n\na) Members weighed the quotes and it was resolved that\n"
                "the roof be mended for £400. The Clerk to tell the builder.\nb) It was resolved that the hall be let."
            ),
            ["that the roof be mended for £400.", "that the hall be let."],
        ),
        (
            (
                "5. Hall\n\nIt was RESOLVED that the following be approved:\n\nThe roof be mended.\n\n"
                "The door be painted.\n\nThe Clerk said it would be painted."
            ),
            ["The roof be mended.", "The door be painted."],
        ),
        (
            "RESOLVED: That the following roads - (i) Mill Lane; (ii) Ford Lane; (iii) Hill Lane - be adopted.",
            ["That the following roads - (i) Mill Lane; (ii) Ford Lane; (iii) Hill Lane - be adopted."],
        ),
        ("5. Post\n\nIt was agreed that an address of our own would be very useful. Jo will look.", []),
        (
            "RESOLVED: That the Clerk find out:\n(a) whether the hall is let; and\n(b) how long for.",
            ["That the Clerk find out: (a) whether the hall is let; and (b) how long for."],
        ),
        (
            "RESOLVED: To appoint the following to the Panel:\n\nCouncillors Amy Bell and Ben Cole\n\nMore.",
            ["To appoint the following to the Panel: Councillors Amy Bell and Ben Cole"],
        ),
        ("The amendment was AGREED.", []),
        ("It was reported that the application for Mill Lane was APPROVED.", []),
    ],
)
def test_resolutions_are_read_however_they_are_put(text, expected):
    assert resolutions(text) == expected


@pytest.mark.parametrize(
    ("text", "strengths", "areas"),
    [
        (
            (
                "The peer review found that the key strengths were:\n"
                "• Good partners;\n"
                "• Strong leaders.\n"
                "\n"
                "However, the review identified that the Council needed to ensure that:\n"
                "• staff know the vision;\n"
                "• thresholds are clear;\n"
                "• visits are timely.\n"
                "\n"
                "Members asked questions."
            ),
            2,
            3,
        ),
        (
            (
                "It was noted that the inspectorate identified many areas of good practice including strong "
                "links with schools that help children; a staff group who are well led, and evidence that "
                "parents take part."
            ),
            3,
            0,
        ),
        (
            (
                "Ofsted published its report in May. What needs to improve?\n"
                "\n"
                "• The timeliness of visits.\n"
                "• The quality of plans.\n"
                "\n"
                "The Director said work was under way."
            ),
            0,
            2,
        ),
        (
            (
                "The LGA peer team made the following key recommendations:\n"
                "1. Set a vision.\n"
                "2. Fund the plan.\n"
                "3. Engage partners.\n"
                "\n"
                "Members welcomed the report."
            ),
            0,
            3,
        ),
        (
            (
                "The JTAI letter said partners should:\n"
                "- share information sooner;\n"
                "- hold strategy meetings on time.\n"
                "\n"
                "Members noted it."
            ),
            0,
            2,
        ),
        (
            (
                "The inspection report guided the service to consider the following two areas:\n"
                "- targets for visits;\n"
                "- the training of managers.\n"
                "\n"
                "Members welcomed it."
            ),
            0,
            2,
        ),
        (
            (
                "The inspectors were impressed by:\n"
                "• the leadership team;\n"
                "• the voice of the child.\n"
                "\n"
                "They were less assured about:\n"
                "• recording.\n"
                "\n"
            ),
            2,
            1,
        ),
        (("The review team suggested that the Council might consider:\n1. A single plan.\n2. A new board."), 0, 2),
        (("The report recommended that the Council should:\n- adopt a plan;\n- freeze fees.\n\nMembers agreed."), 0, 0),
        (
            (
                "The letter from the inspectors identified the following areas for improvement:\n"
                "1. Quality of plans.\n"
                "2. Use of data.\n"
                "3. Supervision.\n"
                "\n"
                "The Director said staff were pleased."
            ),
            0,
            3,
        ),
    ],
)
def test_findings_are_counted_however_they_are_headed(text, strengths, areas):
    kinds = [finding.kind for item in reader.read(text).items for finding in item.findings]

    assert (kinds.count("strength"), kinds.count("area")) == (strengths, areas)


@pytest.mark.parametrize(
    ("decision", "kind"),
    [
        ("it be noted the revised list would be ready in June", "note"),
        ("the plan, as set out at Annex C of the report submitted to the Board, be approved", "approve"),
        ("a further report be submitted to the next meeting", "request_report"),
    ],
)
def test_a_kind_is_told_by_what_is_to_be_done(decision, kind):
    (item,) = reader.read(f"RESOLVED: That {decision}.").items

    assert [entry.kind for entry in item.resolutions] == [kind]
