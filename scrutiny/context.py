from django.conf import settings
from django.urls import reverse

from actions.permissions import can_see_questions, can_see_reports, can_see_rounds
from meetings.permissions import can_import_minutes
from people.permissions import is_admin

# so many links stay on one line beside the service's name in a window of 1200 px, whichever they are
ON_THE_LINE = 6


def site(request):
    """What every page shows around its content: whose service this is and where one can go."""
    context = {
        "council_name": settings.COUNCIL_NAME,
        "service_name": settings.SERVICE_NAME,
        "navigation": [],
        "navigation_more": [],
        "account_links": [],
    }
    standing = getattr(request, "standing", None)
    if standing is None or not request.user.is_authenticated:
        return context
    line, more = _menu(standing, request.path)
    context["navigation"], context["navigation_more"] = line, more
    context["account_links"] = [
        {"text": "Your account", "href": reverse("account")},
        {"text": "Sign out", "href": reverse("account_logout")},
    ]
    return context


def _menu(standing, path):
    """Where one can go, as links on the menu's line, and those for which it has no room: they stand under "More"."""
    links = [
        ("Home", "home", True),
        ("Meetings", "meetings:list", True),
        ("Actions", "actions:list", True),
        ("Resolutions", "resolutions:list", True),
        ("Rounds", "rounds:list", can_see_rounds(standing)),
        ("Questions", "questions:list", can_see_questions(standing)),
        ("Reviews", "reviews:list", True),
        ("Work programme", "work:list", True),
        ("Reports", "reports:half_year", can_see_reports(standing)),
        ("Gaps", "actions:gaps", can_import_minutes(standing)),
        ("Posts", "turnover:list", can_import_minutes(standing)),
        ("Import minutes", "minutes:import", can_import_minutes(standing)),
        ("Administration", "admin:index", is_admin(standing)),
    ]
    shown = [(text, reverse(name)) for text, name, allowed in links if allowed]
    here = _here(path, [href for _, href in shown])
    shown = [{"text": text, "href": href, "active": href == here} for text, href in shown]
    return shown[:ON_THE_LINE], shown[ON_THE_LINE:]


def _here(path, hrefs):
    """The one of `hrefs` that `path` lies under: the longest, so that a page within a page counts once."""
    under = [href for href in hrefs if (path == href if href == "/" else path.startswith(href))]
    return max(under, key=len, default=None)
