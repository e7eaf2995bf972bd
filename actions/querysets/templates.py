from django.db import models


class WordTemplateQuerySet(models.QuerySet):
    def current(self):
        """What holds now; None before anybody chose."""
        return self.order_by("-version").first()

    def in_use(self) -> bytes | None:
        """The council's template as a .docx, for `word.render`; None where papers are in the tracker's own."""
        current = self.current()
        return current.read() if current else None
