"""Numbers as Word writes them before paragraphs and headings that it numbers by itself."""

from __future__ import annotations

from typing import Final

_DIGITS: Final = "零一二三四五六七八九"
_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_WIDE: Final = str.maketrans("0123456789", "０１２３４５６７８９")
_ROMAN: Final = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_LETTERS: Final = 26
_MOST: Final = 9999
"""Higher numbers are written in digits, whatever their format."""


def numeral(value: int, kind: str) -> str:
    """A number from 1 in one of Word's formats; in digits where the format isn't known."""
    if not 0 < value <= _MOST:
        return str(value)
    match kind:
        case (
            "chineseCounting"
            | "chineseCountingThousand"
            | "japaneseCounting"
            | "taiwaneseCounting"
            | ("taiwaneseCountingThousand")
        ):
            return chinese(value)
        case "ideographDigital" | "chineseDigital" | "taiwaneseDigital":
            return "".join("〇一二三四五六七八九"[int(each)] for each in str(value))
        case "ideographTraditional":
            return _STEMS[value - 1] if value <= len(_STEMS) else str(value)
        case "decimalEnclosedCircle" | "decimalEnclosedCircleChinese":
            return chr(ord("①") + value - 1) if value <= 20 else str(value)  # noqa: PLR2004 (Unicode has twenty)
        case "decimalEnclosedParen":
            return f"({value})"
        case "decimalEnclosedFullstop":
            return f"{value}."
        case "decimalFullWidth" | "decimalFullWidth2":
            return str(value).translate(_WIDE)
        case "decimalZero":
            return f"{value:02}"
        case "upperLetter" | "lowerLetter":
            letter = chr(ord("A") + (value - 1) % _LETTERS) * ((value - 1) // _LETTERS + 1)
            return letter if kind == "upperLetter" else letter.lower()
        case "upperRoman" | "lowerRoman":
            return _roman(value) if kind == "upperRoman" else _roman(value).lower()
        case "none" | "bullet":
            return ""
    return str(value)


def chinese(value: int) -> str:
    """1 to 9999 in Chinese: 三, 十一, 二十, 一百零五."""
    text = ""
    zero = False
    for unit, power in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, value = divmod(value, power)
        if digit:
            text += (_DIGITS[0] if zero else "") + _DIGITS[digit] + unit
            zero = False
        else:
            zero = bool(text)
    return text.removeprefix("一") if text.startswith("一十") else text


def _roman(value: int) -> str:
    text = ""
    for worth, sign in _ROMAN:
        times, value = divmod(value, worth)
        text += sign * times
    return text
