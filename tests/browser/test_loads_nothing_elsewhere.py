"""Pages ask nobody but the tracker for anything, and nothing on them breaks its content security policy."""

from urllib.parse import urlsplit

import pytest

from tests.browser.pages import ROLES, admin_pages, pages, visit

pytestmark = pytest.mark.browser


class Watch:
    """What a window asks of other hosts, and all that the browser has to say of its pages."""

    def __init__(self, page, own):
        self.page, self.own = page, urlsplit(own).netloc
        self.elsewhere, self.complaints, self.files = [], [], set()
        page.on("request", self._request)
        page.on("console", lambda message: self._complaint(message.text))
        page.on("pageerror", self._complaint)

    def _request(self, request):
        url = urlsplit(request.url)
        self.files.add(url.path)
        if url.netloc != self.own:
            self.elsewhere.append(f"{self.page.url} asks for {request.url}")

    def _complaint(self, said):
        self.complaints.append(f"{self.page.url}: {said}")


@pytest.mark.parametrize("role", ROLES)
def test_pages_load_nothing_from_elsewhere(scene, open_as, live_server, role):
    page = open_as(scene.everybody[role])
    watch = Watch(page, live_server.url)

    for address in pages(scene, role):
        visit(page, address)

    assert watch.elsewhere == []
    assert watch.complaints == []
    assert {"/static/council.css", "/static/start.js", "/static/govuk-frontend.min.js"} <= watch.files


def test_admin_pages_load_nothing_from_elsewhere(scene, open_as, live_server):
    page = open_as(scene.admin)
    watch = Watch(page, live_server.url)

    for address in admin_pages(scene):
        visit(page, address)

    assert watch.elsewhere == []
    assert watch.complaints == []
