"""``python -m statusmw``."""

import sys

from statusmw.cli import main

if __name__ == "__main__":
    sys.exit(main())
