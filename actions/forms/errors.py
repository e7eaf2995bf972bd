from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


def add_service_error(form, error):
    """Show what a service refused: beside the field it names, or above the form where there is none."""
    if isinstance(error, ValidationError) and hasattr(error, "error_dict"):
        for field, errors in error.error_dict.items():
            form.add_error(field if field in form.fields and field != NON_FIELD_ERRORS else None, errors)
    else:
        form.add_error(None, error if isinstance(error, ValidationError) else str(error))
