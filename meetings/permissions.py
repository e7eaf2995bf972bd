"""Who may do what with meetings. Predicates over a Standing, and a meeting where it matters."""

from people.permissions import is_clerk

can_manage_meetings = is_clerk
can_import_minutes = is_clerk
can_see_clerk_queries = is_clerk
can_plan_work = is_clerk
# who was sent what, at which address, and what became of it, is kept by the scrutiny office
can_record_endings = is_clerk
can_remove_documents = is_clerk
