"""The checks that run whenever a ledger is loaded, turned on by one line in it: ``plugin "gov_accounts_plugins"``.

They run in this order: codes are resolved, derived legs found that were pasted into the text, budget legs derived,
the books checked, expenditure held against the budget, the statements of every year made and tied.
"""

from __future__ import annotations

from typing import Final

from gov_accounts_plugins.appropriation import appropriation
from gov_accounts_plugins.books import books
from gov_accounts_plugins.classify import classify
from gov_accounts_plugins.configuration import configuration, unconfigured
from gov_accounts_plugins.parallel import parallel
from gov_accounts_plugins.pasted import pasted
from gov_accounts_plugins.statements import statements

__plugins__: Final = (configuration, *map(unconfigured, (classify, pasted, parallel, books, appropriation, statements)))
