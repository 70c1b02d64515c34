"""`python -m duecourse.cli`."""

import sys

from duecourse.cli import main

sys.exit(main())
