"""Government accounting on beancount: from vouchers to the statutory final accounts.

Facts flow one way, from vouchers to print; law is data; a statement is a value.
"""

__version__ = "0.1.0"
