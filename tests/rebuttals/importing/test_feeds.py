"""RSS and Atom feeds: what their items carry is read, whatever way it is packed."""

from __future__ import annotations

import html
import json
from datetime import date

import pytest

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Facts Example</title><link>https://facts.example.org/</link><language>en</language>
<item><title>Some news</title><link>https://facts.example.org/news</link></item>
<item><title>No, water does not</title><link>https://facts.example.org/boiled-water</link>
<pubDate>Tue, 05 Mar 2024 10:00:00 GMT</pubDate>{content}</item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Facts Example</title>
<entry><title>No, water does not</title><updated>2024-03-05T10:00:00Z</updated>
<link rel="self" href="https://facts.example.org/1.atom"/>
<link href="https://facts.example.org/boiled-water"/>{content}</entry></feed>"""


def script(review):
    return f'<p>Read.</p><script type="application/ld+json">{json.dumps(review)}</script>'


def escaped(review):
    return RSS.format(content=f"<description>{html.escape(script(review))}</description>")


def in_cdata(review):
    inner = f"<content:encoded><![CDATA[Text first. {script(review)}]]></content:encoded>"
    return RSS.format(content=f"<description>Short.</description>{inner}")


def bare_json(review):
    return RSS.format(content=f"<description>{html.escape(json.dumps(review))}</description>")


def atom_escaped(review):
    return ATOM.format(content=f'<content type="html">{html.escape(script(review))}</content>')


def atom_xhtml(review):
    inner = f'<div xmlns="http://www.w3.org/1999/xhtml">{script(review)}</div>'
    return ATOM.format(content=f'<content type="xhtml">{inner}</content>')


@pytest.mark.parametrize(
    "form", [escaped, in_cdata, bare_json, atom_escaped, atom_xhtml], ids=lambda form: form.__name__
)
def test_a_review_in_an_item_is_read_with_what_the_feed_says_of_it(bring, review, form):
    for known in ("url", "datePublished", "author"):  # the feed says them, too
        del review[known]
    report, (record,) = bring(form(review).encode())
    assert (report.format, report.refused) == ("claimreview", [])
    assert (record.claim, record.verdict) == ("Drinking boiled water cures the flu", "false")
    (told,) = record.reviews
    assert (told.publisher, told.title) == ("Facts Example", "No, water does not")
    assert (told.url, told.date) == ("https://facts.example.org/boiled-water", date(2024, 3, 5))


def test_a_review_that_lacks_something_is_named_by_its_item(bring, review):
    report, records = bring(escaped(review | {"reviewRating": "Read on"}).encode())
    assert records == []
    assert report.refused[0].where == "item 2, ClaimReview 1"


@pytest.mark.parametrize("form", [RSS, ATOM])
def test_a_feed_without_reviews_says_what_to_import_instead(bring, form):
    report, records = bring(form.format(content="<summary>Just a text.</summary>").encode())
    assert records == []
    assert [refusal.where for refusal in report.refused] == ["feed"]
    assert "import the pages it leads to" in report.refused[0].reason


@pytest.mark.parametrize("form", [RSS, ATOM])
def test_a_feed_that_is_cut_off_is_no_error(bring, form):
    whole = form.format(content="<description>a</description>")
    for end in range(10, len(whole), 37):
        report, records = bring(whole[:end].encode(), dry_run=True)
        assert (records, bool(report.refused)) == ([], True)


def test_a_feed_reads_no_file_of_this_machine(bring, review, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("Something secret about boiled water")
    entity = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{secret}">]>'
    data = escaped(review).replace("?>", f"?>{entity}", 1).replace("No, water", "&x; No, water")
    _, records = bring(data.encode())
    assert "secret" not in str(records)
    assert [record.claim for record in records] == ["Drinking boiled water cures the flu"]
