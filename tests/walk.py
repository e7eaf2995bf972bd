"""Signs in to a database the demo made and opens every page that links lead to, as one person after another.

Run in a process of its own, on the settings the demo ran with:

    python -m tests.walk < lines    # the lines the demo printed: role, e-mail, password

Prints one JSON object: role -> {path: HTTP status}. Follows every link of every page; posts nothing but the sign-in.
"""

import json
import os
import sys
from urllib.parse import urljoin, urlsplit

import django
from lxml import html

MOST_PAGES = 400


def walk(client, start="/"):
    """{path: status} of `start` and all that can be reached from it by links."""
    seen, waiting = {}, [start]
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        if path in seen:
            continue
        response = client.get(path)
        seen[path] = response.status_code
        if response.status_code in (301, 302):
            waiting.append(_inside(path, response["Location"]))
        elif response.get("Content-Type", "").startswith("text/html"):
            page = html.fromstring(response.content)
            waiting += [_inside(path, link) for link in page.xpath("//a/@href")]
        waiting = [path for path in waiting if path and path not in seen]
    return seen


def _inside(page, link):
    """The path a link leads to, or None where it leaves the tracker, signs out or only sorts and filters."""
    url = urlsplit(urljoin(f"http://testserver{page}", link))
    if url.netloc != "testserver" or url.scheme != "http" or url.path == "/accounts/logout/":
        return None
    if url.path.startswith(("/admin/", "/static/")) and url.query:
        return None
    return f"{url.path}?{url.query}" if url.query else url.path


def main(lines):
    os.environ["DJANGO_SETTINGS_MODULE"] = "scrutiny.settings"
    os.environ["SCRUTINY_LOCAL"] = "1"
    django.setup()
    from django.test import Client
    from django.test.utils import setup_test_environment

    setup_test_environment()
    walked = {}
    for line in lines:
        role, email, password = line.split()
        client = Client()
        signed_in = client.post("/accounts/login/", {"login": email, "password": password})
        if signed_in.status_code != 302:
            raise SystemExit(f"{role} cannot sign in: {signed_in.status_code}")
        walked[role] = walk(client)
    json.dump(walked, sys.stdout)


if __name__ == "__main__":
    main([line for line in sys.stdin if line.strip()])
