"""A PDF's pages as pictures."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from gov_accounts.audit.reading import UnreadableError
from gov_accounts.audit.reading.pictures import page_picture, page_pictures
from tests.audit.reading import made


def size(picture: bytes) -> tuple[int, int]:
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", picture[16:24])
    return width, height


def test_pages_are_drawn_as_wide_as_asked(tmp_path: Path) -> None:
    path = tmp_path.joinpath("a.pdf")
    path.write_bytes(made.written([made.text(50, 700, "1"), made.text(50, 700, "2")]))
    found = page_pictures(path, (1, 2, 3), 300)
    assert {number: size(each) for number, each in found.items()} == {1: (300, 400), 2: (300, 400)}
    assert found[1] != found[2]
    assert page_picture(path, 2, 300) == found[2]


def test_a_turned_page_is_drawn_as_it_is_shown(tmp_path: Path) -> None:
    path = tmp_path.joinpath("a.pdf")
    path.write_bytes(made.written([b""], page_keys="/Rotate 90"))
    assert size(page_picture(path, 1, 400)) == (400, 300)


def test_what_cannot_be_drawn(tmp_path: Path) -> None:
    path = tmp_path.joinpath("a.pdf")
    path.write_bytes(made.written([b""]))
    with pytest.raises(UnreadableError, match="第 2 页"):
        page_picture(path, 2, 100)
    path.write_bytes(b"%PDF-1.7 nothing")
    with pytest.raises(UnreadableError, match="画不出来"):
        page_picture(path, 1, 100)
    path.write_bytes(made.written([b""]).replace(b"[0 0 600 800]", b"[0 0 1 999999]"))
    assert size(page_picture(path, 1, 100))[1] <= 6000
