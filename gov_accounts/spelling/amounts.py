"""The amount that was meant by one as it was typed."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gov_accounts.spelling.strings import Cut

_YUAN: Final = ("¥", "元", "元整", "圆", "圆整", "RMB", "人民币", "YUAN")
CURRENCY: Final = r"[A-Z][A-Z0-9'._-]*[A-Z0-9]"
_AMOUNT: Final = re.compile(
    r"(?P<sign>[-+]?)\s*(?P<first>¥+|人民币|RMB|CNY(?:\.[AB])?)?\s*(?P<inner>[-+]?)\s*"
    r"(?P<open>\(?)\s*(?P<deep>[-+]?)\s*(?P<number>\d[\d,. ]*?)\s*(?P<close>\)?)(?P<after>-?)\s*"
    r"(?P<last>¥|万?[元圆]整?|人民币|[A-Za-z][A-Za-z0-9'._-]*)?\s*(?P<rest>[^A-Za-z0-9\s*/(),.+¥-].*)?$"
)
_EXPRESSION: Final = re.compile(
    r"(?P<number>[-+(]*\d[-\d,.+*/() ]*)\s*(?P<last>¥|[元圆]整?|[A-Za-z][A-Za-z0-9'._-]*)?$"
)
# ``0.¥05``: the mark of the currency was typed inside the number.
_INSIDE: Final = re.compile(r"(?<=[\d.,])(?:¥+|CNY(?:\.[AB])?\s*)(?=[.,]?\d)", re.IGNORECASE)
_GROUPED: Final = re.compile(r"(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d*)?$")


def amount_readings(text: str, commodity: str, cut: Cut) -> Iterator[str]:
    """The readings of what follows an account that takes `commodity`."""
    if "{" in text or "@" in text:
        yield re.sub(r"\s+", " ", text)
        return
    text, inside = _INSIDE.subn("", text)
    if inside:
        cut.notes.append("货币写在数字中间，请核对数额")
    leading = re.match(r"([-+]?)\s*([A-Za-z][A-Za-z.]+)\s+([-+]?)\s*(\d[\d,.]*)$", text)
    if leading and leading[2].upper() not in _YUAN:
        cut.notes.append("货币写在金额后面")
        sign = "-" if (leading[1] + leading[3]) == "-" else ""
        yield f"{sign}{_number(leading[4], cut)} {commodity_meant(leading[2], commodity, cut)}"
        return
    found = _AMOUNT.match(text)
    if found is None:
        whole = _EXPRESSION.match(text)
        if whole:
            yield f"{whole['number'].strip()} {commodity_meant(whole['last'] or '', commodity, cut)}"
        return
    number = _number(found["number"], cut)
    if not number:
        return
    last = found["last"] or (found["first"] or "").replace("¥¥", "¥")
    if last.startswith("万"):
        number = f"{Decimal(number.replace(',', '')) * 10_000:f}"
        last = last[1:]
    currency = commodity_meant(last, commodity, cut)
    rest = f" ; {found['rest'].strip()}" if found["rest"] and found["rest"].strip("。.,;") else ""
    negative = (found["sign"], found["inner"], found["deep"], found["after"]).count("-") % 2
    plus = "+" if "+" in (found["sign"], found["inner"], found["deep"]) and not negative else ""
    if rest[3:4] in tuple("万亿千百十"):
        return
    if found["open"] or found["close"]:
        if not (found["open"] and found["close"]):
            return
        if not negative:
            cut.notes.append("负数前面写 -，不用括号")
            yield f"-{number} {currency}{rest}"
            yield f"({number}) {currency}{rest}"
            return
    yield f"{'-' if negative else plus}{number} {currency}{rest}"


def _number(text: str, cut: Cut) -> str:
    """A number as beancount takes it; nothing, where it can't be told."""
    text = text.replace(" ", "").rstrip(",")
    if text[:1] in "+-":
        return text[:1].strip("+") + _number(text[1:], cut)
    if text.count(".") > 1:
        return ""
    if _GROUPED.match(text):
        return text
    whole, dot, part = text.partition(".")
    if "," in part:
        return ""
    cut.notes.append("千分位没有分在三位上，请核对数额")
    return whole.replace(",", "") + dot + part


def commodity_meant(typed: str, commodity: str, cut: Cut | None = None) -> str:
    """The commodity that was meant, of an account that takes `commodity`."""
    upper = typed.upper()
    if upper in _YUAN:
        if cut is not None:
            cut.notes.append(f"货币写 {commodity or 'CNY'}")
        return commodity or "CNY"
    if not upper:
        if cut is not None:
            cut.notes.append("金额后面要有货币")
        return commodity or "CNY"
    if cut is not None and typed != upper:
        cut.notes.append("货币用大写字母")
    plain = re.sub(r"[^A-Z]", "", upper)
    if plain in ("CNYA", "CNYB"):
        return f"CNY.{plain[-1]}"
    return upper


def negated(line: str) -> str | None:
    """A posting with the sign of its amount turned; None where it has no plain amount."""
    found = re.match(r"(\s+(?:[*!&#?%]\s+)?\S+\s+)([-+]?)\s*(\d[\d,.]*)(\s*[A-Z].*)$", line.rstrip("\r\n"))
    if found is None:
        return None
    head, sign, number, tail = found.groups()
    if sign != "-" and head.endswith("  ") and not head.isspace():
        head = head[:-1]
    return f"{head}{'' if sign == '-' else '-'}{number}{tail}"
