"""The WSGI entry that granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duecourse.settings")
application = get_wsgi_application()
# What is loaded now stays: without this every full collection walks through all of it, some 40 ms in some request.
gc.collect()
gc.freeze()
