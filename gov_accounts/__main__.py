"""``python -m gov_accounts`` is ``gov-accounts``."""

from gov_accounts.cli import main

if __name__ == "__main__":
    main()
