"""``python -m gov_accounts`` is ``gov-accounts``."""

import sys
from pathlib import Path

# Python looks for modules in the current folder first, when it is started so: that may be a ledger's, from anybody.
if not sys.flags.safe_path and not Path(__file__).resolve().is_relative_to(Path(sys.path[0]).resolve()):
    del sys.path[0]

from gov_accounts.cli import main

if __name__ == "__main__":
    main()
