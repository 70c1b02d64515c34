"""The WSGI entry that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from duecourse.lib.memory import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duecourse.settings")
application = get_wsgi_application()
settle()
