"""A line as it was typed, and the line as it should be: text in, text out.

    ２０２０－０３－０５ ＊ “三月电费” ＃2060501   ──►   2020-03-05 * "三月电费" #2060501

What is proposed here is a reading, best first; whoever asks has beancount parse it before it is shown to anybody.
Between quotation marks nothing is changed: there a full-width comma is what was meant.
"""

from gov_accounts.spelling.accounts import is_another, is_odd
from gov_accounts.spelling.amounts import negated
from gov_accounts.spelling.characters import visible
from gov_accounts.spelling.columns import from_columns
from gov_accounts.spelling.headers import impossible_date
from gov_accounts.spelling.lines import Mended, begins, mend

__all__ = ["Mended", "begins", "from_columns", "impossible_date", "is_another", "is_odd", "mend", "negated", "visible"]
