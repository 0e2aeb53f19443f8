"""Where the page 记账 asks: each address with what it is given and what it answers. Nobody else here knows requests.

What may change a file is a POST with JSON, which the guard before it lets through from this server's own pages only.
"""

from __future__ import annotations

import datetime
from abc import abstractmethod
from functools import partial
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fava.ext import extension_endpoint
from fava.helpers import FavaAPIError
from flask import Response, current_app, jsonify, request, send_file

from gov_accounts.fava.messages import in_chinese
from gov_accounts.fava.recording.desk import ACTIONS, Desk
from gov_accounts.fava.recording.printed import PRINTED, printed
from gov_accounts.fava.recording.typed import typed_day
from gov_accounts.fava.refusal import refuse
from gov_accounts.fava.saving import Files
from gov_accounts.files.reasons import reason
from gov_accounts.months import DECEMBER, Month
from gov_accounts.reading.loading import PERMISSIONS
from gov_accounts.reading.permissions import NOTHING
from gov_accounts.render.extras import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fava.core import FavaLedger

    from gov_accounts.fava.books import Books
    from gov_accounts.files.change import Change

RECORDING: Final = "GOV_ACCOUNTS_RECORDING"
"""The application's setting that vouchers may be typed: it is `serve`'s, which guards and saves, and not read-only."""
SCRIPTS: Final = (
    "recording.js",
    "recording_fields.js",
    "recording_grid.js",
    "recording_more.js",
    "recording_picker.js",
    "recording_shown.js",
)
"""The modules of the page 记账, which the extension's own imports."""
_DIGITS: Final = 9
_LINES: Final = 10**_DIGITS - 1
_TYPES: Final = {"html": "text/html", "pdf": "application/pdf"}


