"""Nothing is deleted but what is named here, with why: everything else stays, and what is wrong is put right beside it.

The source is read for what deletes, and the models for what would go along; admin deletes nothing.
"""

import ast

import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import CASCADE, SET_NULL

from tests.builders import standing
from tests.test_architecture import APPS, MODULES, chain

# module → what it deletes
DELETES = {
    "actions.services.drafts": "what somebody typed and has now sent",
    "actions.services.erasure": "what was somebody's alone, with their details",
    "actions.services.minutes.drafts": "a clerk's private draft of an import, thrown away or too old",
    "actions.services.plans": "an approval entered wrongly; that it was removed is an event that says what it was",
    "actions.services.questions": "a private note that its member throws away",
    "actions.services.reading": "a mark or a flag taken back",
    "actions.services.retention": "drafts, marks and private notes that are older than the settings keep them",
    "meetings.services.circulations": "a circulation being prepared and its checklist, before it is sent",
    "people.services.erasure": "what somebody signed in with, their addresses and sessions, with their details",
    "people.services.second_step": "a second step that is replaced, turned off or reset",
    "people.services.sessions": "sessions that are over or ended",
    "people.services.single_sign_on": "the link to an account at the sign-in service",
}
# files, which leave a tombstone, were written twice, or could not be written whole
DELETES_FILES = {
    "actions.services.evidence",
    "actions.services.pack_files",
    "meetings.services.documents",
    "meetings.uploads.storage",
}
# raw SQL: counts of attempts that are over, in the cache; and sessions, in a copy of the database
DELETES_BY_SQL = {"people.services.retention", "scrutiny.backups.databases"}

# what goes along with its row; everything else keeps its row from being deleted
GOES_ALONG = {
    "actions.ReadMark.user",
    "actions.ReadMark.meeting",
    "actions.ReadMark.action",
    "actions.UpdateDraft.user",
    "actions.UpdateDraft.action",
    "meetings.CirculationCheck.circulation",
}


def deletions(name, tree):
    of_files = name.endswith(".storage")
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        names = chain(call)
        if names[-1] in ("delete", "_raw_delete"):
            yield "file" if of_files or "storage" in names else "row"


def test_only_named_services_delete_rows():
    found = {name for name, tree in MODULES.items() if "row" in deletions(name, tree)}

    assert found == DELETES.keys()


def test_only_named_services_delete_files():
    found = {name for name, tree in MODULES.items() if "file" in deletions(name, tree)}

    assert found == DELETES_FILES


def test_only_named_modules_delete_by_sql():
    found = {
        name
        for name, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and str(node.value).startswith(("DELETE ", "TRUNCATE"))
    }

    assert found == DELETES_BY_SQL


def test_no_row_goes_along_with_another_unless_named():
    ours = [model for model in apps.get_models() if model._meta.app_label in APPS]
    found = {
        f"{model._meta.label}.{field.name}"
        for model in ours
        for field in model._meta.concrete_fields
        if field.remote_field
        and field.remote_field.on_delete in (CASCADE, SET_NULL)
        # the history of fields notes who changed what, and is asked for nothing
        and not model._meta.model_name.startswith("historical")
    }

    assert found == GOES_ALONG


@pytest.mark.django_db
def test_admin_deletes_nothing(rf, cast):
    request = rf.get("/admin/")
    request.user = cast.superuser
    request.standing = standing(cast.superuser)
    registered = admin.site._registry.values()
    inlines = [inline for one in registered for inline in one.get_inline_instances(request)]

    may = [str(one) for one in (*registered, *inlines) if one.has_delete_permission(request)]
    offered = [str(one) for one in registered if "delete_selected" in one.get_actions(request)]

    assert (may, offered) == ([], [])
