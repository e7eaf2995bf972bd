"""Wordings of decisions that councils vary without end: each text with the decisions read of it.

`test_formats.py` reads kinds and numbers too; here stand the many ways to say the same.
"""

import pytest

from meetings.minutes import reader


def decisions(text):
    return [entry.text.text for item in reader.read(text).items for entry in item.resolutions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            (
                "The Committee, having heard the Chief Officer and the Head of Finance in further "
                "explanation, agreed to:-\n"
                "\n"
                "(i) note the position; and\n"
                "\n"
                "(ii) instruct the Chief Officer to report back in six months."
            ),
            ["note the position", "instruct the Chief Officer to report back in six months."],
        ),
        (
            (
                "The Sub-Committee, after discussion and having heard from the convener, resolved:-\n"
                "(1) to note the report;\n"
                "(2) to instruct officers to begin the works."
            ),
            ["to note the report", "to instruct officers to begin the works."],
        ),
        (
            ("Following consideration of the report, the Board agreed:\n• To note the update\n• To approve the plan."),
            ["To note the update", "To approve the plan."],
        ),
        (
            ("The Committee:-\n\ni. NOTED the terms of the report; and\nii. AGREED the actions set out at section 5."),
            ["NOTED the terms of the report", "AGREED the actions set out at section 5."],
        ),
        (
            (
                "The Board considered the report. It was resolved to: A Approve the business case. B "
                "Delegate authority to the Chief Executive to sign the agreement. C Note the risks."
            ),
            [
                "Approve the business case.",
                "Delegate authority to the Chief Executive to sign the agreement.",
                "Note the risks.",
            ],
        ),
        (
            ("RESOLVED to:\n\nA Approve the business case\n\nB Note the risks"),
            ["Approve the business case", "Note the risks"],
        ),
        (
            (
                "Councillor Wren moved, Councillor Dale seconded and it was RESOLVED to: 1. Approve the "
                "draft plan 2. Delegate the final wording to the Director and 3. Note the costs"
            ),
            ["Approve the draft plan", "Delegate the final wording to the Director", "Note the costs"],
        ),
        (
            "| 5 | Plan | RESOLVED that: 1. the plan be approved; 2. the costs be noted. |",
            ["the plan be approved", "the costs be noted."],
        ),
        (
            (
                "The Committee discussed it. RESOLVED: (1) That the report be noted. Members thanked the "
                "team for it. (2) That an update be provided in six months."
            ),
            ["That the report be noted. Members thanked the team for it.", "That an update be provided in six months."],
        ),
        (
            "Resolved 24/05/6.1 That the quotation from Green Ltd be accepted.",
            ["That the quotation from Green Ltd be accepted."],
        ),
        ("RESOLUTION 2024/31: That the policy be adopted.", ["That the policy be adopted."]),
        ("Decision 45/2024: That the tender be awarded to Firm A.", ["That the tender be awarded to Firm A."]),
        (
            (
                "Decision Made: That\n"
                "\n"
                "(1) |\n"
                "the plan be approved; and\n"
                "(2) |\n"
                "the costs be noted. |\n"
                "Reasons for Decision:\n"
                "To tell it."
            ),
            ["the plan be approved", "the costs be noted."],
        ),
        ("Decision taken: To approve the plan.", ["To approve the plan."]),
        (
            (
                "Decision:\n"
                "\n"
                "The Cabinet approved the strategy.\n"
                "\n"
                "The Cabinet delegated authority to the Director to publish it.\n"
                "\n"
                "Reasons:\n"
                "To tell it."
            ),
            ["The Cabinet approved the strategy.", "The Cabinet delegated authority to the Director to publish it."],
        ),
        (
            (
                "On the proposal of Alderman Reed, seconded by Councillor Hale, it was agreed that the "
                "Council write to the Department."
            ),
            ["that the Council write to the Department."],
        ),
        (
            (
                "On the proposal of Cllr. Flynn, seconded by Cllr. Daly, it was agreed to adopt the Minutes "
                "of the Meeting held on 3rd May."
            ),
            ["to adopt the Minutes of the Meeting held on 3rd May."],
        ),
        (
            (
                "The Board:\n"
                "• NOTED the report;\n"
                "• APPROVED the terms of reference;\n"
                "• ASKED for a further update in May."
            ),
            ["NOTED the report", "APPROVED the terms of reference", "ASKED for a further update in May."],
        ),
        (
            (
                "RESOLVED: The Police and Crime Panel:\n"
                "\n"
                "a) NOTED the report; and\n"
                "b) REQUESTED a further briefing on response times."
            ),
            ["NOTED the report", "REQUESTED a further briefing on response times."],
        ),
        (
            (
                "RESOLVED: That the recommendation to Cabinet be supported:\n"
                "\n"
                "That Cabinet:\n"
                "\n"
                "1) Approve the plan.\n"
                "2) Note the costs."
            ),
            ["Approve the plan.", "Note the costs."],
        ),
        (
            (
                "Decision Maker: Cabinet\n"
                "Decision status: Approved\n"
                "Is Key decision?: No\n"
                "Purpose of it all is to agree a plan.\n"
                "1) That the plan, as appended, be endorsed.\n"
                "2) That authority be delegated to the Director to finalise it.\n"
                "Report author: A Person\n"
                "Date of decision: 07/03/2017"
            ),
            ["That the plan, as appended, be endorsed.", "That authority be delegated to the Director to finalise it."],
        ),
        (
            (
                "Issue - decisions\n"
                "\n"
                "Plan\n"
                "\n"
                "16/01/2013 - Plan\n"
                "\n"
                "(a) That Cabinet notes the report.\n"
                "\n"
                "(b) That the Cabinet makes further suggestions to the plan.\n"
                "\n"
                "(c) That Cabinet approved the plan."
            ),
            [
                "That Cabinet notes the report.",
                "That the Cabinet makes further suggestions to the plan.",
                "That Cabinet approved the plan.",
            ],
        ),
        (
            (
                "The minutes of 3 May were approved subject to the amendment of resolution 4 as follows:-\n"
                "\n"
                "“RESOLVED: That the Committee:-\n"
                "\n"
                "(a) notes the report; and\n"
                "\n"
                "(b) requests a visit.”"
            ),
            [],
        ),
        (
            (
                "Cabinet decision called in\n"
                "\n"
                "The Scrutiny Committee was told that, at its meeting on 4 May, Cabinet resolved:\n"
                "\n"
                "(1) That the library be closed.\n"
                "\n"
                "RESOLVED – That the decision be referred back to Cabinet."
            ),
            ["That the decision be referred back to Cabinet."],
        ),
        (
            (
                "The report recommended:\n"
                "\n"
                "1. That the plan be approved.\n"
                "2. That the costs be noted.\n"
                "\n"
                "The Committee asked questions."
            ),
            [],
        ),
        ("It was agreed that the village had a need for a hall and people spoke of it.", []),
        (
            "Cllr Pine proposed, Cllr Oak seconded and all agreed that the quote be accepted.",
            ["that the quote be accepted."],
        ),
        (
            ("The Council considered three quotes. Agreed to accept Green Ltd at £450. Proposed DP, seconded SO."),
            ["to accept Green Ltd at £450."],
        ),
        (
            (
                "The Improvement Board agreed the following:\n"
                "\n"
                "1. Pace of recruitment to be reported monthly.\n"
                "2. The Chair to write to the Minister."
            ),
            ["Pace of recruitment to be reported monthly.", "The Chair to write to the Minister."],
        ),
        (
            (
                "After considering the report and hearing from officers the Committee agreed that the plan "
                "be supported and that the Chair write to the Trust."
            ),
            ["that the plan be supported and that the Chair write to the Trust."],
        ),
        (
            ("The Committee recommended that Cabinet:\n(a) adopt the plan;\n(b) freeze the fees."),
            ["adopt the plan", "freeze the fees."],
        ),
        (
            (
                "The Select Committee agreed the following recommendations:\n"
                "\n"
                "Recommendation 1: That the plan be adopted.\n"
                "\n"
                "Recommendation 2: That fees be frozen."
            ),
            ["That the plan be adopted.", "That fees be frozen."],
        ),
        (
            ("NOTED: the update.\n\nAGREED: that the Chair would write to the Trust."),
            ["the update.", "that the Chair would write to the Trust."],
        ),
        (
            (
                "5. Plan\n"
                "\n"
                "Recommendations\n"
                "\n"
                "1. That the plan be noted.\n"
                "\n"
                "2. That fees be frozen.\n"
                "\n"
                "The officer introduced it. Members asked about fees."
            ),
            [],
        ),
        (
            (
                "Options considered:\n"
                "\n"
                "(a) That nothing be done.\n"
                "(b) That the plan be approved.\n"
                "\n"
                "The Committee discussed them."
            ),
            [],
        ),
        (("The Director said that the Board had agreed to review the plan and that Cabinet agreed to fund it."), []),
        ("Members were reminded that the Committee, at its meeting in May, agreed to visit the site.", []),
        ("Following a question the Chair said the Council had agreed to a survey.", []),
        ("The Head of Service agreed to send the figures.", []),
        ("Cllr Oak agreed to look into it, and Cllr Pine agreed with him.", []),
        ("The Committee agreed that it was a good report.", []),
        (("Decision by the Cabinet Member for Housing:\n\nThat the lease be renewed."), ["That the lease be renewed."]),
        (
            (
                "Decision\n"
                "\n"
                "That the Cabinet Member:\n"
                "\n"
                "1. Approves the lease.\n"
                "2. Delegates authority to the Director to sign it.\n"
                "\n"
                "Reason for the decision\n"
                "\n"
                "To house people."
            ),
            ["Approves the lease.", "Delegates authority to the Director to sign it."],
        ),
        (
            ("The Forum considered the report.\n\nAgreed\n\n(a) to note the report;\n(b) to set up a group."),
            ["to note the report", "to set up a group."],
        ),
        (("That the report be noted.\n\nRESOLVED accordingly."), []),
        ("DECISION: Agreed.", []),
        (("PENDERFYNWYD:\n1. Derbyn yr adroddiad.\n2. Nodi'r risgiau."), ["Derbyn yr adroddiad.", "Nodi'r risgiau."]),
        (
            (
                "6. Planning\n"
                "6.1 24/001 Extension: It was agreed to make no objection.\n"
                "6.2 24/002 Garage: It was agreed to object."
            ),
            ["to make no objection.", "to object."],
        ),
        ("The Committee agreed, by 6 votes to 3, that the plan be refused.", ["that the plan be refused."]),
        (
            (
                "Decision\n"
                "\n"
                "1)\tTo note the report.\n"
                "\n"
                "2)\tTo agree to a visit.\n"
                "\n"
                "(References – Committee of 3 May 2021 (item 4))"
            ),
            ["To note the report.", "To agree to a visit."],
        ),
        (
            ("The committee, after consideration,\n\n(1) noted the report; and\n\n(2) agreed to receive another."),
            ["noted the report", "agreed to receive another."],
        ),
        ("Members noted the report.", []),
        (
            ("RESOLVED: That\n– the plan be approved;\n– the fees be frozen."),
            ["the plan be approved", "the fees be frozen."],
        ),
        ("The recommendation was approved by the Committee at its last meeting.", []),
        (
            ("In summary, the Board agreed to the following actions:\n1. Jane to write.\n2. Tom to call."),
            ["Jane to write.", "Tom to call."],
        ),
    ],
)
def test_decisions_are_read_however_they_are_put(text, expected):
    assert decisions(text) == expected
