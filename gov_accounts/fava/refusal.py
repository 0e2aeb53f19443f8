"""What isn't done of a request, said in plain words."""

from __future__ import annotations

from http import HTTPStatus
from typing import NoReturn

from flask import abort, make_response


def refuse(error: Exception | str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> NoReturn:
    """Answer 400, or another status, with a plain message."""
    response = make_response(str(error), status)
    response.mimetype = "text/plain"
    abort(response)
