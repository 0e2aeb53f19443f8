"""大写: amounts in Chinese words, as vouchers have them. Source: 会计基础工作规范 第五十二条（三）至（五）."""

from __future__ import annotations

from typing import Final

from gov_accounts.money import FEN_PER_YUAN

_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_UNITS: Final = ((8, "亿"), (4, "万"), (3, "仟"), (2, "佰"), (1, "拾"))
_TEN: Final = 10


def amount_in_words(fen: int) -> str:
    """An amount in words: ``壹仟陆佰捌拾元零叁角贰分``, ``伍元整``.

    One 零 stands wherever there are zeros between two other digits: the rule lets it be left out in some places, and
    nowhere asks for that. 整 stands after 元 or 角, not after 分.
    """
    yuan, rest = divmod(abs(fen), FEN_PER_YUAN)
    jiao, cents = divmod(rest, _TEN)
    parts = ["负"] if fen < 0 else []
    if yuan or not rest:
        parts.append(f"{_whole(yuan)}元")
    if yuan and rest and (yuan % _TEN == 0 or not jiao):
        parts.append(_DIGITS[0])
    if jiao:
        parts.append(f"{_DIGITS[jiao]}角")
    parts.append(f"{_DIGITS[cents]}分" if cents else "整")
    return "".join(parts)


def _whole(number: int) -> str:
    for power, unit in _UNITS:
        high, rest = divmod(number, _TEN**power)
        if high:
            gap = rest and (rest < _TEN ** (power - 1) or high % _TEN == 0)
            return f"{_whole(high)}{unit}{_DIGITS[0] * bool(gap)}{_whole(rest) if rest else ''}"
    return _DIGITS[number]
