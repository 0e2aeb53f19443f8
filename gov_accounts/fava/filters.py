"""Fava's filters, as they are typed at the top of every page: what can't be read is told, with what can be typed."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from fava.context import g
from flask import Response, request

from gov_accounts.books.postings import Period
from gov_accounts.fava.answers import page
from gov_accounts.fava.query import BadRequestError, Filters, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fava.core import FavaLedger
    from flask import Flask

_TOLD: Final[Mapping[str, str]] = {
    "account": "账户筛选看不懂：{}。写账户名的一部分，如 8001；括号、方括号要成对。",
    "filter": "筛选看不懂：{}。写摘要、单位里的字，#标签，^链接，键:值，或 > 500；字里有逗号、括号、冒号的，加上引号。",
    "time": "时间筛选看不懂：{}。写成 2020、2020-03、2020-03-15、2020-q1，或 2020-01 - 2020-06。",
}
NAMES: Final = tuple(_TOLD)
_NUMBER: Final = re.compile(r"[<>=]*\s*[0-9][0-9,，.]*")
_FILTERING: Final = ("json_api", "download_query", "download_journal")
"""Fava's calls and pages that filter. Its other pages are empty and call."""


def given_filters() -> dict[str, str]:
    """The filters of this request that are on."""
    return {name: value for name in NAMES if (value := request.args.get(name, ""))}


def refused(ledger: FavaLedger, given: Mapping[str, str]) -> str:
    """What can't be read of filters, and what can; nothing where all can."""
    for name, value in given.items():
        try:
            ledger.get_filtered(**{name: value})
        except Exception:  # noqa: BLE001 (Fava raises whatever what it calls raises: of dates, numbers, expressions)
            if name == "filter" and _NUMBER.fullmatch(value):
                plain = re.sub("[^0-9.]", "", value)
                return f"筛选看不懂：{shown(value)}。找金额，写 = {plain}，数里不加逗号；找摘要里的字，加上引号。"
            return _TOLD[name].format(shown(value))
    return ""


def read_filters(ledger: FavaLedger) -> Filters:
    """Fava's filters of this request.

    Raises:
        BadRequestError: one can't be read.
    """
    given = given_filters()
    if not given:
        return Filters(on=False, period=None, chosen=None, selected=lambda _: False)
    message = refused(ledger, given)
    if message:
        raise BadRequestError(message)
    everything = ledger.get_filtered(
        account=given.get("account", ""), filter=given.get("filter", ""), time=given.get("time", "")
    )
    narrowed = ledger.get_filtered(account=given.get("account", ""), filter=given.get("filter", ""), time="")
    dates = everything.date_range
    selected = {id(entry) for entry in everything.entries}
    chosen = {id(entry) for entry in narrowed.entries} if "account" in given or "filter" in given else None
    return Filters(
        on=True,
        period=Period(dates.begin, dates.end_inclusive) if dates is not None else None,
        chosen=None if chosen is None else lambda entry: id(entry) in chosen,
        selected=lambda entry: id(entry) in selected,
    )


def tell_filters(app: Flask) -> None:
    """Have Fava's own calls and pages answer 400 where a filter can't be read."""

    def told() -> Response | None:
        if request.blueprint not in _FILTERING and request.endpoint not in _FILTERING:
            return None
        ledger = getattr(g, "ledger", None)
        message = refused(ledger, given_filters()) if ledger is not None else ""
        if not message:
            return None
        title, _, more = message.partition("。")
        answer = page(HTTPStatus.BAD_REQUEST, request.path, title, more)
        return Response(answer.content, answer.status, content_type=answer.type)

    app.before_request(told)
