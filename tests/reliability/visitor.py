"""Somebody signed in, as the server sees them through a proxy that speaks TLS."""

import http.client
import re
import uuid

from tests.smtp import HOST

HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|version)"[^>]*value="([^"]*)"')


class Visitor:
    """A session, and requests one at a time on connections of their own."""

    def __init__(self, port, session):
        self.port, self.session, self.token = port, session, ""

    def ask(self, method, path, body=None, content_type=None):
        """(status, headers, body) of one request. Raises OSError or HTTPException where it is cut off."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=60)
        try:
            headers = {
                "Cookie": f"__Host-sessionid={self.session}; {self.token}",
                "X-Forwarded-Proto": "https",
                "Host": HOST,
            }
            headers |= {"Referer": f"https://{HOST}{path}", "Origin": f"https://{HOST}"}
            headers |= {"Content-Type": content_type} if content_type else {}
            connection.request(method, path, body, headers)
            with connection.getresponse() as answer:
                for cookie in answer.headers.get_all("Set-Cookie", []):
                    if found := re.match(r"__Host-csrftoken=[^;]+", cookie):
                        self.token = found[0]
                return answer.status, answer.headers, answer.read().decode(errors="replace")
        finally:
            connection.close()

    def send_update(self, slug, *, progress, evidence=b""):
        """Open the form and send it; what the form was answered with, or the update."""
        path = f"/actions/{slug}/update/"
        opened = self.ask("GET", path)
        if opened[0] != 200:
            return opened
        fields = dict(HIDDEN.findall(opened[2]))
        fields |= {"status": "in_progress", "confidence": "green", "progress": progress}
        edge, parts = uuid.uuid4().hex, []
        for name, value in fields.items():
            parts.append(f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
        if evidence:
            head = f'--{edge}\r\nContent-Disposition: form-data; name="evidence"; filename="plan.txt"\r\n\r\n'
            parts.append(head.encode() + evidence + b"\r\n")
        body = b"".join(parts) + f"--{edge}--\r\n".encode()
        return self.ask("POST", path, body, f"multipart/form-data; boundary={edge}")
