"""What members of the sample ask about the commission's next meeting, and what they have read of its pack."""

from actions.services import answers, questions, reading


def ask(sample):
    """A question of every reach; of two that were submitted, one answered with an undertaking, now an action."""
    first, second, third, _ = sample.areas("ILSC")
    meeting = first.monitoring_board.meetings.get(date=sample.day(3))
    member, chair = sample.users["member"], sample.users["chair"]
    common = {"meeting": meeting, "by": member, "now": sample.at(-1, 2)}
    questions.ask(action=second, text="Is this the third time that adult care has named nobody?", **common)
    questions.ask(
        action=third, reach="chair", text="Could we hear from the two teams themselves, before the item?", **common
    )
    questions.ask(
        action=first,
        reach="board",
        text="How long do families wait after they have been told that they need not wait?",
        **common,
    )
    answered = questions.ask(
        action=first, reach="submitted", text="When will we see the clinic’s own figures, ward by ward?", **common
    )
    questions.ask(
        action=second,
        reach="submitted",
        text="What has to happen for the Year 9 reviews to start in September?",
        **{**common, "by": chair},
    )
    answers.answer(
        question=answered,
        text="The clinic will give us figures for the whole borough in spring. By ward they are too small to publish; "
        "we can show them by locality.",
        by=sample.holder(first),
        now=sample.at(-1, 3),
        seen_answers=0,
        undertaking="Show the clinic’s waiting times by locality.",
        undertaking_owner=first.owner,
        undertaking_due_meeting=first.monitoring_board.meetings.get(date=sample.day(9)),
    )
    answers.make_action(answer=answered.answers.get(), by=sample.clerk, now=sample.at(-1, 4))
    reading.mark_read(meeting=meeting, actions=[first, third], by=member, seen_at=common["now"], now=common["now"])
    for by in (member, chair):
        reading.flag(meeting=meeting, action=second, by=by, now=common["now"])
