"""What a renderer needs and may not find: an optional library, a font."""

from __future__ import annotations

from gov_accounts.findings import Finding


class UnavailableError(Exception):
    """A format that can't be made on this machine as it is. Its finding says what to do."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.shown())
        self.finding = finding


class DocumentsMissingError(UnavailableError):
    """A library of the ``documents`` extra isn't installed."""

    def __init__(self, library: str, kind: str) -> None:
        super().__init__(
            Finding(
                "documents-missing",
                f"没有安装 {library}，不能生成 {kind}。",
                f"{kind} 由 {library} 生成，它属于可选依赖 documents，默认不安装。",
                f"运行 pip install {library}，或在源码文件夹里运行 pip install '.[documents]'；"
                "或者改用别的格式，如 html。",
            )
        )
