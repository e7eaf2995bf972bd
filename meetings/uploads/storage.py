import contextlib
import errno

from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class StorageFull(ValidationError):
    """A file that there is no room for. Shown as what it is: something to tell an administrator."""

    def __init__(self):
        super().__init__(
            "The file could not be kept: the server has no room for it. Nothing was saved, and what you typed is "
            "still here. Send it without the file, and tell your administrator."
        )


class MediaStorage(FileSystemStorage):
    """Files on disk; of one that does not fit, nothing is left."""

    def _save(self, name, content):
        try:
            return super()._save(name, content)
        except OSError as error:
            if error.errno not in NO_ROOM:
                raise
            # the name was free, so what is there now is what we began to write
            with contextlib.suppress(OSError):
                self.delete(name)
            raise StorageFull from error
