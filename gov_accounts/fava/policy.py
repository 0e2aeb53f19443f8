"""What a browser may do with an answer: run the scripts that this server names, and nothing else's.

Fava writes payees and narrations into its journal as markup, and shows files that came with vouchers. Whatever they
hold, no script of theirs runs: each answer has a new nonce, and only what Fava's templates load carries it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from jinja2 import BaseLoader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from jinja2 import Environment

NONCE: Final = "gov_accounts.nonce"
"""Where a request's nonce is in the WSGI environment."""
_SCRIPT: Final = re.compile(r'<script(?! type="application/json")(?=[\s>])')
_DOCUMENT: Final = re.compile(r"/(?:document|statement)/$")
"""Addresses at which Fava gives files that came with vouchers, to be shown within its own pages."""
_PDF: Final = "application/pdf"


def headers(nonce: str, path: str, content_type: str) -> list[tuple[str, str]]:
    """The headers of an answer.

    Args:
        nonce: of this answer's scripts.
        path: what was asked for.
        content_type: of the answer.
    """
    shown_within = _DOCUMENT.search(path) is not None
    directives = [
        "default-src 'none'",
        # wasm-unsafe-eval is for the parser of Fava's editor; it lets no text become a script.
        f"script-src 'nonce-{nonce}' 'wasm-unsafe-eval'",
        # Fava's editor and charts set styles as they go.
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "object-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'" if shown_within else "frame-ancestors 'none'",
    ]
    if shown_within and not content_type.startswith(_PDF):
        # A page or picture among the documents is nobody: it has no scripts, forms, or place of its own. Browsers
        # show no PDF in such a box.
        directives.append("sandbox")
    return [
        ("Content-Security-Policy", "; ".join(directives)),
        ("X-Frame-Options", "SAMEORIGIN" if shown_within else "DENY"),
        # Fava's addresses name accounts and payees; its `jump` needs to know the page that it was called from.
        ("Referrer-Policy", "same-origin"),
        ("X-Content-Type-Options", "nosniff"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ]


NAMES: Final = frozenset(name.lower() for name, _ in headers("", "", ""))


def inert(source: str) -> str:
    """A template of Fava's whose own scripts carry the nonce, and which writes a ledger's words as words.

    The journal's template turns escaping off, where it writes payees, narrations, notes, and names of queries.
    """
    source = source.replace("{% autoescape false %}", "{% autoescape true %}")
    return _SCRIPT.sub(f'<script nonce="{{{{ request.environ["{NONCE}"] }}}}"', source)


class InertTemplates(BaseLoader):
    """Fava's templates, each made `inert`."""

    def __init__(self, loader: BaseLoader) -> None:
        self._loader = loader

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        """As the loader of Fava's templates gives it, and inert."""
        source, filename, uptodate = self._loader.get_source(environment, template)
        return inert(source), filename, uptodate

    def list_templates(self) -> list[str]:
        """The names of all templates."""
        return self._loader.list_templates()


def with_headers(given: Iterable[tuple[str, str]], nonce: str, path: str) -> list[tuple[str, str]]:
    """An answer's headers with the policy's, in place of any of the same name."""
    kept = [(name, value) for name, value in given if name.lower() not in NAMES]
    kind = next((value for name, value in kept if name.lower() == "content-type"), "")
    return kept + headers(nonce, path, kind.lower())
