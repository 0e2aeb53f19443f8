"""Fava on one ledger, guarded, opened on the extension's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fava.application import create_app
from fava.context import g
from flask import Response, redirect, request, url_for
from werkzeug.exceptions import HTTPException

from gov_accounts.fava.answers import failure
from gov_accounts.fava.filters import tell_filters
from gov_accounts.fava.guard import Guard, Names, netloc
from gov_accounts.fava.messages import speak_chinese
from gov_accounts.fava.policy import InertTemplates
from gov_accounts.fava.recording.endpoints import RECORDING
from gov_accounts.fava.reloading import load_aside
from gov_accounts.reading.loading import load_by_our_stages
from gov_accounts.reading.permissions import NOTHING, Permissions

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from werkzeug import Response as AnyResponse

    from gov_accounts.fava.door import Door

EXTENSION = "GovAccounts"
_OWN_NAMES = Names()


def site(
    path: Path,
    *,
    read_only: bool = False,
    names: Names = _OWN_NAMES,
    door: Door | None = None,
    permissions: Permissions = NOTHING,
) -> Flask:
    """Fava's application, the ledger loaded, behind its guard.

    Its front page is the extension's, where the ledger has it; an option of the ledger could say so too, but would
    leave those with nothing who open it by a Fava without the extension.

    Args:
        path: the ledger's main file.
        read_only: whether nothing can be changed.
        names: the names that the site answers to.
        door: who is let in; everybody where it is None.
        permissions: what the user allows the ledger.
    """
    load_by_our_stages(permissions)
    app = create_app([str(path.absolute())], read_only=read_only)
    app.config[RECORDING] = not read_only
    load_aside(app, path.absolute())
    if app.jinja_loader is not None:
        app.jinja_loader = InertTemplates(app.jinja_loader)
    app.before_request(_stay_here)
    app.before_request(lambda: _front(app))
    tell_filters(app)
    speak_chinese(app)
    app.register_error_handler(HTTPException, _failed)
    app.wsgi_app = Guard(app.wsgi_app, names, door)  # type: ignore[method-assign]
    return app


def _front(app: Flask) -> AnyResponse | None:
    """From the address of the server to the extension's page."""
    if request.path != "/":
        return None
    ((slug, ledger),) = app.config["LEDGERS"].items()
    if ledger.extensions.get_extension(EXTENSION) is None:
        return None
    g.beancount_file_slug = slug
    return redirect(url_for("extension_report", bfile=slug, extension_name=EXTENSION))


def _stay_here() -> AnyResponse | None:
    """Fava's `jump` leads back to the page it was called from, which may be another site's: then to the front page."""
    if request.path == "/jump" and netloc(request.referrer or "") != request.host.lower():
        return redirect("/")
    return None


def _failed(error: HTTPException) -> Response:
    """What Fava refuses, in Chinese."""
    answer = failure(error.code or 500, request.path)
    return Response(answer.content, answer.status, content_type=answer.type)
