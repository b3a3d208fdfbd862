"""What Google's client libraries ask before anything else: which methods there are, and where.

The description is written for this service, in the Discovery format; only names that clients
put into their code are as in Google's own.
"""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response, jsonify, request

from ..errors import NotFound
from .addresses import base_address

blueprint = APIBlueprint("discovery", __name__, enable_openapi=False)

NAME, VERSION = "factchecktools", "v1alpha1"

#: Seconds for which a client may keep the description.
FRESH = 3600

_PREFIX = "GoogleFactcheckingFactchecktoolsV1alpha1"


@blueprint.get("/$discovery/rest")
def newer() -> Response:
    """The description, where clients look for it today."""
    if request.args.get("version", VERSION) != VERSION:
        raise NotFound(f"the only version here is {VERSION}")
    return _answer()


@blueprint.get(f"/discovery/v1/apis/{NAME}/{VERSION}/rest")
def older() -> Response:
    """The description, where clients used to look for it."""
    return _answer()


def _answer() -> Response:
    answer = jsonify(description(base_address()))
    answer.cache_control.public, answer.cache_control.max_age = True, FRESH
    return answer


def description(base: str) -> dict[str, Any]:
    """The API at an address, in the Discovery format."""
    return {
        "kind": "discovery#restDescription",
        "discoveryVersion": "v1",
        "id": f"{NAME}:{VERSION}",
        "name": NAME,
        "version": VERSION,
        "title": "Mingbian claim search",
        "description": "Claims that were checked, and by whom.",
        "documentationLink": f"{base}/docs",
        "protocol": "rest",
        "rootUrl": f"{base}/",
        "servicePath": "",
        "baseUrl": f"{base}/",
        "batchPath": "batch",
        "parameters": _everywhere(),
        "resources": {"claims": {"methods": {"search": _search()}}},
        "schemas": _schemas(),
    }


def _everywhere() -> dict[str, Any]:
    """Parameters that clients may add to any method; all but `key` make no difference here."""
    return {
        "alt": _query("The form of the answer: JSON.", default="json", enum=["json"]),
        "fields": _query("Ignored: answers are whole."),
        "key": _query("A key of this service; any other is ignored."),
        "prettyPrint": _query("Ignored.", "boolean", default="true"),
        "quotaUser": _query("Ignored."),
    }


def _search() -> dict[str, Any]:
    path = f"{VERSION}/claims:search"
    return {
        "id": f"{NAME}.claims.search",
        "description": "Search through the published rebuttals.",
        "httpMethod": "GET",
        "path": path,
        "flatPath": path,
        "parameterOrder": [],
        "parameters": {
            "query": _query("The claim; required unless reviewPublisherSiteFilter is given."),
            "languageCode": _query("BCP 47, as in zh; regions make no difference."),
            "reviewPublisherSiteFilter": _query("Only reviews of this site, as in example.org."),
            "maxAgeDays": _query("Days since it was claimed or reviewed, at most.", "integer"),
            "pageSize": _query("Claims in one answer: 10 unless set, 100 at most.", "integer"),
            "pageToken": _query("nextPageToken of the answer before."),
            "offset": _query("Claims to skip; only without pageToken.", "integer"),
        },
        "response": {"$ref": f"{_PREFIX}FactCheckedClaimSearchResponse"},
    }


def _query(description: str, kind: str = "string", **more: Any) -> dict[str, Any]:
    number = {"format": "int32"} if kind == "integer" else {}
    return {"description": description, "location": "query", "type": kind, **number, **more}


def _schemas() -> dict[str, Any]:
    return dict(
        (
            _schema(
                "FactCheckedClaimSearchResponse",
                claims=_many("Claim"),
                nextPageToken=_text("Where the next page begins; absent on the last."),
            ),
            _schema(
                "Claim",
                text=_text("The claim."),
                claimant=_text("Who claimed it."),
                claimDate=_moment("When it was claimed."),
                claimReview=_many("ClaimReview"),
            ),
            _schema(
                "ClaimReview",
                publisher={"$ref": f"{_PREFIX}Publisher"},
                url=_text("Where the review is."),
                title=_text("Its title."),
                reviewDate=_moment("When it was published."),
                textualRating=_text("The verdict in words."),
                languageCode=_text("Its language, BCP 47."),
            ),
            _schema(
                "Publisher",
                name=_text("Who checked the claim."),
                site=_text("Host of the review, without www."),
            ),
        )
    )


def _schema(name: str, /, **properties: Any) -> tuple[str, dict[str, Any]]:
    return _PREFIX + name, {"id": _PREFIX + name, "type": "object", "properties": properties}


def _many(name: str) -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": _PREFIX + name}}


def _text(description: str) -> dict[str, Any]:
    return {"type": "string", "description": description}


def _moment(description: str) -> dict[str, Any]:
    return {"type": "string", "format": "google-datetime", "description": description}
