"""What else was done here by somebody, read from the tables: every column that leads to a person and that no other
section tells of. So a table that is yet to be made is in what they are given from the day it is made."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db.models import DateField, ForeignKey, Model

from actions.personal.sections import SECTIONS
from actions.personal.shapes import Column, Section
from people.models import User


@dataclass(frozen=True)
class Act:
    what: str
    number: str
    how: str
    at: object


def links() -> Iterator[tuple[type[Model], ForeignKey]]:
    """(model, column) of every column of every table that leads to a person."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if isinstance(field, ForeignKey) and field.related_model is User:
                yield model, field


def name(model, field) -> str:
    return f"{model._meta.label}.{field.name}"


def uncovered() -> list[tuple[type[Model], ForeignKey]]:
    covered = {link for section in SECTIONS for link in section.covers}
    return [(model, field) for model, field in links() if name(model, field) not in covered]


def acts(user) -> list[Act]:
    """Each as what kind of row, its number, what the person is to it, and when, where a column says so."""
    found = []
    for model, field in uncovered():
        moment = _moment(model, field)
        columns = ["pk", *([moment] if moment else [])]
        for number, *at in model._base_manager.filter(**{field.name: user}).order_by("pk").values_list(*columns):
            what = str(model._meta.verbose_name).capitalize()
            found.append(Act(what, str(number), _how(field), at[0] if at else None))
    return found


def _how(field) -> str:
    return "changed by" if field.name == "history_user" else str(field.verbose_name)


def _moment(model, field) -> str | None:
    """The column that says when: "recorded_at" of "recorded_by", "history_date", or the only one there is."""
    dated = [one.name for one in model._meta.concrete_fields if isinstance(one, DateField)]
    beside = field.name.removesuffix("_by") + "_at"
    if field.name == "by":
        beside = "at"
    for candidate in (beside, "history_date" if field.name == "history_user" else "", "action_time"):
        if candidate in dated:
            return candidate
    return None


SECTION = Section(
    "acts",
    "What else this person did here",
    acts,
    (
        Column("at", "When", "at"),
        Column("what", "What", "what"),
        Column("number", "Number", "number"),
        Column("as", "In it as", "how"),
    ),
    about="Rows of the council’s record that name this person as who made, changed or recorded them.",
)
