"""Every error Mingbian raises on purpose, and the HTTP answer each one becomes.

    MingbianError                    500 internal
    ├── BadRequest                   400 bad_json        the body cannot be read
    ├── UnsupportedMedia             415 unsupported_media_type
    ├── TooLarge                     413 too_large
    ├── Invalid                      422 invalid         a field is missing or of the wrong type
    │   ├── NoArticle                422 no_article      the page cannot be read at all
    │   ├── AddressRefused           422 address_refused the address points inside
    │   └── RobotsRefused            422 robots_refused  the site asks programs not to read the page
    ├── Unauthorized                 401 unauthorized    a key is missing, unknown or revoked
    ├── Forbidden                    403 forbidden       the key may not do this
    │   └── CrossSite                403 cross_site      a form that another site's page sent
    ├── NotFound                     404 not_found
    ├── Conflict                     409 conflict        someone else changed it first
    ├── TooManyRequests              429 too_many_requests
    ├── FetchFailed                  502 fetch_failed    the other server did not give the page
    ├── NotReady                     503 not_ready       the index or the encoder is being prepared
    ├── DataError                    500 bad_data        a record, index or lexicon file is broken
    └── ServiceError                 as the service that was asked said (`client`); never an answer

One JSON shape everywhere: `{"error": {"code", "message", "detail"}}`.
"""

from __future__ import annotations


class MingbianError(Exception):
    """An error with a code for programs, a sentence for people and a detail that says where."""

    status = 500
    code = "internal"

    def __init__(
        self, message: str, *, detail: object = None, retry_after: int | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail
        self.retry_after = retry_after  # seconds; becomes the Retry-After header

    def to_json(self) -> dict[str, object]:
        """The one error shape of the HTTP contract."""
        return {"error": {"code": self.code, "message": self.message, "detail": self.detail}}


class BadRequest(MingbianError):
    """The body cannot be read."""

    status, code = 400, "bad_json"


class UnsupportedMedia(MingbianError):
    """The body is of a type that is not read."""

    status, code = 415, "unsupported_media_type"


class TooLarge(MingbianError):
    """More bytes than are read."""

    status, code = 413, "too_large"


class Invalid(MingbianError):
    """A field is missing or of the wrong type."""

    status, code = 422, "invalid"


class NoArticle(Invalid):
    """The page cannot be read at all."""

    code = "no_article"


class AddressRefused(Invalid):
    """The address points inside, or is not http(s)."""

    code = "address_refused"


class RobotsRefused(Invalid):
    """The site asks programs not to read this page."""

    code = "robots_refused"


class Unauthorized(MingbianError):
    """A key is missing, unknown or revoked."""

    status, code = 401, "unauthorized"


class Forbidden(MingbianError):
    """Whoever asks is known, or need not be, and may not do this."""

    status, code = 403, "forbidden"


class CrossSite(Forbidden):
    """A form that another site's page sent."""

    code = "cross_site"


class NotFound(MingbianError):
    """There is no such thing."""

    status, code = 404, "not_found"


class Conflict(MingbianError):
    """Somebody else changed the same thing meanwhile."""

    status, code = 409, "conflict"


class TooManyRequests(MingbianError):
    """The client asks more often than it may."""

    status, code = 429, "too_many_requests"


class FetchFailed(MingbianError):
    """The other server did not give the page."""

    status, code = 502, "fetch_failed"


class NotReady(MingbianError):
    """The index or the encoder is being prepared."""

    status, code = 503, "not_ready"


class DataError(MingbianError):
    """A record, index or lexicon file is broken."""

    status, code = 500, "bad_data"


class ServiceError(MingbianError):
    """Another Mingbian service refused, with its own code and status, or cannot be reached.

    Codes of its own: `unreachable` and `unreadable`.
    """

    status, code = 502, "unreachable"

    def __init__(
        self,
        message: str,
        *,
        code: str,
        status: int = 502,
        detail: object = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(message, detail=detail, retry_after=retry_after)
        self.code, self.status = code, status
