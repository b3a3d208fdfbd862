"""A thin client of a Mingbian service: `with Client("https://…") as client: client.check(…)`.

What comes back is the service's own JSON, with types; what it refuses is a `ServiceError` with
its code.  Nothing heavy is imported: urllib3 and the standard library.
"""

from ..errors import ServiceError
from .http import Client
from .shapes import (
    Annotation,
    Article,
    Batch,
    BatchLine,
    Evidence,
    Hit,
    Record,
    Report,
    Reported,
    Review,
    SearchPage,
    Summary,
)

__all__ = [
    "Annotation",
    "Article",
    "Batch",
    "BatchLine",
    "Client",
    "Evidence",
    "Hit",
    "Record",
    "Report",
    "Reported",
    "Review",
    "SearchPage",
    "ServiceError",
    "Summary",
]
