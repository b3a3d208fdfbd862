"""What every page for people says about itself to the browser: readers' and curators' alike."""

from __future__ import annotations

from flask import Response

#: Nothing from elsewhere, no inline script or style, no frames, forms to ourselves alone.
RULES = (
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
)


def headers_with(*more: str) -> dict[str, str]:
    """The headers of a page whose policy has these rules besides."""
    return {
        "Content-Security-Policy": "; ".join((*RULES, *more)),
        "X-Frame-Options": "DENY",
        # Links to sources tell them nothing, least of all the address of a kept result; our own
        # forms still say where they come from.
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }


HEADERS = headers_with()


def guard(response: Response) -> Response:
    """Add them; a page says itself when it may be stored."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if response.mimetype == "text/html":
        response.headers.setdefault("Cache-Control", "no-store")
    return response
