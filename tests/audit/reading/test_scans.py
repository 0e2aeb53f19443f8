"""Scanned pages: what is recognised becomes lines by position. The library is an extra; here another stands in."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from gov_accounts.audit.reading import UnreadableError, pdf
from tests.audit.reading import made

IMAGE = made.stream(
    bytes(100), "/Type /XObject /Subtype /Image /Width 10 /Height 10 /ColorSpace /DeviceGray /BitsPerComponent 8"
)


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path.joinpath("a.pdf")
    contents = [made.text(50, 700, "words as ever"), b"q 600 0 0 800 0 0 cm /I Do Q\n"]
    path.write_bytes(made.written(contents, resources="/XObject << /I 4 0 R >>", extra={4: IMAGE}))
    return path


class Engine:
    """Sees three pieces of two lines, in no order, and one that it isn't sure of."""

    def __call__(self, picture: Any) -> tuple[list[tuple[list[list[int]], str, float]], None]:
        assert picture.shape[:2] == (1600, 1200)

        def at(x: int, y: int, text: str, sure: float) -> tuple[list[list[int]], str, float]:
            return [[x, y], [x + 100, y], [x + 100, y + 30], [x, y + 30]], text, sure

        return [
            at(100, 300, "208", 0.9),
            at(500, 303, "754.75", 0.9),
            at(100, 100, "⽀出", 0.9),
            at(1, 1, "?", 0.2),
        ], None


def test_what_is_recognised_stands_where_it_was_seen(scan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = ModuleType("rapidocr_onnxruntime")
    library.RapidOCR = Engine  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "rapidocr_onnxruntime", library)
    source = pdf.read_recognising(scan, 5)
    assert [(each.text, each.page) for each in source.lines()] == [("words as ever", 5), ("支出", 6), ("208 754.75", 6)]
    box = list(source.lines())[1].box
    assert box is not None
    assert (box.left, box.top, box.right, box.bottom) == (500, 500, 1000, 650)
    assert [each.scanned for each in source.pages] == [False, True]
    assert [(each.what, each.why[:8]) for each in source.unread] == [("第6页是扫描的图片", "文字是识别出来的")]


def test_the_extra_is_named_where_it_is_missing(scan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rapidocr_onnxruntime", None)
    with pytest.raises(UnreadableError, match="没有装文字识别") as told:
        pdf.read_recognising(scan, 1)
    assert "gov-accounts[ocr]" in told.value.remedy
