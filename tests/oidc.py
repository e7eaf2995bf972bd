"""A sign-in service that speaks OpenID Connect, in a process of its own: real redirects, codes and signed tokens."""

import contextlib
import json
import socket
import subprocess
import sys
import time
from urllib.parse import urlsplit

import requests

HOST = "127.0.0.1"


class Provider:
    """One that runs; `know(sub, email=…)` gives it people, `sign_in(url, sub)` is what a person does there."""

    def __init__(self, port):
        self.url = f"http://{HOST}:{port}"

    def settings(self, **over):
        """What SOCIALACCOUNT_PROVIDERS is where this is the council's service."""
        app = {
            "provider_id": "sso",
            "name": "Thornbury Vale account",
            "client_id": "tracker",
            "secret": "only-for-tests",
            "settings": {"server_url": self.url, **over},
        }
        return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}

    def know(self, sub, **claims):
        answer = requests.put(f"{self.url}/users/{sub}", json=claims, timeout=10)
        answer.raise_for_status()

    def sign_in(self, url, sub):
        """Sign in at the page `url` of the service. Returns where it leads back to: the path with its code."""
        answer = requests.post(url, data={"sub": sub}, allow_redirects=False, timeout=10)
        back = urlsplit(answer.headers["Location"])
        return f"{back.path}?{back.query}"


@contextlib.contextmanager
def provider():
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--host", HOST, "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        running = Provider(port)
        _wait_for(f"{running.url}/.well-known/openid-configuration", process)
        yield running
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_for(url, process):
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(requests.ConnectionError):
            json.loads(requests.get(url, timeout=10).text)
            return
        time.sleep(0.1)
    raise RuntimeError("The sign-in service for the tests did not start.")
