from django.db import models
from django.db.models import Case, Exists, OuterRef, Prefetch, Q, Value, When

from actions.querysets import exempt, rounds


class QuestionQuerySet(models.QuerySet):
    def visible_to(self, standing):
        """Those `standing` may read, by their reach; never one on something they may not see.

        A private note is for whoever wrote it, and not even for clerks. Shared with the chair it is for the chairs
        of the board too, as a line of enquiry for its members. Once submitted it is for the board, the clerks and
        whoever has to answer or contributes; once a pack has shown it, for everybody who reads the pack.
        """
        reach = self.model.Reach
        readers = (
            Q(asked_by=standing.user.pk)
            | Q(reach=reach.CHAIR, meeting__board__in=standing.chaired_board_ids)
            | Q(reach=reach.BOARD, meeting__board__in=standing.board_ids)
            | Q(reach=reach.SUBMITTED) & self._reads_submitted(standing)
        )
        # whoever has left the board goes on reading their own, on what no pack has shown yet, if it is open to all
        own = Q(asked_by=standing.user.pk) & ~exempt.of_question()
        return self.filter(readers, self._subject_visible_to(standing) | own)

    def submitted(self):
        """Submitted, and not withdrawn since."""
        return self.filter(reach=self.model.Reach.SUBMITTED, withdrawn_at__isnull=True)

    def for_meeting(self, meeting):
        """Those for a meeting: asked for it, or for one of its board's that was cancelled on the way to it."""
        return self.filter(rounds.was_for(meeting, entered="asked_at"))

    def submitted_for(self, meeting, standing):
        """What members put to a meeting, as far as `standing` may read it: the earliest first, as `with_thread`."""
        found = self.visible_to(standing).for_meeting(meeting).submitted().with_thread(standing)
        return found.order_by("submitted_at", "pk")

    def unanswered(self):
        return self.filter(~Exists(self._answers().filter(question=OuterRef("pk"))))

    def put_to_posts_of(self, standing):
        """Those on actions of the posts that `standing` holds, or on what these actions answer."""
        action = self.model._meta.get_field("action").related_model.objects.filter(owner__in=standing.owner_ids)
        return self.filter(
            Q(action__owner__in=standing.owner_ids)
            | Q(Exists(action.filter(resolution=OuterRef("resolution"))))
            | Q(Exists(action.filter(finding=OuterRef("finding"))))
        )

    def with_exempt(self):
        """Annotate `exempt`: whether what it is on is."""
        return self.annotate(exempt=Case(When(exempt.of_question(), then=Value(True)), default=Value(False)))

    def with_thread(self, standing):
        """What a list of questions shows, in a constant number of queries: what each is on, who asked, its `answers`,
        and of each answer in `visible_actions` what became of its undertaking, as far as `standing` may see it."""
        actions = self.model._meta.get_field("action").related_model.objects.visible_to(standing).with_exempt()
        answers = (
            self._answers()
            .select_related("answered_by", "on_behalf_of", "undertaking_owner", "undertaking_due_meeting")
            .annotate(has_action=Exists(self._answers().filter(pk=OuterRef("pk"), actions__isnull=False)))
            .prefetch_related(Prefetch("actions", queryset=actions, to_attr="visible_actions"))
            .order_by("answered_at", "pk")
        )
        return (
            self.with_exempt()
            .select_related(
                "meeting__board",
                "asked_by",
                "entered_by",
                "withdrawn_by",
                "action__owner",
                "action__due_meeting",
                "resolution__item__meeting",
                "finding__review",
            )
            .prefetch_related(Prefetch("answers", queryset=answers))
        )

    def _answers(self):
        return self.model.answers.rel.related_model.objects

    def _subject_visible_to(self, standing) -> Q:
        condition = Q(pk__in=[])
        for name in ("action", "resolution", "finding"):
            rows = self.model._meta.get_field(name).related_model.objects.visible_to(standing)
            condition |= Q(**{f"{name}__in": rows})
        return condition

    def _reads_submitted(self, standing) -> Q:
        if standing.is_clerk:
            return Q(pk__isnull=False)
        return (
            Q(meeting__board__in=standing.board_ids)
            | self._concerns_posts_of(standing)
            | Q(Exists(self._shown_to_everybody()))
        )

    def _concerns_posts_of(self, standing) -> Q:
        """True of questions on actions that one's posts own or contribute to, or on what such actions answer."""
        action = self.model._meta.get_field("action").related_model
        contributions = action.contributors.through.objects.filter(owner__in=standing.owner_ids)
        theirs = Q(owner__in=standing.owner_ids) | Q(Exists(contributions.filter(action=OuterRef("pk"))))
        actions = action.objects.filter(theirs)
        return (
            Q(action__in=actions)
            | Q(Exists(actions.filter(resolution=OuterRef("resolution"))))
            | Q(Exists(actions.filter(finding=OuterRef("finding"))))
        )

    def _shown_to_everybody(self):
        """That a pack shows it, open to all and not withdrawn from the public since."""
        shown = self.model.shown_in.rel.related_model.objects
        return shown.filter(question=OuterRef("pk"), exempt=False, pack__public_withdrawn_at__isnull=True)


class AnswerQuerySet(models.QuerySet):
    def visible_to(self, standing):
        """The answers to the questions that `standing` may read."""
        question = self.model._meta.get_field("question").related_model
        return self.filter(question__in=question.objects.visible_to(standing))

    def undertakings(self):
        return self.exclude(undertaking="")

    def without_action(self):
        """Undertakings that have not become an action yet."""
        return self.undertakings().filter(actions=None)

    def with_question(self):
        """With what was asked, on what and for which meeting, and whose undertaking it is."""
        return self.select_related(
            "answered_by",
            "on_behalf_of",
            "undertaking_owner",
            "undertaking_due_meeting__board",
            "question__meeting__board",
            "question__asked_by",
            "question__action__owner",
            "question__resolution__item__meeting",
            "question__finding__review",
        )
