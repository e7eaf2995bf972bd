from django.core.exceptions import PermissionDenied


class Permitted:
    """The mixin of every view that not all may use: asks `permission` before anything else happens.

    A view on a row fetches it in `get_permission_object`, through `visible_to`: not visible is 404,
    visible but not allowed is 403.
    """

    permission = None

    def get_permission_object(self):
        """The row the permission is asked about; none unless a view says so."""

    def dispatch(self, request, *args, **kwargs):
        row = self.get_permission_object()
        asked = (request.standing,) if row is None else (request.standing, row)
        if self.permission is not None and not self.permission.test(*asked):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)
