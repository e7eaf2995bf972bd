from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """How allauth treats our accounts: an administrator makes them, nobody signs up alone."""

    def is_open_for_signup(self, request):
        return False


def display_name(user) -> str:
    """How allauth's pages and messages name somebody."""
    return user.name
