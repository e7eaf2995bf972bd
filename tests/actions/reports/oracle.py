"""Counts a half-year report from a diary, in another way than the report does: by going through the days."""

import statistics

FIGURES = (
    *("made", "accepted", "partly", "rejected", "deferred", "waiting", "overdue", "implemented"),
    *("open_before", "opened", "handed_in", "handed_out", "closed", "withdrawn", "superseded", "open_after"),
    *("had_first_due", "by_first_due", "had_due", "by_due", "extended", "extensions", "with_impact", "all", "open"),
)


def figures(diary, first, last, board=None):
    """{name of a figure: number} of the days `first` to `last` (offsets), of one board or of all."""
    found = dict.fromkeys(FIGURES, 0)
    days = []
    for kept in diary.actions.values():
        count_action(kept, first, last, board, found, days)
    for recommended in diary.recommended:
        count_recommended(diary, recommended, first, last, board, found)
    for pk, reported, of in diary.areas:
        if (board is None or of == board) and (reported is None or reported <= last):
            answering = [kept for kept in diary.actions.values() if kept.finding == pk and kept.made <= last]
            found["all"] += 1
            found["open"] += answering == [] or any(is_open(kept, last) for kept in answering)
    found["median_days"] = statistics.median(days) if days else None
    return found


def count_action(kept, first, last, board, found, days):
    def ours(day):
        return board is None or board_on(kept, day) == board

    found["open_before"] += is_open(kept, first - 1) and ours(first - 1)
    found["open_after"] += is_open(kept, last) and ours(last)
    found["opened"] += first <= kept.made <= last and (board is None or kept.board == board)
    for day, to in kept.moves:
        if first <= day <= last and board is not None:
            found["handed_in"] += to == board
            found["handed_out"] += board_on(kept, day - 1) == board
    given = [day for day, of in kept.extended if first <= day <= last and (board is None or of == board)]
    found["extensions"] += len(given)
    found["extended"] += given != []
    if kept.ended and first <= kept.ended[0] <= last and ours(kept.ended[0]):
        found[kept.ended[1]] += 1
        if kept.ended[1] == "closed":
            count_closed(kept, last, found)
            days.append(kept.ended[0] - kept.made)


def count_closed(kept, last, found):
    done = kept.complete[-1]
    found["had_first_due"] += kept.first_due is not None
    found["by_first_due"] += kept.first_due is not None and done <= kept.first_due
    found["had_due"] += kept.due is not None
    found["by_due"] += kept.due is not None and done <= kept.due
    found["with_impact"] += any(day <= last for day in kept.impacts)


def count_recommended(diary, recommended, first, last, board, found):
    pk, of, made, served = recommended
    if board is not None and of != board:
        return
    found["made"] += first <= made <= last
    said = set()
    for served_on, due, responses in served:
        if served_on > last:
            continue
        came = None
        for response in responses:
            if response[0] <= last:
                came = response
        said.add(came[1] if came else "")
        if came and first <= came[0]:
            found[came[1]] += 1
        if came is None or came[1] == "deferred":
            found["waiting"] += 1
            found["overdue"] += (came[2] if came else due) < last
    following = [kept for kept in diary.actions.values() if kept.resolution == pk and kept.made <= last]
    over = following and not any(is_open(kept, last) for kept in following)
    if over and any(kept.ended[1] == "closed" for kept in following) and (not said or said & {"accepted", "partly"}):
        found["implemented"] += first <= max(kept.ended[0] for kept in following)


def updates(diary, first, last):
    """[(meeting, asked, on time, late, excused, missing)] of the meetings in the days, in their order."""
    found = []
    for pk, when, _, due, asked in sorted(diary.meetings, key=lambda one: (one[1], one[0])):
        if not first <= when <= last or when >= 0:
            continue
        counts = {"on_time": 0, "late": 0, "excused": 0, "missing": 0}
        for action, asked_on in asked.items():
            came = diary.received.get((pk, action))
            ended = diary.actions[action].ended
            if came:
                counts["on_time" if min(came) <= (due if asked_on <= due else when) else "late"] += 1
            elif (pk, action) in diary.excused:
                counts["excused"] += 1
            elif not (ended and ended[0] < when):
                counts["missing"] += 1
        found.append((pk, sum(counts.values()), *counts.values()))
    return found


def is_open(kept, day):
    return kept.made <= day and not (kept.ended and kept.ended[0] <= day)


def board_on(kept, day):
    board = kept.board
    for since, to in kept.moves:
        if since <= day:
            board = to
    return board
