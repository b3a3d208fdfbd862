"""/v1/batches: many pages at once, checked when no reader waits, with their results for a week."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from apiflask import APIBlueprint
from flask import Response, stream_with_context
from sqlalchemy.exc import IntegrityError

from ..access.keys import Key
from ..batches.book import Batch
from ..batches.work import book, works
from ..errors import Invalid
from . import keys, limits
from .batch_showing import batch_json, made_json
from .bodies import NDJSON
from .schemas.batches import BatchesOut, BatchHeaders, BatchIn, BatchOut
from .schemas.checking import CheckIn
from .shelf import shelf
from .validation import capture_of

blueprint = APIBlueprint("batches", __name__, tag="batches")

SCOPE = "batch"

LINES = "One line a page that is done, in the order of the pages"

#: What every operation here may answer beside what it is for.
REFUSALS = [401, 403, 429, 503]


@blueprint.post("/v1/batches")
@blueprint.input(BatchIn)
@blueprint.input(BatchHeaders, location="headers")
@blueprint.output(BatchOut, status_code=202, description="Kept, and begun when its turn comes")
@blueprint.doc(responses=[400, 413, 415, 422, *REFUSALS])
def make(json_data: BatchIn, headers_data: BatchHeaders) -> tuple[dict[str, Any], dict[str, str]]:
    """Check many pages

    Up to 1,000 pages or addresses.  As NDJSON (`application/x-ndjson`) each line is a page as in
    POST /v1/check, or an address in quotes, and the webhook's address stands in the query.
    The same Idempotency-Key again answers with the batch that is there.
    """
    owner = keys.require(SCOPE)
    shelf().library  # noqa: B018 - NotReady comes before anything is kept
    pages = [_page(position, page) for position, page in enumerate(json_data.pages)]
    asked = {"pages": pages, "webhook": json_data.webhook}
    digest = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
    batch = _kept(owner, asked, digest, _word(owner, headers_data.idempotency_key))
    return made_json(batch), {"Location": f"/v1/batches/{batch.id}"}


@blueprint.get("/v1/batches")
@blueprint.output(BatchesOut)
@blueprint.doc(responses=REFUSALS)
def listed() -> dict[str, Any]:
    """List batches

    The newest hundred of this key, the newest first.
    """
    owner = keys.require(SCOPE)
    return {"batches": [batch_json(batch) for batch in book().of_key(owner.id)]}


@blueprint.get("/v1/batches/<batch_id>")
@blueprint.output(BatchOut)
@blueprint.doc(responses=[404, *REFUSALS])
def one(batch_id: str) -> dict[str, Any]:
    """Ask about a batch

    How far it is, and what became of the message to its webhook.
    """
    return batch_json(_own(batch_id))


@blueprint.get("/v1/batches/<batch_id>/results")
@blueprint.doc(responses={200: LINES, 403: "Not with this key", 404: "No such batch"})
def results(batch_id: str) -> Response:
    """Read the results

    NDJSON, in the order of the pages: of a batch that is running, the pages that are done.
    Each line has the page's `position` (from 0), a `status` as POST /v1/check would have
    answered, and its `report` or `error`.
    """
    batch = _own(batch_id)
    return Response(stream_with_context(_lines(batch)), content_type=NDJSON)


@blueprint.post("/v1/batches/<batch_id>/cancel")
@blueprint.output(BatchOut)
@blueprint.doc(responses=[404, *REFUSALS])
def cancel(batch_id: str) -> dict[str, Any]:
    """Cancel a batch

    Pages that are not done yet are forgotten; results that are there stay until it expires.
    """
    book().cancel(_own(batch_id).id)
    return batch_json(_own(batch_id))


@blueprint.delete("/v1/batches/<batch_id>")
@blueprint.output({}, status_code=204, description="Forgotten, with its results")
@blueprint.doc(responses=[404, *REFUSALS])
def delete(batch_id: str) -> Response:
    """Delete a batch

    With all its pages and results.
    """
    book().delete(_own(batch_id).id)
    return Response(status=204)


def _own(batch_id: str) -> Batch:
    return book().get(batch_id, keys.require(SCOPE).id)


def _page(position: int, asked: CheckIn | str) -> dict[str, Any]:
    """A page as it is kept.  Raises Invalid, which says which page is wrong."""
    if isinstance(asked, str):
        return {"url": asked, "fetch": True}
    try:
        capture_of(asked, lambda url: ("", url))
    except Invalid as error:
        message = f"pages.{position}: {error.message}"
        raise Invalid(message, detail={"fields": {f"pages.{position}": [error.message]}}) from None
    return asked.model_dump(mode="json")


def _kept(owner: Key, asked: dict[str, Any], digest: str, word: str | None) -> Batch:
    """The batch, new or the one that was made with the same Idempotency-Key."""
    if word and (found := book().made_with(owner.id, word)):
        return _same(found, digest)
    limits.take_pages(len(asked["pages"]))
    try:
        batch = book().add(
            owner.id, asked["pages"], digest=digest, idempotency=word, webhook=asked["webhook"]
        )
    except IntegrityError:
        found = book().made_with(owner.id, word or "")  # the other one came first
        if found is None:
            raise
        return _same(found, digest)
    works().put(batch.id)
    return batch


def _same(found: Batch, digest: str) -> Batch:
    if found.digest != digest:
        problem = "was used for another batch"
        raise Invalid(
            f"Idempotency-Key {problem}", detail={"fields": {"Idempotency-Key": [problem]}}
        )
    return found


def _word(owner: Key, word: str | None) -> str | None:
    return hashlib.sha256(f"{owner.id} {word}".encode()).hexdigest() if word else None


def _lines(batch: Batch) -> Iterator[str]:
    for line in book().results(batch.id):
        yield json.dumps(line, ensure_ascii=False) + "\n"
