from django.core.files.uploadhandler import FileUploadHandler

# a little more than any page takes, so that its field says that the file is too large
MOST = 21 * 1024 * 1024


class BoundedUploadHandler(FileUploadHandler):
    """Keeps no more than MOST bytes of a file, so that none fills the disk; its size is told as it was sent."""

    def receive_data_chunk(self, raw_data, start):
        return raw_data if start < MOST else None

    def file_complete(self, file_size):
        return None
