"""The cast with exempt words in every field that a pack can take words from, each of them its own."""

from types import SimpleNamespace

from django.core.files.uploadedfile import SimpleUploadedFile

from meetings.models import Meeting
from tests import builders as b

HUNTED = "Zanzibar"
EXEMPT = {"is_exempt": True, "exempt_paragraphs": "3"}


class Words:
    """Gives out words that nobody else has, and keeps them by where they stand."""

    def __init__(self):
        self.given = {}

    def __call__(self, where) -> str:
        self.given[where] = f"{HUNTED}{len(self.given) + 1}q"
        return self.given[where]


def make_world(cast) -> SimpleNamespace:
    """Something exempt of every kind before the next meeting, among much that is not.

    `words` is where → word: each has to stand in a pack's full form and in no public one.
    """
    words = Words()
    action = exempt_resolution(cast, words)
    finding = exempt_findings(cast, words)
    exempt_updates(cast, words)
    asked(cast, words, action)
    questions(cast, words, action, finding)
    decided(cast, words, action, finding)
    return SimpleNamespace(meeting=cast.next, words=words.given)


def exempt_resolution(cast, words):
    """A resolution of an exempt item with what hangs from it: a recommendation, an action, what was said of it."""
    item = b.make_item(meeting=cast.past, title=words("item"), **EXEMPT)
    resolution = b.make_resolution(
        item=item,
        number=words("resolution's number"),
        text=words("resolution"),
        lead=words("resolution's lead"),
        title=words("resolution's working title"),
        kind="recommend",
    )
    b.make_recommendation(resolution=resolution, to_body=words("respondent"))
    action = b.make_action(
        title=words("action"),
        success_measure=words("success measure"),
        resolution=resolution,
        owner=b.make_owner(name=words("owner")),
        monitoring_board=cast.lives,
        due_on=b.day(-2),
        by=cast.clerk,
    )
    b.make_update(
        action, by=cast.officer, progress=words("progress"), impact=words("impact"), **reasons(words, "update")
    )
    return action


def reasons(words, what):
    return {
        "status_reported": "paused",
        "status_reason": words(f"why paused, {what}"),
        "confidence": "red",
        "confidence_reason": words(f"why red, {what}"),
        "evidence": SimpleUploadedFile(f"{words(f'evidence, {what}')}.txt", b"A file."),
    }


def exempt_findings(cast, words):
    """An exempt finding among others, and an exempt review; each with an action."""
    finding = b.make_finding(review=cast.review, text=words("finding"), theme=words("finding's theme"), **EXEMPT)
    b.make_action(title=words("finding's action"), finding=finding, monitoring_board=cast.lives, by=cast.clerk)
    review = b.make_review(title=words("review"), slug="quiet-review", item=cast.item, **EXEMPT)
    b.make_finding(review=review, kind="strength", text=words("review's strength"), theme=words("strength's theme"))
    area = b.make_finding(review=review, text=words("review's area"), theme=words("area's theme"))
    b.make_finding(review=review, text=words("area without an action"))
    b.make_action(title=words("area's action"), finding=area, monitoring_board=cast.lives, by=cast.clerk)
    return finding


def exempt_updates(cast, words):
    """Exempt updates, with words and without a change, on actions that are not exempt."""
    action = b.make_action(title="Publish the plan", owner=cast.owner, monitoring_board=cast.lives, by=cast.clerk)
    b.make_update(action, by=cast.officer, now=b.at(-9), progress="Half is drawn.")
    said = {"progress": words("exempt progress"), "impact": words("exempt impact"), **reasons(words, "exempt update")}
    b.make_update(action, by=cast.officer, now=b.at(-8), **said, **EXEMPT)
    asked = b.make_action(title="Draw the map", owner=cast.owner, monitoring_board=cast.lives, by=cast.clerk)
    b.make_update(asked, by=cast.officer, now=b.at(-9), progress="It is drawn.")
    said = {**reasons(words, "exempt update of what is asked"), "status_reported": "complete", "status_reason": ""}
    del words.given["why paused, exempt update of what is asked"]
    b.make_update(
        asked, by=cast.officer, now=b.at(-8), progress=words("exempt progress of what is asked"), **said, **EXEMPT
    )
    b.make_proposal(asked, by=cast.officer)


def asked(cast, words, action):
    """What the board is asked on exempt actions, and what it decided."""
    b.make_proposal(action, by=cast.officer, kind="extend", new_due_on=b.day(90), reason=words("reason"))
    decided = b.make_action(
        title=words("action decided"), monitoring_board=cast.lives, by=cast.clerk, now=b.at(-60), **EXEMPT
    )
    b.make_update(decided, by=cast.officer, now=b.at(-50), progress="Begun.")
    proposal = b.make_proposal(decided, by=cast.officer, reason=words("reason decided"), now=b.at(-40))
    from actions.services import decisions

    Meeting.objects.filter(pk=cast.past.pk).update(status="held")
    decisions.decide(
        proposal=proposal, granted=False, meeting=cast.past, by=cast.clerk, now=b.at(-20), note=words("board's note")
    )


def questions(cast, words, action, finding):
    """Members' questions on exempt matter, with answers and what was promised in them."""
    for what, on in (
        ("action", {"action": action}),
        ("finding", {"finding": finding}),
        ("resolution", {"resolution": action.resolution}),
    ):
        question = b.make_question(meeting=cast.next, asked_by=cast.member, text=words(f"question on {what}"), **on)
        b.make_answer(
            question,
            answered_by=cast.officer,
            on_behalf_of=cast.owner,
            text=words(f"answer on {what}"),
            undertaking=words(f"undertaking on {what}"),
        )


def decided(cast, words, action, finding):
    """What the last meeting decided on exempt matter, and what was exempt of what it decided on other matter."""
    of_last = {"meeting": cast.past, "recorded_at": b.at(-20), "recorded_by": cast.clerk}
    b.make_outcome(action=action, words=words("note on action"), **of_last)
    b.make_outcome(finding=finding, kind="keep_monitoring", words=words("note on finding"), **of_last)
    b.make_outcome(on_resolution=action.resolution, words=words("note on resolution"), **of_last)
    b.make_outcome(kind="ask_report", words=words("report asked for"), at_meeting=cast.next, **of_last, **EXEMPT)
    b.make_outcome(kind="refer", words=words("referred"), referred_to=cast.health, **of_last, **EXEMPT)
    item = b.make_item(meeting=cast.past, title=words("item of the minutes"), **EXEMPT)
    minuted = b.make_resolution(item=item, number=words("number in the minutes"), text=words("words of the minutes"))
    b.make_outcome(
        kind="new_resolution",
        resolution_kind="other",
        words="That it be done.",
        resolution=minuted,
        linked_by=cast.clerk,
        linked_at=b.at(-10),
        **of_last,
    )
