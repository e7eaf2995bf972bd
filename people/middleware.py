from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from people.standing import standing_of


def standing_middleware(get_response):
    """Give every request its `standing`: what its user holds today, asked for once."""

    def middleware(request):
        request.standing = SimpleLazyObject(lambda: standing_of(request.user, timezone.localdate()))
        return get_response(request)

    return middleware
