"""What Fava says when something isn't done, in Chinese: Fava's own words are in English in every language."""

from __future__ import annotations

import errno
import json
import os
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from fava.helpers import FavaAPIError
from flask import Response, request

from gov_accounts.fava.answers import is_call, page
from gov_accounts.files.reasons import reason

if TYPE_CHECKING:
    from flask import Flask

_NOT_DONE: Final = "没有办成："
_SAID: Final[tuple[tuple[str, str], ...]] = (
    (r"Failed to parse filter: (?P<a>.*)", "筛选看不懂：{a}。"),
    (r"Illegal character .* in filter\.(?P<a>.*)", "筛选看不懂：{a}。"),
    (r"Failed to parse date: (?P<a>.*)", "时间筛选看不懂：{a}。"),
    (r'No entry found for hash ".*"', "这一条已经不在账本里了，也许刚刚被改动。重新打开这一页。"),
    (r"Not found\.", "没有这一页。"),
    (r"(?P<a>.*) already exists\.", "已有同名的文件：{a}。改个名字再传。"),
    (r"You need to set a documents folder\.", '账本没有写附件文件夹：在主文件加一行 option "documents" "附件"。'),
    (r"No file uploaded\.|Uploaded file is missing filename\.", "没有收到文件，请再选一次。"),
    (r"Not valid document or import file: '(?P<a>.*)'\.", "这不是账本的附件，也不在导入文件夹里：{a}。"),
    (r"Not a file: '(?P<a>.*)'|(?P<b>.*) does not exist\.", "没有这个文件：{a}{b}。"),
    (r"Not a documents folder: (?P<a>.*)\.", "这不是账本的附件文件夹：{a}。"),
    (r"Not a valid account: '(?P<a>.*)'", "账本里没有这个账户：{a}。"),
    (r"Statement not found\.", "附件里没有这份对账单。"),
    (r"Statement path at key '(?P<a>.*)' missing or not a string\.", "这一条没有写 {a}，或写的不是文件名。"),
    (r"Invalid API request: .*|Invalid JSON body\.", "请求里少了内容，或写得不对。重新打开这一页再试。"),
    (r"Query '(?P<a>.*)' not found\.", "没有名叫“{a}”的查询。"),
    (r"Query (?:compilation|parse) error: (?P<a>.*)", "查询语句看不懂：{a}"),
    (r"Only queries that return a table can be printed to a file\.", "结果是表格的查询才能下载。"),
    (r"Missing import-config option", "账本没有设导入配置。"),
    (r"Missing import-dirs option", "账本没有设导入文件夹。"),
)
_PATTERNS: Final = tuple((re.compile(pattern, re.DOTALL), words) for pattern, words in _SAID)
_SYSTEM: Final = {os.strerror(number): number for number in errno.errorcode}


def in_chinese(message: str) -> str:
    """What is said for a message of Fava's, or for a reason that the system gives; Chinese stays as it is."""
    if not message.isascii() and re.search("[\u4e00-\u9fff]。$", message):
        return message
    for pattern, words in _PATTERNS:
        found = pattern.fullmatch(message)
        if found:
            return words.format(**{name: text or "" for name, text in found.groupdict().items()})
    if message in _SYSTEM:
        return f"{_NOT_DONE}{reason(OSError(_SYSTEM[message], message))}。"
    return f"{_NOT_DONE}{message}" if message else f"{_NOT_DONE}原因不明。"


def speak_chinese(app: Flask) -> None:
    """Have the application say so what Fava says in English."""

    def translated(answer: Response) -> Response:
        if answer.status_code >= HTTPStatus.BAD_REQUEST and is_call(request.path) and answer.is_json:
            said = answer.get_json(silent=True)
            if isinstance(said, dict) and isinstance(said.get("error"), str):
                answer.set_data(json.dumps({**said, "error": in_chinese(said["error"])}, ensure_ascii=False))
        return answer

    def refused(error: FavaAPIError) -> Response:
        title, _, more = in_chinese(error.message).partition("。")
        answer = page(HTTPStatus.BAD_REQUEST, request.path, title, *filter(None, [more]))
        return Response(answer.content, answer.status, content_type=answer.type)

    app.after_request(translated)
    app.register_error_handler(FavaAPIError, refused)
