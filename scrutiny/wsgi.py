"""The application a server runs. Set DJANGO_SETTINGS_MODULE's environment first: see scrutiny.settings."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scrutiny.settings")

application = get_wsgi_application()
