import re

from django import forms
from django.utils.functional import cached_property

from actions import permissions
from actions.forms.updates import UpdateForm
from actions.models import Action, UpdateDraft
from actions.services.drafts import MOST_CHARACTERS
from actions.services.updates import next_meetings

POSTED = re.compile(r"action-(\d{1,9})-version")

HIDDEN = {"version", "shown", "drafted"}
RARE = ("corrects", "is_exempt", "exempt_paragraphs")


class AnswerForm(UpdateForm):
    """The update on one action among many on a page: with what was posted, or with a draft of it."""

    # the status and confidence that the page showed: what differs from them was touched by the person
    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    # whether there is a draft of what the page shows
    drafted = forms.BooleanField(required=False, widget=forms.HiddenInput)

    was_changed = False

    def __init__(self, data=None, files=None, *, action, user, draft=None):
        self.draft = draft
        initial = {
            "version": action.version,
            "status": action.status,
            "confidence": action.confidence,
            "shown": f"{action.status} {action.confidence}",
            "drafted": "yes" if draft else "",
            **(draft.values if draft else {}),
        }
        prefix = f"action-{action.pk}"
        if data is not None:
            shown = (data.get(f"{prefix}-shown") or initial["shown"]).split(" ")
            initial = {"status": shown[0], "confidence": shown[-1] if len(shown) > 1 else ""}
        super().__init__(data, files, action=action, user=user, prefix=prefix, initial=initial)
        self.about, self.anchor = action.reference, prefix
        for name in ("progress", "impact"):
            self.fields[name].widget.attrs["rows"] = 3

    def is_asked_to_close(self):
        return self.action.asked_to_close

    def get_own_updates(self):
        return self.action.own_updates

    def clean(self):
        for name in self.fields:
            value = self[name].data
            if isinstance(value, str) and len(value) > MOST_CHARACTERS:
                self.add_error(name, f"This is longer than {MOST_CHARACTERS:,} characters. Put it into a file.")
        return super().clean()

    @cached_property
    def touched(self) -> set[str]:
        """The fields that the person changed; none where they sent the same words a moment ago."""
        return set() if self._was_sent_before() else set(self.changed_data) - HIDDEN

    @property
    def typed(self) -> dict:
        """What the person changed, as it was typed; a file cannot be kept."""
        return {name: self[name].data for name in self.touched - {"evidence"}}

    @property
    def is_drafted(self) -> bool:
        return bool(self["drafted"].data if self.is_bound else self.draft)

    @property
    def is_behind(self) -> bool:
        """Whether somebody wrote since the draft was kept."""
        latest = next(iter(self.action.latest_updates), None)
        return bool(self.draft and latest and latest.entered_at > self.draft.saved_at)

    @property
    def is_too_long(self) -> bool:
        return any(isinstance(value, str) and len(value) > MOST_CHARACTERS for value in self.typed.values())

    @property
    def has_rare(self) -> bool:
        """Whether something is in the fields that few need, so that they are shown unfolded."""
        return any(self[name].value() or (self.is_bound and self[name].errors) for name in RARE)

    @property
    def version_shown(self) -> int | None:
        """The version that the person had before them; None for what is no number."""
        try:
            return forms.IntegerField().clean(self["version"].data)
        except forms.ValidationError:
            return None

    def entry(self) -> dict:
        """What `updates.add` takes, once valid."""
        entry = {name: value for name, value in self.cleaned_data.items() if name not in HIDDEN}
        return {"seen_version": self.cleaned_data["version"], "status_reported": entry.pop("status"), **entry}

    def show_again(self, action, draft):
        """Stand on a new page, beside what the action says now."""
        self.action, self.draft = action, draft
        self._put("drafted", "yes" if draft else "")

    def show_changed(self, version):
        """Somebody else wrote meanwhile: what was typed stays, and can be sent on top of it."""
        self.was_changed = True
        self._put("version", version)
        self.add_error(
            None,
            "Somebody else has changed this action while you were writing. Read what they wrote beside it; "
            "what you typed is still here. Send it again if it should stand on top of theirs.",
        )

    def _put(self, name, value):
        self.data = self.data.copy()
        self.data[self.add_prefix(name)] = value

    def _was_sent_before(self):
        latest = next(iter(self.action.latest_updates), None)
        words = (self["progress"].data or "").strip()
        is_own = latest is not None and latest.entered_by_id == self.user.pk and latest.progress == words != ""
        return is_own and self.version_shown != self.action.version


class AnswerForms:
    """The forms of a page, one an action, in the actions' order.

    `drafts` are by action id. `data` is what was posted: an action that is not in it gets the form of a page
    opened anew. `failed` are forms to show again, with what is wrong.
    """

    def __init__(self, *, actions, user, drafts, data=None, files=None, failed=()):
        posted = posted_ids(data or {})
        failed = {form.action.pk: form for form in failed}
        self.rows = []
        for action in actions:
            draft = drafts.get(action.pk)
            if form := failed.get(action.pk):
                form.show_again(action, draft)
            else:
                sent = (data, files) if action.pk in posted else ()
                form = AnswerForm(*sent, action=action, user=user, draft=draft)
            self.rows.append(form)

    @property
    def posted(self):
        return [form for form in self.rows if form.is_bound]

    @property
    def touched(self):
        return [form for form in self.posted if form.touched]

    @property
    def owed(self):
        return [form for form in self.rows if form.action.is_owed]

    @property
    def errors(self):
        return [form.errors for form in self.posted if form.errors]

    def of(self, pk: str):
        """The form of one action, or None."""
        return next((form for form in self.rows if str(form.action.pk) == pk), None)

    def after(self, form, *, done=()):
        """The next that is owed after `form`, going round; None where nothing is."""
        place = self.rows.index(form)
        rest = [*self.rows[place + 1 :], *self.rows[:place]]
        return next((one for one in rest if one.action.is_owed and one not in done), None)


def posted_ids(data) -> set[int]:
    """The ids of the actions that a posted page had a form for."""
    return {int(match[1]) for key in data if (match := POSTED.fullmatch(key))}


def answers_of(standing, meeting, *, data=None, files=None, failed=()) -> AnswerForms:
    """The forms of all that one's posts owe for a meeting, what one has drafts of, and what was posted and touched.

    Nothing is owed yet for a meeting that is not the one its board's updates go to now.
    """
    posted = posted_ids(data or {}) | {form.action.pk for form in failed}
    actions = list(Action.objects.to_answer(standing, meeting, posted=posted))
    found = UpdateDraft.objects.filter(user=standing.user, action__in=[action.pk for action in actions])
    kept = {draft.action_id: draft for draft in found}
    is_asked = answered_at(meeting, standing.day) == meeting
    for action in actions:
        action.is_owed = action.is_owed and is_asked
        action.overdue = action.is_overdue(standing.day)
        action.spoken_for = permissions.speaks_for_owner(standing, action)
    actions = [action for action in actions if action.is_owed or action.pk in kept or action.pk in posted]
    return AnswerForms(actions=actions, user=standing.user, drafts=kept, data=data, files=files, failed=failed)


def answered_at(meeting, today):
    """The meeting of the same board that what is answered today goes to, or None."""
    return next_meetings(today, boards=[meeting.board_id]).get(meeting.board_id)
