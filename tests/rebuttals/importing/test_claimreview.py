"""ClaimReview is read in every form that publishers write it; what is missing is named."""

from __future__ import annotations

import json
from datetime import date

import pytest

from mingbian.records import Review


def test_every_field_of_a_plain_page_is_right(bring, page, review):
    report, (record,) = bring(page(review))
    assert report.format == "claimreview"
    assert (record.claim, record.verdict) == ("Drinking boiled water cures the flu", "false")
    assert (record.language, record.status) == ("en", "in_review")
    assert record.reviews == (
        Review(
            "Facts Example",
            "media",
            "https://facts.example.org/boiled-water",
            "Boiled water",
            date(2024, 3, 5),
        ),
    )
    assert record.rebuttal == review["description"]
    assert record.first_seen == date(2024, 3, 1)


def in_a_list(review):
    return [[{"@type": "WebSite"}, review]]


def in_a_graph(review):
    author = review.pop("author")
    return [
        {
            "@context": "https://schema.org",
            "@graph": [
                {"@type": "WebPage"},
                {**review, "author": {"@id": "#us"}},
                {**author, "@id": "#us"},
            ],
        }
    ]


def in_an_article(review):
    return [{"@type": "NewsArticle", "review": [review]}]


def in_a_feed(review):
    return [{"@type": "DataFeed", "dataFeedElement": [{"@type": "DataFeedItem", "item": [review]}]}]


def of_two_types(review):
    return [review | {"@type": ["Article", "http://schema.org/ClaimReview"]}]


def with_a_nested_claim(review):
    claim = review.pop("claimReviewed")
    return [review | {"itemReviewed": {"@type": "Claim", "text": claim}}]


def with_a_creative_work(review):
    claim = review.pop("claimReviewed")
    inner = {"@type": "CreativeWork", "claimReviewed": claim}
    return [review | {"itemReviewed": {"@type": "CreativeWork", "itemReviewed": inner}}]


def with_lists_for_everything(review):
    return [{name: [value] for name, value in review.items()}]


def with_entities(review):
    return [review | {"claimReviewed": "<p>Drinking  boiled&amp;nbsp;water cures the&#32;flu</p>"}]


def broken_by_commas_and_line_breaks(review):
    return [json.dumps(review)[:-1] + ',\n"about": "two\nlines",}']


def after_a_broken_block(review):
    return ['{"@type": "BreadcrumbList", ', review]


def with_prefixes(review):
    named = {f"schema:{name}": value for name, value in review.items() if name[0] != "@"}
    context = {"schema": "https://schema.org/"}
    return [{"@context": context, "@type": "schema:ClaimReview"} | named]


def with_type_instead_of_at_type(review):
    return [{"type" if name == "@type" else name: value for name, value in review.items()}]


def with_an_address_for_a_name(review):
    author = {"@type": "Organization", "name": "https://facts.example.org"}
    return [review | {"author": author, "creator": review["author"]}]


def with_names_in_full(review):
    named = {
        f"https://schema.org/{name}": [{"@value": value} if isinstance(value, str) else value]
        for name, value in review.items()
        if name[0] != "@"
    }
    return [{"@type": ["https://schema.org/ClaimReview"]} | named]


def with_a_bracket_too_many(review):
    return [json.dumps(review) + "}\n"]


def with_a_date_as_in_mail(review):
    return [review | {"datePublished": "Tue, 05 Mar 2024 23:30:00 +0000"}]


def with_a_rating_in_plain_text(review):
    return [review | {"reviewRating": "False"}]


def with_a_list_of_ratings(review):
    stars = {"@type": "Rating", "alternateName": "Read on", "ratingValue": 3}
    return [review | {"reviewRating": [stars, review["reviewRating"]]}]


def with_an_address_for_author(review):
    publisher = review["author"]
    return [review | {"author": "https://facts.example.org/about", "publisher": publisher}]


def with_a_person_before_the_organization(review):
    return [review | {"author": [{"@type": "Person", "name": "Lin"}, review["author"]]}]


def with_an_author_named_by_id(review):
    author = review["author"] | {"@id": "https://facts.example.org/#us"}
    return [review | {"author": "https://facts.example.org/#us"}, author]


@pytest.mark.parametrize(
    "form",
    [
        in_a_list,
        in_a_graph,
        in_an_article,
        in_a_feed,
        of_two_types,
        with_a_nested_claim,
        with_a_creative_work,
        with_lists_for_everything,
        with_entities,
        broken_by_commas_and_line_breaks,
        after_a_broken_block,
        with_prefixes,
        with_names_in_full,
        with_type_instead_of_at_type,
        with_an_address_for_a_name,
        with_a_bracket_too_many,
        with_a_date_as_in_mail,
        with_a_rating_in_plain_text,
        with_a_list_of_ratings,
        with_an_address_for_author,
        with_a_person_before_the_organization,
        with_an_author_named_by_id,
    ],
    ids=lambda form: form.__name__,
)
def test_the_same_review_is_read_in_every_form(bring, page, review, form):
    report, records = bring(page(*form(dict(review))))
    assert report.refused == []
    (record,) = records
    assert (record.claim, record.verdict) == ("Drinking boiled water cures the flu", "false")
    assert record.reviews[0].publisher == "Facts Example"
    assert record.reviews[0].url == "https://facts.example.org/boiled-water"
    assert record.reviews[0].date == date(2024, 3, 5)


