"""Whatever shape the data has, an import ends with a report or says that it cannot be read."""

from __future__ import annotations

import copy
import json
import random
from contextlib import suppress

import pytest

from mingbian.errors import Invalid
from mingbian.rebuttals.importing import FORMATS, import_file

HALF, NUL = "half a \ud800 character in a longer text", "a NUL \x00 in a longer text"
ODD = [None, True, 0, -1, 1e308, "", "x", [], {}, [[]], [None], {"a": {}}, HALF, NUL, {"@id": "x"}]

SEEDS = {
    "claimreview": {
        "@graph": [
            {
                "@type": "ClaimReview",
                "claimReviewed": "Boiled water cures the flu",
                "url": "https://facts.example.org/1",
                "author": {"@type": "Organization", "name": "Facts"},
                "reviewRating": {"ratingValue": 1, "bestRating": 5, "alternateName": "False"},
                "itemReviewed": {"@type": "Claim", "firstAppearance": {"datePublished": "2024"}},
            }
        ]
    },
    "factcheck": {
        "claims": [
            {
                "text": "Boiled water cures the flu",
                "claimReview": [{"publisher": {"name": "Facts"}, "textualRating": "False"}],
            }
        ]
    },
    "jiaozhen": {"content": [{"title": "喝热水能治好流感", "label": "谣言", "author": "某报"}]},
    "cofacts": {
        "data": [
            {
                "id": "a1",
                "text": "喝熱水治感冒",
                "articleReplies": [
                    {"status": "NORMAL", "reply": {"type": "RUMOR", "text": "不行"}}
                ],
            }
        ]
    },
    "jsonl": {
        "id": "hot-water",
        "claim": "喝热水能治好流感",
        "language": "zh-CN",
        "verdict": "false",
        "rebuttal": "热水不能杀死流感病毒，患者应当休息。",
        "reviews": [{"publisher": "某报", "kind": "media", "date": "2024-03-05"}],
        "happened": {"when": "2020"},
    },
}


def places(value, path=()):
    yield path
    keys = (
        value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    )
    for key in keys:
        yield from places(value[key], (*path, key))


def replaced(value, path, odd):
    if not path:
        return odd
    changed = copy.deepcopy(value)
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = odd
    return changed


@pytest.mark.parametrize("format", SEEDS)
def test_no_odd_value_anywhere_breaks_an_import(sqlite_store, format):
    for path in places(SEEDS[format]):
        for odd in ODD:
            data = json.dumps(replaced(SEEDS[format], path, odd)).encode()
            for named in (format, "auto"):
                report = import_file(data, store=sqlite_store, format=named, dry_run=True)
                assert report.read or report.refused


@pytest.mark.parametrize("format", FORMATS)
def test_damaged_bytes_never_break_an_import(sqlite_store, format):
    dice = random.Random(7)  # noqa: S311
    texts = [json.dumps(seed, ensure_ascii=False) for seed in SEEDS.values()]
    texts += [
        f"<html><script type='application/ld+json'>{texts[0]}</script>",
        "谣言：甲乙丙\n真相：丁",
    ]
    texts += ["claim,verdict,rebuttal,publisher\na,b,c,d\n", "id,text,replyType\n1,x,RUMOR\n"]
    for _ in range(150):
        data = bytearray(dice.choice(texts).encode())
        for _ in range(dice.randint(1, 6)):
            place = dice.randrange(len(data))
            data[place : place + dice.randint(0, 3)] = dice.choice(
                [b'"', b"{", b"]", b"\x00", b"\xff", b"\\", b"\r", b"NaN", b"<", b",,", b"[[["]
            )
        with suppress(Invalid):
            import_file(bytes(data), store=sqlite_store, format=format, dry_run=True)


@pytest.mark.parametrize("unit", ["<!---->", "<!-- -->\n", "<!x>", "<?x?> ", "<!a[]>"])
def test_what_may_stand_before_a_page_takes_no_time_to_pass_over(sqlite_store, unit):
    for after in ("", "x", "<"):
        data = (unit * 1_000 + after).encode()
        assert import_file(data, store=sqlite_store, dry_run=True).refused


def test_a_reason_never_repeats_a_long_value_whole(sqlite_store):
    long = "long " * 2_000
    review = SEEDS["claimreview"]["@graph"][0]
    csv = "claim,verdict,rebuttal,publisher,url,id\n"
    sources = {
        "claimreview": [
            review | {"reviewRating": long},
            review | {"author": long},
            review | {"inLanguage": "en", "url": f"http://127.0.0.1.{'a' * 1_900}.local/"},
            {"@type": long.replace(" ", "")},
        ],
        "factcheck": [{"claims": [{"text": "x", "claimReview": [{"textualRating": long}]}]}],
        "jiaozhen": [{"title": "喝热水能治好流感", "label": long}],
        "jsonl": [SEEDS["jsonl"] | {"claim": long}, SEEDS["jsonl"] | {"id": long}],
        "csv": [
            f"{long}\n",
            f"{csv[:-1]},{long}\n",
            f"{csv}claim,{long},why,who,,\n",
            f"{csv}claim,false,why,who,{long},{long}\n",
        ],
        "digest": [f"来源：某报\n谣言：{long}\n谣言：{long}"],
    }
    for format, values in sources.items():
        for value in values:
            data = value if isinstance(value, str) else json.dumps(value)
            report = import_file(data.encode(), store=sqlite_store, format=format, dry_run=True)
            assert report.refused, (format, data[:200])
            for refusal in report.refused:
                assert len(refusal.reason) < 1_000, (format, refusal)
                assert refusal.reason.count("long") < 100, (format, refusal)


def test_nesting_without_end_is_refused(sqlite_store):
    deep = b"[" * 200_000
    pages = [
        deep,
        b'<html><script type="application/ld+json">"ClaimReview"' + deep + b"</script>",
        b"<html>" + b"<div itemscope>" * 5_000,
    ]
    for data in pages:
        assert import_file(data, store=sqlite_store).refused
