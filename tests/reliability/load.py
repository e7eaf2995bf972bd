"""Officers who send updates without rest, and remember which of them the tracker said it had saved."""

import http.client
import random
import threading
import uuid
from collections import Counter

from tests.reliability.visitor import Visitor


class Officer(threading.Thread):
    """Notes what was answered, by token: a word that stands in that one update alone."""

    def __init__(self, port, officer, stop, seed):
        super().__init__(daemon=True)
        self.visitor, self.slugs, self.stop = Visitor(port, officer["session"]), officer["slugs"], stop
        self.random = random.Random(seed)
        self.acknowledged, self.sent, self.answers = set(), set(), Counter()

    def run(self):
        while not self.stop.is_set():
            token = uuid.uuid4().hex
            self.sent.add(token)
            try:
                slug = self.random.choice(self.slugs)
                status, _, _ = self.visitor.send_update(slug, progress=f"Token {token}.")
            except (OSError, http.client.HTTPException) as error:
                self.answers[type(error).__name__] += 1
                self.stop.wait(0.2)
                continue
            # 302 says that it is saved; 200 shows the form again, with what somebody else wrote meanwhile
            self.answers[str(status)] += 1
            if status == 302:
                self.acknowledged.add(token)