def test_a_json_file_is_read_like_the_page(bring, review, page):
    _, before = bring(page(review))
    report, after = bring(json.dumps(review).encode())
    assert report.format == "claimreview"
    assert [record.id for record in after] == [record.id for record in before]


def test_microdata_is_read_like_json_ld(bring, page):
    body = """
    <div itemscope itemtype="https://schema.org/ClaimReview">
      <h2 itemprop="claimReviewed">Drinking boiled water cures the flu</h2>
      <a itemprop="url" href="https://facts.example.org/boiled-water">link</a>
      <time itemprop="datePublished" datetime="2024-03-05">5 March</time>
      <span itemprop="author" itemscope itemtype="https://schema.org/Organization">
        <meta itemprop="name" content="Facts Example">
      </span>
      <span itemprop="reviewRating" itemscope itemtype="https://schema.org/Rating">
        <b itemprop="alternateName">False</b>
      </span>
      <p itemprop="reviewBody">Water does not act on the influenza virus, say doctors.</p>
    </div>"""
    report, (record,) = bring(page(body=body))
    assert report.format == "claimreview"
    assert (record.claim, record.verdict) == ("Drinking boiled water cures the flu", "false")
    assert record.reviews[0].publisher == "Facts Example"
    assert record.reviews[0].date == date(2024, 3, 5)
    assert record.rebuttal.startswith("Water does not act")


def test_microdata_and_rdfa_are_read_wherever_their_parts_stand(bring, page):
    microdata = """
    <h2 id="claim" itemprop="claimReviewed">Drinking boiled water cures the flu</h2>
    <div itemscope itemtype="https://schema.org/ClaimReview" itemref="claim rated">
      <p itemprop="reviewBody">Water does not act on the influenza virus, say doctors.</p>
      <meta itemprop="author" content="Facts Example">
    </div>
    <div id="rated"><b itemprop="reviewRating">False</b></div>"""
    rdfa = """
    <div vocab="https://schema.org/" typeof="ClaimReview">
      <h2 property="claimReviewed">Drinking cold water gives you the flu</h2>
      <p property="reviewBody">The flu comes from a virus and from nothing you drink.</p>
      <p property="author" typeof="Organization"><b property="name">Facts Example</b></p>
      <p property="reviewRating" typeof="Rating"><b property="alternateName">False</b></p>
    </div>"""
    report, records = bring(page(body=microdata + rdfa))
    assert report.refused == []
    assert {record.claim for record in records} == {
        "Drinking boiled water cures the flu",
        "Drinking cold water gives you the flu",
    }
    assert {record.reviews[0].publisher for record in records} == {"Facts Example"}


def test_microdata_that_refers_in_circles_comes_to_an_end(bring, page):
    body = """<div itemscope itemtype="https://schema.org/ClaimReview" itemref="a"></div>
    <i id="a" itemprop="author" itemscope itemref="b"></i>
    <i id="b" itemprop="author" itemscope itemref="a"></i>"""
    report, _ = bring(page(body=body))
    assert report.refused[0].reason == "claimReviewed is missing"


def test_two_reviews_of_a_page_become_two_records(bring, page, review):
    other = review | {"claimReviewed": "Drinking cold water gives you the flu"}
    report, records = bring(page(review, [other]))
    assert {record.claim for record in records} == {review["claimReviewed"], other["claimReviewed"]}
    assert report.read == 2


def test_one_review_written_twice_becomes_one_record(bring, page, review):
    report, records = bring(page(review, review | {"description": None}))
    assert len(records) == 1
    assert report.repeated == [("ClaimReview 2", "ClaimReview 1")]


@pytest.mark.parametrize(
    ("url", "absolute"),
    [
        ("/boiled-water/", "https://facts.example.org/boiled-water/"),
        ("facts.example.org/x", "https://facts.example.org/x"),
        ("https://facts.example.org/开水", "https://facts.example.org/%E5%BC%80%E6%B0%B4"),
        ("", "https://facts.example.org/boiled-water"),
        ("javascript:alert(1)", "https://facts.example.org/boiled-water"),
    ],
)
def test_addresses_are_made_absolute_by_the_page(bring, page, review, url, absolute):
    _, (record,) = bring(page(review | {"url": url}))
    assert record.reviews[0].url == absolute


