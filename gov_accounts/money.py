"""Money: exact amounts in integer fen (分), and the commodities of the three books."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

FINANCIAL: Final = "CNY"
"""财务会计, accrual basis."""
BUDGETARY: Final = "CNY.B"
"""预算会计, cash basis."""
APPROPRIATIONS: Final = "CNY.A"
"""预算指标."""

BOOK_OF_COMMODITY: Final = {FINANCIAL: "财务", BUDGETARY: "预算", APPROPRIATIONS: "指标"}
COMMODITY_OF_BOOK: Final = {book: commodity for commodity, book in BOOK_OF_COMMODITY.items()}

FEN_PER_YUAN: Final = 100


def to_fen(yuan: Decimal) -> int:
    """An amount in yuan as integer fen.

    Raises:
        ValueError: the amount is finer than one fen.
    """
    fen = yuan * FEN_PER_YUAN
    whole = int(fen)
    if whole != fen:
        raise ValueError(f"{yuan} is finer than a fen")
    return whole


def to_yuan(fen: int) -> Decimal:
    """Integer fen as yuan with exactly two decimals."""
    return Decimal(fen).scaleb(-2)


def yuan_text(fen: int) -> str:
    """Integer fen as a person reads it: ``1,234.50``."""
    return f"{to_yuan(fen):,.2f}"
