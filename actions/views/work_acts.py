"""The acts on a work programme, each for clerks: add, change, move, put in order, take, drop, hand on."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView, View

from actions.forms import work as forms
from actions.forms.errors import add_service_error
from actions.services import endings
from actions.services.turnover import may_follow
from actions.views.work import ProgrammeView
from meetings.models import Meeting, WorkItem
from meetings.permissions import can_plan_work
from meetings.services import work
from meetings.services.work_places import Stale
from people.access import Permitted
from people.models import Board


class OneBoard(Permitted):
    """What the pages that change one board's programme share."""

    permission = can_plan_work

    def get_permission_object(self):
        self.board = get_object_or_404(Board, code=self.kwargs["code"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(board=self.board, **kwargs)

    def get_success_url(self):
        return reverse("work:board", args=[self.board.code])


class OneItem(Permitted):
    """What the pages that change one item share: which, fetched through what one may see."""

    permission = can_plan_work

    def get_permission_object(self):
        visible = WorkItem.objects.visible_to(self.request.standing).with_exempt().with_times_slipped()
        visible = visible.select_related("board", "meeting", "taken_at", "owner", "resolution__item__meeting__board")
        self.item = get_object_or_404(visible.prefetch_related("moves"), pk=self.kwargs["pk"])
        return self.item

    def done(self, message):
        messages.success(self.request, message)
        return HttpResponseRedirect(reverse("work:board", args=[self.item.board.code]))

    def refuse(self, error):
        messages.error(self.request, " ".join(error.messages))
        return HttpResponseRedirect(reverse("work:board", args=[self.item.board.code]))


class ItemFormView(OneItem, FormView):
    """A form on one item: `save` calls the service and returns what to tell the person."""

    def get_initial(self):
        return {"version": self.item.version}

    def get_context_data(self, **kwargs):
        return super().get_context_data(item=self.item, **kwargs)

    def form_valid(self, form):
        changes = dict(form.cleaned_data)
        version = changes.pop("version")
        try:
            message = self.save(changes, by=self.request.user, now=timezone.now(), seen_version=version)
        except Stale as stale:
            return self.show_changed(form, stale)
        except ValidationError as error:
            add_service_error(form, error)
            return self.form_invalid(form)
        return self.done(message)

    def show_changed(self, form, stale):
        """Show how the item stands now; what was typed stays, and can be sent on top."""
        self.get_permission_object()
        form.data = form.data.copy()
        form.data["version"] = stale.item.version
        form.add_error(
            None,
            "Somebody else has changed this item while you were writing. How it stands now is said above; "
            "what you typed is still here. Send it again if it should stand on top of theirs.",
        )
        return self.form_invalid(form)


class AddView(OneBoard, FormView):
    """Put something on a board's programme."""

    form_class = forms.AddWorkItemForm
    template_name = "work/item_add.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "board": self.board, "today": self.request.standing.day}

    def get_initial(self):
        return {"place": self.request.GET.get("place", "")}

    def form_valid(self, form):
        fields = dict(form.cleaned_data)
        place = fields.pop("place")
        try:
            item = work.plan(board=self.board, by=self.request.user, now=timezone.now(), **fields, **place)
        except ValidationError as error:
            add_service_error(form, error)
            return self.form_invalid(form)
        messages.success(self.request, f"“{item}” is on the programme: {item.when or 'not scheduled yet'}.")
        return HttpResponseRedirect(self.get_success_url())


class EditView(ItemFormView):
    form_class = forms.EditWorkItemForm
    template_name = "work/item_edit.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "item": self.item}

    def get_initial(self):
        return {**super().get_initial(), **{name: getattr(self.item, name) for name in work.EDITABLE}}

    def save(self, changes, **common):
        item = work.edit(item=self.item, **changes, **common)
        return f"“{item}” is changed."


class MoveView(ItemFormView):
    """Bring an item to another meeting or month, with the reason."""

    form_class = forms.MoveWorkItemForm
    template_name = "work/item_move.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "item": self.item, "today": self.request.standing.day}

    def save(self, changes, **common):
        place = changes.pop("place")
        item = work.move(item=self.item, **place, **changes, **common)
        return f"“{item}” comes on {item.when}." if item.meeting and item.meeting.date else _without_a_day(item)


def _without_a_day(item):
    return f"“{item}” comes in {item.when}." if item.when else f"“{item}” is not scheduled now."


class DropView(ItemFormView):
    form_class = forms.DropWorkItemForm
    template_name = "work/item_drop.html"

    def save(self, changes, **common):
        effect = endings.drop_report(item=self.item, **changes, **common)
        return f"“{effect.row}” is off the programme. {_said(effect)}".strip()


class TakeView(ItemFormView):
    """Record that a held meeting took an item."""

    form_class = forms.TakeWorkItemForm
    template_name = "work/item_take.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "item": self.item}

    def get_initial(self):
        meeting = self.item.meeting if self.item.meeting and self.item.meeting.status == Meeting.Status.HELD else None
        return {**super().get_initial(), "meeting": meeting}

    def save(self, changes, **common):
        effect = endings.take_report(item=self.item, **changes, **common)
        again = WorkItem.objects.filter(follows=effect.row).first()
        said = [f"“{effect.row}” is recorded as taken on {effect.row.when}.", _said(effect)]
        if again:
            said.append(f"It comes again: {again.when}.")
        return " ".join(filter(None, said))


class ReorderView(OneItem, ProgrammeView):
    """Put an item somewhere else in the agenda order."""

    http_method_names = ["post"]

    def post(self, request, pk):
        self.kwargs["code"] = self.item.board.code
        form = forms.OrderForm(request.POST, item=self.item)
        if not form.is_valid():
            form.item = self.item
            return self.render_to_response(self.get_context_data(form=form))
        to = form.cleaned_data["to"] or form.cleaned_data["position"]
        try:
            work.reorder(item=self.item, to=to, by=request.user, now=timezone.now(), seen=form.cleaned_data["seen"])
        except ValidationError as error:
            return self.refuse(error)
        return HttpResponseRedirect(self.item.get_absolute_url())


class PutBackView(OneItem, View):
    """Undo that an item was taken or dropped."""

    http_method_names = ["post"]

    def post(self, request, pk):
        try:
            effect = endings.put_report_back(item=self.item, by=request.user, now=timezone.now())
        except ValidationError as error:
            return self.refuse(error)
        item = effect.row
        said = f"“{item}” is back on the programme: {item.when or 'not scheduled yet'}. {_said(effect)}"
        return self.done(said.strip())


class TakeAllView(Permitted, View):
    """Record that a held meeting took all that was planned for it."""

    permission = can_plan_work
    http_method_names = ["post"]

    def get_permission_object(self):
        visible = Meeting.objects.visible_to(self.request.standing).select_related("board")
        self.meeting = get_object_or_404(visible, pk=self.kwargs["pk"])
        return self.meeting

    def post(self, request, pk):
        try:
            taken = endings.take_all(meeting=self.meeting, by=request.user, now=timezone.now())
            counted = f"{len(taken)} item{pluralize(len(taken))}"
            said = [f"{counted} recorded as taken on {self.meeting.when}.", *map(_said, taken)]
            messages.success(request, " ".join(filter(None, said)))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(self.meeting.get_absolute_url())


def _said(effect) -> str:
    """What an act on an item did to the actions that answer its resolution."""
    said = []
    if effect.asked:
        said.append(f"The board is asked to close {_references(effect.asked)}.")
    if effect.taken_back:
        said.append(f"The board is no longer asked to close {_references(effect.taken_back)}.")
    return " ".join(said)


def _references(actions) -> str:
    return ", ".join(action.reference for action in actions)


class HandOnView(OneBoard, FormView):
    """Give what is still on an ending board's programme to another board."""

    form_class = forms.HandOnWorkForm
    template_name = "work/hand_on.html"

    def get_form_kwargs(self):
        open_ = WorkItem.objects.visible_to(self.request.standing).open().filter(board=self.board)
        self.items = open_.select_related("meeting").in_order()
        boards = may_follow(self.board, self.request.standing.day).active(self.request.standing.day)
        return {**super().get_form_kwargs(), "items": self.items, "boards": boards}

    def get_initial(self):
        successors = list(self.board.successors.active(self.request.standing.day))
        return {"items": self.items, "to_board": successors[0] if len(successors) == 1 else None}

    def form_valid(self, form):
        try:
            handed = work.hand_on(board=self.board, by=self.request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            add_service_error(form, error)
            return self.form_invalid(form)
        to_board = form.cleaned_data["to_board"]
        messages.success(
            self.request, f"{len(handed)} item{pluralize(len(handed))} of {self.board} handed on to {to_board}."
        )
        return HttpResponseRedirect(reverse("work:board", args=[to_board.code]))
