"""The page 审核: published documents that are dropped on it, audited. Nothing of them is kept, and no ledger is asked.

The form is a plain one, and the answer a page of its own (``render.audit.as_html``), which has no scripts.
"""

from __future__ import annotations

import re
import tempfile
from abc import abstractmethod
from http import HTTPStatus
from pathlib import Path
from typing import Final

from fava.ext import extension_endpoint
from flask import Response, request

from gov_accounts.fava.refusal import refuse

MOST_BYTES: Final = 60_000_000
"""Of all files together."""
MOST_FILES: Final = 40
_UNSAFE: Final = re.compile(r"[^\w.（）()《》“”、－\-]+")
_LONGEST_NAME: Final = 80


class AuditingEndpoints:
    """The address, to be one of an extension."""

    @property
    @abstractmethod
    def recording(self) -> bool:
        """Whether anything may be sent to the server."""

    @extension_endpoint("audit-report", ["POST"])  # type: ignore[untyped-decorator, arg-type, unused-ignore]
    def audit_report(self) -> Response:
        """The working paper of one document, of one or several files."""
        from gov_accounts.audit.audited import audit  # noqa: PLC0415 (libraries that only an audit needs)
        from gov_accounts.audit.reading import UnreadableError  # noqa: PLC0415
        from gov_accounts.render.audit import rendered  # noqa: PLC0415

        if not self.recording:
            refuse("这里只能看账，不能上传文件。", HTTPStatus.FORBIDDEN)
        if request.content_length is None or request.content_length > MOST_BYTES:
            refuse(f"文件一共不能超过 {MOST_BYTES // 1_000_000} MB。", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        sent = [each for each in request.files.getlist("file") if each.filename]
        before = [each for each in request.files.getlist("previous") if each.filename]
        if not sent:
            refuse("没有选文件：选一份部门决算（pdf、docx、xlsx、html、txt），再点“审核”。")
        if len(sent) + len(before) > MOST_FILES:
            refuse(f"一次最多 {MOST_FILES} 个文件。")
        with tempfile.TemporaryDirectory(prefix="gov-accounts-") as folder:
            paths: list[list[Path]] = []
            for number, files in enumerate((sent, before)):
                within = Path(folder).joinpath(str(number))
                within.mkdir()
                paths.append([])
                for each in files:
                    path = within.joinpath(_free_name(within, each.filename or ""))
                    each.save(path)
                    paths[-1].append(path)
            try:
                content = rendered([audit(paths[0], paths[1])], "html")
            except UnreadableError as error:
                refuse(f"{error.what}\n原因：{error.why}\n改法：{error.remedy}")
            except Exception as error:  # noqa: BLE001 (whatever a strange document does is said in words)
                refuse(f"审核这份文件时程序出错了（{type(error).__name__}）。\n改法：把文件和这句话告诉开发者。")
        return Response(content, mimetype="text/html")


def _free_name(folder: Path, given: str) -> str:
    """What a file is called here: its name without any path, and of plain characters; another where it is taken."""
    name = _UNSAFE.sub("_", given.replace("\\", "/").rpartition("/")[2])[-_LONGEST_NAME:].lstrip(".") or "文件"
    number = 1
    while folder.joinpath(name).exists():
        number += 1
        stem, dot, suffix = name.rpartition(".")
        name = f"{stem or name}-{number}{dot}{suffix if dot else ''}"
    return name
