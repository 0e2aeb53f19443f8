"""Chinese numerals as headings and lists have them: 一, 十, 十二, 二十."""

from __future__ import annotations

from gov_accounts.audit.words.data import data


def numeral(text: str) -> int:
    """Which number it is; 0 for none below a hundred."""
    words = data("words").entry("numerals")
    digits, ten = words.text("digits"), words.text("ten")
    if text.isascii() and text.isdigit():
        return int(text)
    before, mark, after = text.partition(ten)
    if not mark:
        return digits.find(text) + 1 if len(text) == 1 else 0
    if len(before) > 1 or len(after) > 1 or (after and after not in digits) or (before and before not in digits):
        return 0
    tens = digits.find(before) + 1 if before else 1
    return 10 * tens + (digits.find(after) + 1 if after else 0)


def written(number: int) -> str:
    """A number below a hundred as a numeral."""
    words = data("words").entry("numerals")
    digits, ten = words.text("digits"), words.text("ten")
    tens, ones = divmod(number, 10)
    last = digits[ones - 1] if ones else ""
    return last if not tens else (digits[tens - 1] if tens > 1 else "") + ten + last
