"""What tests share, and programs that try the library at length: ``python -m tests.support.NAME``."""

import pytest

# Their assertions, too, say what was compared.
pytest.register_assert_rewrite(*(f"{__name__}.{name}" for name in ("commands", "disclosures", "slips")))
