"""The settings of the tests: the project's own, in local mode, with what only tests want."""

import os

os.environ.update(SCRUTINY_LOCAL="1", SECRET_KEY="only-for-tests")

from scrutiny.settings import *

# live_server serves through finders, which know nothing of hashed names
STORAGES = {
    "default": {"BACKEND": "meetings.uploads.storage.MediaStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# nothing is collected for a test
STATIC_ROOT = None