@pytest.mark.parametrize(
    ("rating", "verdict"),
    [
        ({"alternateName": "Mostly false"}, "misleading"),
        ({"ratingValue": 1, "bestRating": 5, "worstRating": 1}, "false"),
        ({"ratingValue": "5", "bestRating": "5"}, "true"),
        ({"alternateName": "See the article", "ratingValue": 3, "bestRating": 5}, "misleading"),
        ({"ratingValue": "False"}, "false"),
        ({"alternateName": "谣言"}, "false"),
        ({"alternateName": "<b>False</b>&nbsp;"}, "false"),
        ({"alternateName": "Engañoso", "ratingValue": 1, "bestRating": 5}, "misleading"),
    ],
)
def test_ratings_in_words_and_numbers_become_verdicts(bring, page, review, rating, verdict):
    _, (record,) = bring(page(review | {"reviewRating": {"@type": "Rating"} | rating}))
    assert record.verdict == verdict


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024-03-05T23:30:00+05:30", date(2024, 3, 5)),
        ("2024-03-05 07:11", date(2024, 3, 5)),
        ("2024/3/5", date(2024, 3, 5)),
        ("2024年3月5日", date(2024, 3, 5)),
        ("March 5, 2024", date(2024, 3, 5)),
        ("20240305", date(2024, 3, 5)),
        ("2024-02-31", None),
        ("yesterday", None),
    ],
)
def test_dates_are_read_as_written(bring, page, review, written, day):
    _, (record,) = bring(page(review | {"datePublished": written}))
    assert record.reviews[0].date == day


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"claimReviewed": ""}, "claimReviewed is missing"),
        ({"reviewRating": {"alternateName": "Read on"}}, "no known verdict: Read on"),
        ({"reviewRating": None}, "no known verdict: there is none"),
        ({"reviewRating": [{"name": "False"}, {"name": "True"}]}, "verdict: False / True"),
        (
            {"reviewRating": ["False", {"ratingValue": 5, "bestRating": 5}]},
            "no known verdict: False / true",
        ),
        ({"reviewRating": []}, "no known verdict: there is none"),
        ({"reviewRating": {"ratingValue": 3}}, "no known verdict: ratingValue 3"),
        ({"author": None}, "who reviewed"),
        ({"claimReviewed": "x" * 700}, "700 characters"),
        ({"datePublished": "2999-01-01"}, "in the future"),
        ({"url": "http://127.0.0.1/flu"}, "127.0.0.1 is no host that everybody can reach"),
        ({"url": "https://lin:x@facts.example.org/"}, "carries a user's name or password"),
    ],
)
def test_what_is_missing_is_named(bring, page, review, change, reason):
    report, records = bring(page(review | change))
    assert records == []
    (refusal,) = report.refused
    assert refusal.where == "ClaimReview 1"
    assert reason in refusal.reason


@pytest.mark.parametrize("also", [{}, {"ratingValue": "1", "bestRating": "5"}])
@pytest.mark.parametrize("alone", [True, False])
def test_a_review_that_explains_and_does_not_judge_is_refused_as_that(
    bring, page, review, also, alone
):
    rating = {"@type": "Rating", "alternateName": "事實釐清"} | also
    review["reviewRating"] = rating if alone else [{"alternateName": "False"}, rating]
    report, records = bring(page(review))
    assert records == []
    (refusal,) = report.refused
    assert refusal.reason == "its rating explains and judges neither true nor false: 事實釐清"


def test_a_page_without_claimreview_says_what_it_has_instead(bring, page):
    report, records = bring(page({"@type": "NewsArticle", "author": {"@type": "Person"}}))
    assert records == []
    assert report.refused[0].reason.endswith("only NewsArticle, Person")
    report, _ = bring(page())
    assert "no structured data" in report.refused[0].reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"claim: a\nverdict: b\n", "it is no page, feed, JSON, digest or table that is known"),
        (b'{"items": [{"id": 1}]}', "this JSON is none that is known"),
        (b'[{"id": 1', "broken JSON"),
    ],
)
def test_a_file_of_another_kind_is_called_what_it_is(bring, data, reason):
    report, _ = bring(data)
    assert report.refused[0].reason.startswith(reason)


def test_a_review_that_is_broken_beyond_repair_says_where(bring, page, review):
    report, records = bring(page(json.dumps(review)[:-30]))
    assert records == []
    assert report.refused[0].where == "JSON-LD block 1"
    assert "broken JSON" in report.refused[0].reason


def test_the_language_follows_the_script_of_the_claim(bring, page, review):
    cases = {
        "喝开水能治好流感吗": "zh-CN",
        "吃鳳梨能治好頭痛嗎": "zh-TW",
        "गर्म पानी से फ्लू ठीक होता है": "hi",
        "شرب الماء يشفي": "ar",
        "お湯を飲むと治る": "ja",
    }
    for claim in cases:
        bring(page(review | {"claimReviewed": claim}))
    _, records = bring(page())
    assert {record.claim: record.language for record in records} == cases


def test_a_rating_is_read_in_the_language_of_the_claim(bring, page, review):
    told = review | {"claimReviewed": "お湯を飲むと治る", "reviewRating": {"name": "不正確"}}
    _, (record,) = bring(page(told))
    assert record.verdict == "misleading"


def test_markup_and_control_characters_never_reach_a_record(bring, review):
    dirty = "<script>alert(1)</script>Water\u0000 \ud83d cures &lt;b&gt;flu&lt;/b&gt;"
    _, (record,) = bring(json.dumps(review | {"claimReviewed": dirty}).encode())
    assert record.claim == "alert(1) Water cures flu"
