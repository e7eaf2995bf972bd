"""What every page of Django admin has in common: who may open it, and what it may do there."""

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import BadRequest, PermissionDenied
from simple_history.admin import SimpleHistoryAdmin

from people.permissions import is_admin


def printable_terms_only(view):
    """Admin's look-up as one types hands its term to the database unchecked, and PostgreSQL refuses a NUL."""

    def checked(request):
        if "\0" in request.GET.get("term", ""):
            raise BadRequest("The words to look for hold a character that no name has.")
        return view(request)

    return checked


class AdminsOnly:
    """For administrators, whatever Django's own permissions say: those say yes to every superuser.

    Nothing is deleted here, because it has a history: what ended gets its last day, who left is made
    inactive, what was entered wrongly is mended.
    """

    def has_module_permission(self, request):
        return is_admin(request.standing)

    def has_view_permission(self, request, obj=None):
        return is_admin(request.standing)

    def has_delete_permission(self, request, obj=None):
        return False


def _numbers(value) -> list[str]:
    """Of what was posted for a choice, that which could be a key."""
    return [one for one in value if str(one).isascii() and str(one).isdigit() and len(str(one)) < 19]


class Chosen(AutocompleteSelect):
    """Admin's own asks the database for whatever was posted; what is no number broke the page that was to say so."""

    def optgroups(self, name, value, attrs=None):
        return super().optgroups(name, _numbers(value), attrs)


class SeveralChosen(AutocompleteSelectMultiple):
    def optgroups(self, name, value, attrs=None):
        return super().optgroups(name, _numbers(value), attrs)


class Written(AdminsOnly):
    """What administrators keep here."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = Chosen(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = SeveralChosen(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_add_permission(self, request, obj=None):
        return is_admin(request.standing)

    def has_change_permission(self, request, obj=None):
        return is_admin(request.standing)


class ReadOnly(AdminsOnly):
    """What services alone write. Shows what its reader may see anywhere else, and no more."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return self.visible(super().get_queryset(request), request.standing)

    def visible(self, queryset, standing):
        """The rows of `queryset` that `standing` may see."""
        return queryset.visible_to(standing)


class WrittenAdmin(Written, SimpleHistoryAdmin):
    """A page of people, boards or posts, with the history of every field, which is read and not restored."""

    save_on_top = True
    object_history_list_template = "admin/people/history_list.html"

    def revert_disabled(self, request, obj=None):
        return True

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        # without its button the page would still take a POST, past `get_readonly_fields`
        if request.method == "POST":
            raise PermissionDenied
        return super().history_form_view(request, object_id, version_id, extra_context)


class WrittenInline(Written, admin.TabularInline):
    extra = 0
    show_change_link = True


class ReadOnlyAdmin(ReadOnly, admin.ModelAdmin):
    """A page of what was decided or is owed. Its `fields` leave out every link to a row that may be
    exempt where this one is not, and what only clerks may read."""

    actions = None
    view_on_site = False


class ReadOnlyInline(ReadOnly, admin.TabularInline):
    extra = 0

    def get_readonly_fields(self, request, obj=None):
        return self.fields
