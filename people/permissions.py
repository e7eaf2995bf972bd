"""Who may do what with people and boards. Predicates over a Standing; being superuser is none of them."""

import rules


@rules.predicate
def is_clerk(standing):
    return standing.is_clerk


@rules.predicate
def is_admin(standing):
    return standing.is_admin


@rules.predicate
def is_member(standing):
    return bool(standing.board_ids)


can_invite_user = is_admin
# what is held about a person, to give it to them or to erase it
can_keep_personal_data = is_admin
