"""Amounts in words, in fen."""

from __future__ import annotations

from decimal import Decimal

from gov_accounts.audit.words.data import data


def fen(number: str, unit: str) -> int:
    """An amount as it stands, in fen; finer than a fen is cut."""
    factor = data("words").entry("amounts").entry("units").number(unit)
    return int(plain(number) * factor)


def plain(number: str) -> Decimal:
    """A number with its separators."""
    return Decimal(number.replace(",", ""))