class RecordingEndpoints:
    """The addresses, to be those of an extension."""

    ledger: FavaLedger
    endpoints: dict[tuple[str, str], Callable[[Any], Any]]

    @property
    @abstractmethod
    def books(self) -> Books:
        """The ledger as it was loaded last: the extension's own."""

    def add_scripts(self) -> None:
        """Have the page's modules found beside its other addresses."""
        for name in SCRIPTS:
            self.endpoints[name, "GET"] = partial(_script, name)

    @property
    def recording(self) -> bool:
        """Whether vouchers may be typed."""
        return bool(current_app.config.get(RECORDING))

    @property
    def desk(self) -> Desk:
        """The ledger as it was loaded last, to type vouchers in."""
        books = self.books
        options: dict[str, Any] = {**self.ledger.options}
        return Desk(books.ledger, books.findings(), options.get(PERMISSIONS, NOTHING))

    @extension_endpoint("entry-lists")  # type: ignore[untyped-decorator, arg-type, unused-ignore]
    def entry_lists(self) -> Response:
        """What the pickers list in a year, and what each month's file is now."""
        self._require_recording()
        year, books = _number("year", 1, datetime.MAXYEAR), self.books
        made = books.recent(("lists", year), lambda: self.desk.lists(year, books.postings()))
        return jsonify({**made, "months": self.desk.months(year)})

    @extension_endpoint("entry-look", ["POST"])  # type: ignore[untyped-decorator, arg-type, unused-ignore]
    def entry_look(self) -> Response:
        """What would come of a voucher."""
        self._require_recording()
        try:
            return jsonify(self.desk.look(_sent()))
        except OSError as error:
            return jsonify({"error": f"账本的文件读不了：{reason(error)}。"})

    @extension_endpoint("entry-save", ["POST"])  # type: ignore[untyped-decorator, arg-type, unused-ignore]
    def entry_save(self) -> Response:
        """Save a voucher."""
        sent = _sent()
        return self._changed(lambda desk: desk.save(sent))

    @extension_endpoint("entry-paper", ["POST"])  # type: ignore[untyped-decorator, arg-type, unused-ignore]
    def entry_paper(self) -> Response:
        """A file that was dropped on the page, as a form."""
        self._require_recording()
        return jsonify(self.desk.paper(_sent()))

    @extension_endpoint("entry-open", ["POST"])  # type: ignore[untyped-decorator, arg-type, unused-ignore]
    def entry_open(self) -> Response:
        """Open a detail account."""
        sent = _sent()
        return self._changed(lambda desk: desk.open_detail(sent))

    @extension_endpoint("entry-month")  # type: ignore[untyped-decorator, arg-type, unused-ignore]
    def entry_month(self) -> Response:
        """A month's vouchers, those that meet the words given."""
        self._require_recording()
        return jsonify(self.desk.listed(_month(), request.args.get("words", "")))

    @extension_endpoint("entry-voucher")  # type: ignore[untyped-decorator, arg-type, unused-ignore]
    def entry_voucher(self) -> Response:
        """A voucher of the ledger as a form."""
        self._require_recording()
        action, year = request.args.get("action", ""), _number("year", 2, datetime.MAXYEAR)
        if action not in ACTIONS:
            refuse(f"参数 action 只能是 {'、'.join(ACTIONS)}。")
        day = typed_day(request.args.get("date", ""), year)
        return jsonify(self.desk.voucher(action, request.args.get("file", ""), _number("line", 1, _LINES), day))

    @extension_endpoint("entry-templates")  # type: ignore[untyped-decorator, arg-type, unused-ignore]
    def entry_templates(self) -> Response:
        """The vouchers to begin from."""
        self._require_recording()
        return jsonify(self.desk.templates(_month()))

    @extension_endpoint("entry-template")  # type: ignore[untyped-decorator, arg-type, unused-ignore]
    def entry_template(self) -> Response:
        """One of these as a form."""
        self._require_recording()
        return jsonify(self.desk.template(request.args.get("id", ""), _month(), request.args.get("date", "")))

    @extension_endpoint("entry-print")  # type: ignore[untyped-decorator, arg-type, unused-ignore]
    def entry_print(self) -> Response:
        """记账凭证 to be printed: one, or a month's."""
        self._require_recording()
        kind = request.args.get("format", PRINTED[0])
        if kind not in PRINTED:
            refuse(f"参数 format 只能是 {'、'.join(PRINTED)}。")
        month, line = _month(), _number("line", 0, _LINES)
        try:
            content = printed(self.books.ledger, month, request.args.get("file", ""), line, kind)
        except UnavailableError as error:
            refuse(error)
        if content is None:
            refuse("没有这张凭证了，重新打开列表。", HTTPStatus.NOT_FOUND)
        return send_file(BytesIO(content), mimetype=_TYPES[kind], download_name=f"凭证-{month}.{kind}")

    def _changed(self, work: Callable[[Desk], tuple[dict[str, Any], Sequence[Change]]]) -> Response:
        """Change the ledger as it is on the disk now."""
        self._require_recording()
        files = self.ledger.file
        if not isinstance(files, Files):
            refuse("要保存凭证，用 gov-accounts serve 打开账本。", HTTPStatus.FORBIDDEN)
        try:
            answer = files.change(lambda ledger: work(_extension(ledger, type(self).__name__).desk))
        except FavaAPIError as error:
            response = jsonify({"error": in_chinese(error.message), "saved": False})
            response.status_code = HTTPStatus.CONFLICT
            return response
        return jsonify(answer)

    def _require_recording(self) -> None:
        if not self.recording:
            refuse("这里只能看账，不能记账。", HTTPStatus.FORBIDDEN)


def _extension(ledger: FavaLedger, name: str) -> RecordingEndpoints:
    found: Any = ledger.extensions.get_extension(name)
    if not isinstance(found, RecordingEndpoints):
        refuse("账本里没有了 fava-extension 这一行。", HTTPStatus.CONFLICT)
    return found


def _script(name: str, extension: object) -> Response:
    """A module of the page."""
    del extension
    return Response((Path(__file__).parent / name).read_bytes(), mimetype="text/javascript")


def _sent() -> object:
    """The JSON that a request holds; what is no JSON is refused, or read as nothing."""
    if not request.is_json:
        refuse("请求不是 JSON。", HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    return request.get_json(silent=True)


def _number(name: str, least: int, most: int) -> int:
    """A whole number of the address; refused where it is none."""
    text = request.args.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS and least <= int(text) <= most):
        refuse(f"参数 {name} 要写 {least} 到 {most} 的整数。")
    return int(text)


def _month() -> Month:
    return Month(_number("year", 2, datetime.MAXYEAR), _number("month", 1, DECEMBER))
