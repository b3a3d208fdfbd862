"""The public page: paste a link or a text, see it marked; keep the result if you like."""

from __future__ import annotations

import time
from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app, g, jsonify, render_template, request, url_for
from werkzeug.exceptions import HTTPException

from ..api import failures, limits
from ..api.addresses import link_to
from ..api.bodies import read_form
from ..api.check import checked, fetcher
from ..api.shelf import shelf
from ..errors import Invalid, MingbianError, NotFound
from ..pipeline.decode import clean_text
from ..rebuttals.store.kept import KeptResults
from . import showing
from .forms import capture_of, require_own_form
from .headers import guard
from .keeping import Keeper, Kept, now
from .words import LANGUAGES, Words, language_of

blueprint = APIBlueprint(
    "web",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/assets",
    enable_openapi=False,
)
blueprint.after_request(guard)

#: Seconds between two looks for kept results whose time is over.
SWEEP = 600.0

#: Characters of a dispute, as in POST /v1/reports.
REASON = 5000


@blueprint.app_context_processor
def _shared() -> dict[str, Any]:
    return {"words": words(), "languages": LANGUAGES, "to": to, "safe": safe_address}


@blueprint.get("/")
def home() -> str:
    """The form."""
    return render_template("web/home.html")


@blueprint.post("/check")
def check() -> Response:
    """The result of a check; nothing of it is stored."""
    _admit()
    limit = current_app.config["MAX_CONTENT_LENGTH"]
    read_form(request, limit)
    capture = capture_of(request, words().language, fetcher().page, limit)
    result = showing.result_of(checked(capture), g.request_id)
    return _result_page(result, signed=keeper().signed(result))


@blueprint.post("/keep")
def keep() -> Response:
    """Store the result that a page carries, and show its link."""
    _admit()
    read_form(request, current_app.config["MAX_CONTENT_LENGTH"])
    kept = keeper().keep(request.form.get("result", ""), now())
    page = _result_page(kept.result, kept=kept, drop_key=keeper().drop_key(kept.number))
    page.status_code = 201
    page.headers["Location"] = link_to("web.kept", number=kept.number)
    return page


@blueprint.get("/result/<number>")
def kept(number: str) -> Response:
    """A kept result, for people or as JSON; 404 once its time is over."""
    found = keeper().read(number, now())
    if found is None:
        raise NotFound("there is no such result, or no longer")
    offered = ["text/html", "application/json"]
    if request.accept_mimetypes.best_match(offered, "text/html") == "application/json":
        page = jsonify(found.result["report"])
    else:
        page = _result_page(found.result, kept=found)
    page.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    page.headers["Cache-Control"] = "no-store"
    page.vary.add("Accept")
    return page


@blueprint.post("/result/<number>/drop")
def drop(number: str) -> str:
    """Delete a kept result, with the key that was shown when it was kept."""
    require_own_form(request)
    if not keeper().drop(number, request.form.get("key", "")):
        raise NotFound("there is no such result, or the key is not its own")
    return render_template(
        "web/said.html", title=words()("dropped_title"), text=words()("dropped_text")
    )


@blueprint.post("/dispute")
def dispute() -> str:
    """A reader's objection to a mark: it reaches the curators' queue."""
    _admit()
    form = {name: clean_text(value).strip() for name, value in request.form.items()}
    if not form.get("reason"):
        raise Invalid("a reason is missing")
    number = shelf().store.add_report(
        "dispute",
        form["reason"][:REASON],
        quote=form.get("quote", "")[:REASON] or None,
        record_id=form.get("record_id", "")[:200] or None,
        annotation_id=form.get("annotation_id", "")[:200] or None,
    )
    said = words()("reported_text", number=number)
    return render_template("web/said.html", title=words()("reported_title"), text=said)


@blueprint.errorhandler(MingbianError)
def refused(error: MingbianError) -> Response:
    """What went wrong, in words, with the status the API gives it."""
    title, text = words().problem(error.code)
    page = Response(
        render_template("web/home.html", problem=title, problem_text=text), status=error.status
    )
    if error.retry_after is not None:
        page.headers["Retry-After"] = str(error.retry_after)
    return failures.drained(page)


@blueprint.errorhandler(HTTPException)
def _http(error: HTTPException) -> Response:
    plain = MingbianError(error.name)
    plain.status, plain.code = error.code or 500, failures.CODES.get(error.code or 500, "internal")
    return refused(plain)


@blueprint.errorhandler(Exception)
def _unexpected(error: Exception) -> Response:
    failures.log_unexpected(error)
    return refused(MingbianError("unexpected"))


@blueprint.before_app_request
def _sweep() -> None:
    """Delete what is over, now and then, whoever is asking for whatever."""
    last: float = current_app.extensions.get("mingbian.swept", 0.0)
    if time.monotonic() - last >= SWEEP and shelf().is_ready:
        current_app.extensions["mingbian.swept"] = time.monotonic()
        KeptResults(shelf().store.engine).drop_over(now())


def words() -> Words:
    """The texts in the reader's language."""
    if "words" not in g:
        g.words = Words(language_of(request.args.get("lang"), request.accept_languages))
    found: Words = g.words
    return found


def keeper() -> Keeper:
    """What keeps results; made once.  Raises NotReady."""
    extensions = current_app.extensions
    if "mingbian.keeper" not in extensions:
        extensions["mingbian.keeper"] = Keeper(KeptResults(shelf().store.engine))
    found: Keeper = extensions["mingbian.keeper"]
    return found


def to(endpoint: str, **values: Any) -> str:
    """A path of ours that keeps the language which was chosen."""
    chosen = request.args.get("lang")
    if chosen in LANGUAGES:
        values["lang"] = chosen
    return url_for(endpoint, **values)


def safe_address(address: str | None) -> str | None:
    """The address if a link may lead there; None for `javascript:` and its like."""
    good = address and address.lower().startswith(("http://", "https://"))
    return address if good else None


def _admit() -> None:
    """Before anything is done for a form: CrossSite, NotReady, TooManyRequests."""
    require_own_form(request)
    shelf().library  # noqa: B018 - raises NotReady
    limits.count_form()


def _result_page(
    result: showing.Result,
    *,
    signed: str | None = None,
    kept: Kept | None = None,
    drop_key: str | None = None,
) -> Response:
    cards = showing.cards_of(result)
    return Response(
        render_template(
            "web/result.html",
            report=result["report"],
            outcome=showing.outcome_of(result["report"]),
            whole=[card for card in cards if card.span is None],
            paragraphs=showing.paragraphs_of(result, cards),
            text=showing.as_text(result, words()),
            json=current_app.json.dumps(result["report"], indent=2),
            signed=signed,
            kept=kept,
            drop_key=drop_key,
            link=kept and link_to("web.kept", number=kept.number),
        )
    )
