"""Single sign-on in a real browser: the policy lets it lead to another host, and back."""

import pytest
from django.urls import reverse

from tests import oidc
from tests.browser.pages import follow
from tests.browser.test_accessibility import violations
from tests.builders import make_user

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]


@pytest.fixture
def clock():
    """The service's tokens are as old as the machine's clock says."""


@pytest.fixture
def service(settings, live_server):
    with oidc.provider() as running:
        settings.SOCIALACCOUNT_PROVIDERS = running.settings()
        yield running


def test_button_leads_to_the_service_and_back_to_the_page_asked_for(open_as, service, live_server):
    make_user("Esi Member", email="esi@example.org")
    service.know("esi", email="esi@example.org", email_verified=True)
    page = open_as(None)
    page.goto(f"{reverse('account_login')}?next={reverse('actions:list')}")
    found = violations(page)

    page.get_by_role("button", name="Sign in with Thornbury Vale account").click()
    page.wait_for_url(f"{service.url}/**")
    page.locator("input[name=sub]").fill("esi")
    follow(page.get_by_role("button", name="Authorize"))

    assert page.url == live_server.url + reverse("actions:list")
    assert found == []


def test_refusal_is_a_page_that_says_why(open_as, service, live_server):
    service.know("stranger", email="stranger@example.org", email_verified=True)
    page = open_as(None)
    page.goto(reverse("account_login"))

    page.get_by_role("button", name="Sign in with Thornbury Vale account").click()
    page.wait_for_url(f"{service.url}/**")
    page.locator("input[name=sub]").fill("stranger")
    follow(page.get_by_role("button", name="Authorize"))

    assert page.get_by_role("heading", level=1).inner_text() == "You could not be signed in"
    assert violations(page) == []
