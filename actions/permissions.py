"""Who may do what with actions. Predicates over a Standing and the row; templates get their answers.

Being admin or superuser is in none of them. docs/decisions/0004-permissions.md says why.
"""

import rules

from people.models import Directorate
from people.permissions import is_clerk, is_member


@rules.predicate
def owns(standing, action):
    """Holds the accountable post: as holder, acting or deputy."""
    return action.owner_id in standing.owner_ids


@rules.predicate
def contributes(standing, action):
    return any(owner.pk in standing.owner_ids for owner in action.contributors.all())


@rules.predicate
def is_open(standing, action):
    return action.is_open


@rules.predicate
def is_undecided(standing, proposal):
    return proposal.granted is None and proposal.taken_back_at is None


@rules.predicate
def entered(standing, proposal):
    return proposal.proposed_by_id == standing.user.pk


@rules.predicate
def owns_its_action(standing, proposal):
    return owns(standing, proposal.action)


@rules.predicate
def entered_its_update(standing, evidence):
    return evidence.update.entered_by_id == standing.user.pk


@rules.predicate
def holds_a_post(standing):
    return bool(standing.owner_ids)


@rules.predicate
def directs(standing, update):
    """Holds the post at the head of the directorate that an update comes from, and has to clear it."""
    return update.needs_clearance and update.action.owner.directorate.director_id in standing.owner_ids


@rules.predicate
def directs_a_directorate(standing):
    return Directorate.objects.filter(director__in=standing.owner_ids).exists()


@rules.predicate
def sees_exempt_matter_of(standing, meeting):
    """Sits on its board, and the membership does not say that exempt matter is kept from them."""
    return meeting.board_id in standing.exempt_board_ids


@rules.predicate
def sits_on_its_board(standing, meeting):
    return meeting.board_id in standing.board_ids


@rules.predicate
def is_to_come(standing, meeting):
    """Whether a meeting is still to be held, and its day is not over."""
    return meeting.is_open and (meeting.date is None or meeting.date >= standing.day)


@rules.predicate
def asked(standing, question):
    return question.asked_by_id == standing.user.pk


@rules.predicate
def is_unsubmitted(standing, question):
    return not question.is_submitted


@rules.predicate
def is_put(standing, question):
    """Submitted, and not withdrawn."""
    return question.is_submitted and not question.is_withdrawn


@rules.predicate
def is_private(standing, question):
    return question.reach == question.Reach.PRIVATE


@rules.predicate
def is_put_to_a_post_of(standing, question):
    """Holds a post that a question is put to: the action's, or one whose action answers what it is on."""
    if question.action_id:
        return owns(standing, question.action)
    return type(question).objects.filter(pk=question.pk).put_to_posts_of(standing).exists()


@rules.predicate
def has_no_action(standing, answer):
    return bool(answer.undertaking) and not answer.actions.exists()


@rules.predicate
def is_withdrawn(standing, pack):
    """Was taken away from the public, because matter in it became exempt."""
    return pack.public_withdrawn_at is not None


can_make_actions = is_clerk
can_edit_action = is_clerk & is_open
can_mark_exempt = is_clerk
can_see_gaps = is_clerk
can_keep_reviews = is_clerk
# whoever works on it or decides on it; each gets what they may open one by one, and no more
can_export_evidence = is_clerk | is_member | holds_a_post
can_see_reports = is_clerk | is_member | holds_a_post
can_hand_over = is_clerk
can_hand_on = is_clerk
# contributors may update and not propose; a clerk does either on the owner's behalf, and it shows
can_update_action = is_open & (owns | is_clerk | contributes)
can_propose = is_open & (owns | is_clerk)
can_take_back = is_undecided & (owns_its_action | entered)
can_remove_any_evidence = is_clerk
can_remove_evidence = is_clerk | entered_its_update
# answering for a round on one screen is for those who answer for a post
can_answer = holds_a_post
can_record_decisions = is_clerk
# two keys: the decision is recorded by somebody other than whoever entered the proposal
can_decide = is_clerk & is_undecided & ~entered


can_publish = is_clerk
# a draft is for those who work on it; members get what was published
can_read_draft_pack = is_clerk | holds_a_post
# what had to be withdrawn from the public stays with the clerks
can_read_pack = is_clerk | ~is_withdrawn
can_read_full_pack = is_clerk | sees_exempt_matter_of
can_see_rounds = is_clerk | holds_a_post
can_chase = is_clerk
can_see_outbox = is_clerk
can_choose_word_template = is_clerk
# each their own: `ProgressUpdate.objects.to_be_cleared_by`. Exempt matter is not shown to a director for being one,
# so the scrutiny office clears what is on it
can_clear = is_clerk | directs_a_directorate
can_send_back = is_clerk | directs
can_see_questions = is_clerk | is_member | holds_a_post
# of a meeting
can_read_for = sits_on_its_board
can_ask = sits_on_its_board & is_to_come
can_flag = sits_on_its_board & is_to_come
can_see_enquiry = sits_on_its_board
can_see_flags = sits_on_its_board | is_clerk
can_enter_question = is_clerk
can_list_questions = is_clerk
# of a question
can_revise_question = asked & is_unsubmitted
can_discard_question = asked & is_private
can_withdraw_question = is_put & (asked | is_clerk)
can_answer_question = is_put & (is_clerk | is_put_to_a_post_of)
# of an answer
can_make_undertaking_action = is_clerk & has_no_action


def speaks_for_owner(standing, action):
    """On whose behalf an entry is: the owner, where a clerk or a deputy enters it; None where its holder does.

    A contributor who is neither speaks for their own post, which their name says.
    """
    if standing.is_clerk and not owns(standing, action):
        return action.owner
    return action.owner if action.owner_id in standing.deputy_owner_ids else None


def answers_for(standing, owner):
    """On whose behalf an answer is that a post owes: the post, where a deputy gives it; None where its holder does."""
    return owner if owner.pk in standing.deputy_owner_ids else None
