"""Behind a real nginx, as documented: it sends a file where the tracker lets it, and nowhere else."""

import contextlib
import getpass
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest

from tests.postgres import server
from tests.reliability.stage import staged
from tests.reliability.visitor import Visitor
from tests.smtp import HOST, _free_port

pytestmark = [pytest.mark.slow, pytest.mark.real_clock]

DOCUMENT = Path(__file__).parents[2] / "docs" / "operations" / "files.md"
PLAN = b"What the plan says.\n" * 1000

CONFIGURATION = """
daemon off;
user {user};
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen {host}:{port};
        client_max_body_size {largest};
        location / {{
            proxy_pass http://{host}:{behind};
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-Proto https;
        }}
        {location}
    }}
}}
"""


@contextlib.contextmanager
def nginx(folder, *, behind, media):
    """nginx before a tracker, with the documentation's own lines; yields its port."""
    folder.mkdir()
    text, port = DOCUMENT.read_text(), _free_port()
    location = re.search(r"location /files/ \{.+?\}", text, re.DOTALL)[0].replace(
        "/srv/scrutiny/var/media/", f"{media}/"
    )
    [largest] = re.findall(r"`client_max_body_size` be `(\w+)`", " ".join(text.split()))
    configuration = CONFIGURATION.format(
        user=getpass.getuser(),
        folder=folder,
        host=HOST,
        port=port,
        behind=behind,
        location=location,
        largest=largest,
    )
    (folder / "nginx.conf").write_text(configuration)
    process = subprocess.Popen(
        [shutil.which("nginx"), "-p", folder, "-e", folder / "error.log", "-c", folder / "nginx.conf"]
    )
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def _wait_for(port):
    until = time.monotonic() + 20
    while True:
        try:
            socket.create_connection((HOST, port), timeout=5).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


@pytest.fixture
def fronted(tmp_path):
    """(an officer behind nginx, the slug of one of their actions, the folder of stored files)."""
    with server() as database, staged(tmp_path / "tracker", database.url) as (stage, _):
        stage.folder.mkdir()
        stage.environment["SERVE_FILES_FROM"] = "/files/"
        officer, media = stage.set_up()[0], stage.folder / "media"
        stage.start_web()
        with nginx(tmp_path / "nginx", behind=stage.port, media=media) as port:
            yield Visitor(port, officer["session"]), officer["slugs"][0], media


def test_nginx_sends_what_the_tracker_lets_it_and_keeps_the_folder_shut(fronted):
    visitor, slug, media = fronted
    assert visitor.send_update(slug, progress="See the plan.", evidence=PLAN)[0] == 302
    [link] = set(re.findall(r'href="(/actions/evidence/\d+/)"', visitor.ask("GET", f"/actions/{slug}/")[2]))
    [stored] = [file for file in media.rglob("*") if file.is_file()]

    status, headers, body = visitor.ask("GET", link)
    straight = visitor.ask("GET", f"/files/{stored.relative_to(media)}")[0]
    nobody = Visitor(visitor.port, "nobody").ask("GET", link)

    assert (status, body.encode(), headers["Content-Length"]) == (200, PLAN, str(len(PLAN)))
    assert headers["Content-Disposition"] == 'attachment; filename="plan.txt"'
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert (headers["X-Content-Type-Options"], headers["Cache-Control"]) == ("nosniff", "private, no-store")
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "X-Accel-Redirect" not in headers
    assert (straight, nobody[0], PLAN.decode() in nobody[2]) == (404, 302, False)


def test_what_is_larger_than_the_tracker_takes_still_gets_its_words(fronted):
    visitor, slug, media = fronted

    status, _, body = visitor.send_update(slug, progress="See the plan.", evidence=b"x" * 21_000_000)

    assert (status, "The file is larger than 20 MB" in body or "20 MB" in body) == (200, True)
    assert [file for file in media.rglob("*") if file.is_file()] == []
