"""Google's Fact Check Tools, Jiaozhen, Cofacts and digest pages become records."""

from __future__ import annotations

import csv
import json
import zipfile
from datetime import date

import pytest

from mingbian.errors import Invalid


def as_json(data):
    return json.dumps(data, ensure_ascii=False).encode()


# Google's Fact Check Tools


def test_fact_check_tools_answers_give_a_record_for_each_review(bring):
    answer = {
        "claims": [
            {
                "text": "Boiled water cures the flu",
                "claimant": "a post",
                "claimDate": "2024-03-01T00:00:00Z",
                "claimReview": [
                    {
                        "publisher": {"name": "Facts Example", "site": "facts.example.org"},
                        "url": "https://facts.example.org/1",
                        "title": "No, boiled water does not cure influenza",
                        "reviewDate": "2024-03-05T10:00:00Z",
                        "textualRating": "False",
                        "languageCode": "en",
                    },
                    {
                        "publisher": {"site": "check.example.com"},
                        "url": "https://check.example.com/2",
                        "textualRating": "It depends",
                    },
                ],
            }
        ],
        "nextPageToken": "x",
    }
    report, (record,) = bring(as_json(answer))
    assert report.format == "factcheck"
    assert (record.claim, record.verdict) == ("Boiled water cures the flu", "false")
    assert record.reviews[0].publisher == "Facts Example"
    assert record.reviews[0].date == date(2024, 3, 5)
    assert record.first_seen == date(2024, 3, 1)
    assert report.refused[0].where == "claim 1, review 2"
    assert "It depends" in report.refused[0].reason


def test_a_review_has_one_id_in_the_page_and_in_fact_check_tools(bring, page, review):
    bring(page(review))
    answer = {
        "claims": [
            {
                "text": review["claimReviewed"],
                "claimReview": [
                    {
                        "publisher": {"name": "Facts Example"},
                        "url": "http://www.facts.example.org/boiled-water/?utm_source=feed",
                        "textualRating": "False",
                    }
                ],
            }
        ]
    }
    _, records = bring(as_json(answer))
    assert len(records) == 1


# Jiaozhen

ENTRY = {
    "id": "0123abcd",
    "title": "喝热水能治好流感",
    "text": "热水不能杀死流感病毒。多数人一周左右自行恢复，高危人群应尽早就医。",
    "date": "2024-03-05",
    "verdict": "假",
    "label": "谣言",
    "publisher": "某市疾病预防控制中心",
    "tags": "['流感']",
    "url": "https://vp.fact.qq.com/article?id=0123abcd",
}


def test_jiaozhen_entries_are_read_line_by_line(bring):
    other = ENTRY | {"id": "4567", "title": "多洗手能防流感", "label": "确实如此", "url": ""}
    data = b"\n".join(map(as_json, [ENTRY, other]))
    report, records = bring(data)
    assert report.format == "jiaozhen"
    by_claim = {record.claim: record for record in records}
    first, second = by_claim[ENTRY["title"]], by_claim[other["title"]]
    assert (first.verdict, second.verdict) == ("false", "true")
    assert first.rebuttal == ENTRY["text"]
    assert (first.reviews[0].publisher, first.reviews[0].kind) == (ENTRY["publisher"], "official")
    assert first.reviews[0].date == date(2024, 3, 5)
    assert first.reviews[0].url == ENTRY["url"]
    assert second.reviews[0].url == "https://vp.fact.qq.com/article?id=4567"


def test_the_answer_of_jiaozhens_service_is_read_with_its_marks(bring):
    answer = {
        "code": 0,
        "content": [
            {
                "id": "a1",
                "title": "喝热水能治好流感",
                "author": "某报",
                "date": "2024-03-05",
                "markstyle": "fake",
                "result": "太假了吧",
                "abstract": ENTRY["text"],
            }
        ],
    }
    _, (record,) = bring(as_json(answer))
    assert (record.verdict, record.reviews[0].publisher) == ("false", "某报")


def test_a_jiaozhen_entry_without_a_known_label_is_refused(bring):
    report, records = bring(as_json(ENTRY | {"label": "好玩", "verdict": ""}))
    assert records == []
    assert "好玩" in report.refused[0].reason


# Cofacts

ARTICLES = [
    {"id": "a1", "text": "喝熱開水可以治好流感，請轉發給家人", "createdAt": "2024-01-01T00:00:00Z"},
    {"id": "a2", "text": "今天天氣真好呀", "createdAt": "2024-01-01T00:00:00Z"},
    {"id": "a3", "text": "沒有人回應的訊息", "createdAt": "2024-01-01T00:00:00Z"},
    {"id": "a4", "text": "大家說法不一的訊息", "createdAt": "2024-01-01T00:00:00Z"},
    {"id": "a5", "text": "很長的訊息。" * 60, "createdAt": "2024-01-01T00:00:00Z"},
]
REPLIES = [
    {
        "id": "r1",
        "type": "RUMOR",
        "text": "熱水無法殺死流感病毒，請依醫囑服藥休息。",
        "reference": "https://health.example.tw/flu",
        "createdAt": "2024-03-05T10:00:00Z",
    },
    {"id": "r2", "type": "OPINIONATED", "text": "個人意見", "reference": "", "createdAt": ""},
    {
        "id": "r3",
        "type": "NON_RUMOR",
        "text": "這是真的，有公告可查。",
        "reference": "",
        "createdAt": "",
    },
]
LINKS = [
    ("a1", "r1", "NORMAL", 3, 0),
    ("a1", "r3", "DELETED", 9, 0),
    ("a2", "r2", "NORMAL", 0, 0),
    ("a4", "r1", "NORMAL", 0, 0),
    ("a4", "r3", "NORMAL", 1, 0),
    ("a5", "r1", "NORMAL", 0, 0),
]


def write_table(folder, name, rows, packed):
    path = folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    if packed:
        with zipfile.ZipFile(folder / f"{name}.csv.zip", "w") as archive:
            archive.write(path, path.name)
        path.unlink()


@pytest.fixture
def links():
    names = (
        "articleId",
        "replyId",
        "status",
        "positiveFeedbackCount",
        "negativeFeedbackCount",
    )
    return [dict(zip(names, link, strict=True)) for link in LINKS]


def check_cofacts(report, records):
    assert report.format == "cofacts"
    by_claim = {record.claim: record for record in records}
    record = by_claim["喝熱開水可以治好流感，請轉發給家人"]
    assert (record.verdict, record.language) == ("false", "zh-TW")
    assert record.rebuttal.startswith("熱水無法殺死流感病毒")
    assert record.reviews[0].url == "https://cofacts.tw/article/a1"
    assert record.reviews[0].kind == "platform"
    reasons = " ".join(refusal.reason for refusal in report.refused)
    assert "opinion" in reasons
    assert "contradict" in reasons
    assert len(records) == 2


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("given", ["folder", "file"])
def test_the_tables_of_cofacts_are_joined(bring, tmp_path, links, packed, given):
    folder = tmp_path / "data"
    folder.mkdir()
    for name, rows in (("articles", ARTICLES), ("replies", REPLIES), ("article_replies", links)):
        write_table(folder, name, rows, packed)
    path = folder if given == "folder" else folder / f"articles.csv{'.zip' if packed else ''}"
    report, records = bring(path)
    check_cofacts(report, records)
    assert any("nobody has replied" in refusal.reason for refusal in report.refused)


def test_articles_of_the_cofacts_api_are_read_with_their_replies(bring, links):
    replies = {reply["id"]: reply for reply in REPLIES}
    nodes = [
        {
            "node": article
            | {
                "articleReplies": [
                    link | {"reply": replies[link["replyId"]]}
                    for link in links
                    if link["articleId"] == article["id"]
                ]
            }
        }
        for article in ARTICLES
    ]
    check_cofacts(*bring(as_json({"data": {"ListArticles": {"edges": nodes}}})))


def test_rows_of_a_message_and_a_reply_are_read(bring, links):
    texts = {article["id"]: article["text"] for article in ARTICLES}
    replies = {reply["id"]: reply for reply in REPLIES}
    rows = [
        {
            "articleId": link["articleId"],
            "text": texts[link["articleId"]],
            "status": link["status"],
            "replyType": replies[link["replyId"]]["type"],
            "replyText": replies[link["replyId"]]["text"],
            "replyCreatedAt": "2024-03-05",
        }
        for link in links
    ]
    check_cofacts(*bring(b"\n".join(map(as_json, rows))))


def test_a_long_message_waits_for_a_curator_even_when_publishing(bring, links):
    rows = [
        {
            "articleId": article["id"],
            "text": article["text"],
            "replyType": "RUMOR",
            "replyText": REPLIES[0]["text"],
        }
        for article in (ARTICLES[0], ARTICLES[4])
    ]
    _, records = bring(b"\n".join(map(as_json, rows)), publish=True)
    statuses = {record.reviews[0].url[-2:]: record.status for record in records}
    assert statuses == {"a1": "published", "a5": "in_review"}
    assert all(len(record.claim) <= 200 for record in records)


def test_cofacts_without_its_other_tables_says_which_is_missing(bring, tmp_path):
    write_table(tmp_path, "articles", ARTICLES, False)
    with pytest.raises(Invalid, match=r"replies\.csv"):
        bring(tmp_path / "articles.csv")


def write_tables(folder, links):
    for name, rows in (("articles", ARTICLES), ("replies", REPLIES), ("article_replies", links)):
        write_table(folder, name, rows, False)


def insert_line(path, at, line):
    """Puts a line into a file, to be its line `at`."""
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[: at - 1], line, *lines[at - 1 :]]))


OPEN = "a quotation mark is not closed or stands alone"
BROKEN = [
    ("articles", '"a9","喝熱水, 治感冒,2024\n', OPEN),
    ("articles", 'a9,"喝"熱水,2024\n', OPEN),
    ("articles", "a9,喝熱水\n", "it has 2 cells under 3 columns"),
    ("articles", "a9,喝\udce7水,2024\n", "it holds bytes that are not UTF-8"),
    ("replies", 'r9,RUMOR,"熱水不能,,\n', OPEN),
    ("article_replies", 'a9,"r1,NORMAL,0,0\n', OPEN),
]


@pytest.mark.parametrize(("table", "line", "reason"), BROKEN)
def test_a_broken_row_of_cofacts_costs_no_other_row(bring, tmp_path, links, table, line, reason):
    write_tables(tmp_path, links)
    insert_line(tmp_path / f"{table}.csv", 2, line.encode(errors="surrogateescape"))
    report, records = bring(tmp_path)
    check_cofacts(report, records)
    (broken,) = [one for one in report.refused if one.where == f"{table}.csv, line 2"]
    assert broken.reason.startswith(reason)
    assert report.read == len(ARTICLES) + 1


def test_the_lines_of_one_broken_message_are_refused_together(bring, tmp_path, links):
    write_tables(tmp_path, links)
    told = 'a9,"喝"熱水\n可以治好\n流感,感冒",2024\n'
    insert_line(tmp_path / "articles.csv", 3, told.encode())
    report, records = bring(tmp_path)
    check_cofacts(report, records)
    (broken,) = [one for one in report.refused if one.reason.startswith(OPEN)]
    assert broken.where == "articles.csv, lines 3 to 5"
    assert report.read == len(ARTICLES) + 1


def test_a_message_is_not_judged_by_half_of_its_replies(bring, tmp_path, links):
    lost = dict(links[0], replyId="r9")
    write_tables(tmp_path, [*links, lost])
    _, records = bring(tmp_path)
    assert len(records) == 2
    insert_line(tmp_path / "replies.csv", 2, 'r9,NON_RUMOR,"真的,,\n'.encode())
    report, _ = bring(tmp_path)
    (unread,) = [one for one in report.refused if "cannot be read" in one.reason]
    assert unread.where == "articles.csv, line 2"


@pytest.mark.parametrize("filler", [1, 300])
def test_a_broken_row_of_messages_and_replies_costs_no_other_row(bring, filler):
    head = "articleId,text,replyType,replyText\n"
    told = (
        '"a{0}","第{0}個說法\n喝熱水能治好流感",RUMOR,"熱水無法殺死流感病毒，請依醫囑服藥休息。"\n'
    )
    rows = [told.format(number) for number in range(filler)]
    data = head + told.format("甲") + 'a9,"沒有結束,RUMOR,熱水\n' + "".join(rows)
    report, records = bring(data.encode())
    assert report.format == "cofacts"
    assert [one.where for one in report.refused] == ["line 4"]
    assert report.refused[0].reason.startswith(OPEN)
    assert len(records) == filler + 1


def test_the_end_of_a_broken_message_is_no_message(bring):
    head = "articleId,text,replyType,replyText\n"
    answer = REPLIES[0]["text"]
    broken = f'a9,"喝"熱水\n\n可以治好感冒, 流感也行",RUMOR,"{answer}"\n'
    good = f"a1,喝熱水能治好流感,RUMOR,{answer}\n"
    report, (record,) = bring((head + broken + good).encode())
    assert [one.where for one in report.refused] == ["lines 2 to 4"]
    assert record.claim == "喝熱水能治好流感"


def test_a_message_of_many_lines_is_one_row(bring):
    head = "articleid,TEXT,replytype,replytext\n"
    text = "喝熱水能治好流感\n" + "請轉發\n" * 500
    report, (record,) = bring(f'{head}a1,"{text}",RUMOR,"{REPLIES[0]["text"]}"\n'.encode())
    assert report.refused == []
    assert record.claim.startswith("喝熱水能治好流感 請轉發")


# Digests

DIGEST = """<html lang="zh-CN"><head>
<meta property="og:site_name" content="某市辟谣平台">
<link rel="canonical" href="https://piyao.example.cn/2024/0305.html">
<title>今日辟谣（2024年3月5日）</title></head><body>
<h1>今日辟谣（2024年3月5日）</h1>
<script>var x = "谣言：不是正文";</script>
<p>1、谣言：喝热水能治好流感</p><p>真相：热水不能杀死流感病毒，患者应当休息并遵医嘱用药。</p>
<p>（来源：某市疾控中心）</p>
<p>2. 【谣言】三月起公交车票价上涨一倍<br>【真相】市交通运输局表示没有调整票价的计划，请勿传谣。</p>
<p>3、网传：“某湖里出现了鳄鱼”</p>
<p>官方回应：旧闻。照片拍摄于2016年，地点也不是该湖，近期没有这样的报告。</p>
<p>编辑：某某</p></body></html>"""


def test_the_pairs_of_a_digest_page_become_records(bring):
    report, records = bring(DIGEST.encode())
    assert report.format == "digest"
    by_claim = {record.claim: record for record in records}
    flu = by_claim["喝热水能治好流感"]
    assert flu.rebuttal == "热水不能杀死流感病毒，患者应当休息并遵医嘱用药。"
    assert (flu.reviews[0].publisher, flu.reviews[0].kind) == ("某市疾控中心", "official")
    assert flu.reviews[0].url == "https://piyao.example.cn/2024/0305.html"
    assert flu.reviews[0].date == date(2024, 3, 5)
    bus = by_claim["三月起公交车票价上涨一倍"]
    assert (bus.verdict, bus.reviews[0].publisher) == ("false", "某市辟谣平台")
    lake = by_claim["某湖里出现了鳄鱼"]
    assert lake.verdict == "outdated"
    assert len(records) == 3


def test_a_digest_of_plain_text_in_gbk_is_read(bring):
    text = """每日辟谣 2024-03-05
来源：某报
谣言一：吃醋可以软化血管和鱼刺
真相：食醋的酸度很低，进入消化道后会被中和，起不到软化作用。
谣言二：隔夜茶会致癌
真相：隔夜茶口感变差，但没有证据表明会致癌，注意防变质即可。
"""
    report, records = bring(text.encode("gb18030"))
    assert report.format == "digest"
    assert {record.claim for record in records} == {"吃醋可以软化血管和鱼刺", "隔夜茶会致癌"}
    assert {record.reviews[0].publisher for record in records} == {"某报"}


def test_a_digest_that_names_no_publisher_is_refused(bring):
    text = "谣言：喝热水能治好流感\n真相：热水不能杀死流感病毒，请遵医嘱。\n"
    report, records = bring(text.encode(), format="digest")
    assert records == []
    assert "who reviewed" in report.refused[0].reason


def test_a_truth_that_explains_and_does_not_judge_makes_no_rumour_false(bring):
    text = f"来源：某报\n传言：喝热水能治好流感\n查证：事實釐清。{ANSWER}\n"
    report, records = bring(text.encode(), format="digest")
    assert records == []
    assert report.refused[0].reason.endswith("neither true nor false: 事實釐清")


def test_a_rumour_without_an_answer_is_no_pair(bring):
    text = """来源：某报
谣言：没有回答的传言
谣言：喝热水能治好流感
真相：热水不能杀死流感病毒，请遵医嘱。"""
    _, (record,) = bring(text.encode(), format="digest")
    assert record.claim == "喝热水能治好流感"


ANSWER = "热水不能杀死流感病毒，患者应当休息并遵医嘱用药。"


@pytest.mark.parametrize(
    "text",
    [
        f"1、谣言：没有回答的传言\n2、谣言：喝热水能治好流感\n真相：{ANSWER}",
        f"1、谣言：没有回答的传言 2、谣言：喝热水能治好流感 真相：{ANSWER}",
        f"谣言1 没有回答的传言\n谣言2 喝热水能治好流感\n真相2 {ANSWER}",
        f"【谣言】没有回答的传言【谣言】喝热水能治好流感【真相】{ANSWER}",
        f"谣言：没有回答的传言\n真相：\n谣言：喝热水能治好流感\n真相：{ANSWER}",
        f"谣言：没有回答的传言。谣言：喝热水能治好流感。真相：{ANSWER}",
    ],
)
def test_a_rumour_without_a_truth_is_refused_and_the_next_one_kept(bring, text):
    report, records = bring(f"来源：某报\n{text}".encode(), format="digest")
    assert [(one.claim.strip("。"), one.rebuttal) for one in records] == [
        ("喝热水能治好流感", ANSWER)
    ]
    (refusal,) = report.refused
    assert refusal.where == "pair 1"
    assert refusal.reason.startswith("no truth follows this rumour: 没有回答的传言")


@pytest.mark.parametrize(
    "text",
    [
        f"1、谣言：没有回答的传言\n2、喝热水能治好流感\n真相：{ANSWER}",
        f"谣言1：喝热水能治好流感\n谣言2：没有回答的传言\n真相1：{ANSWER}",
    ],
)
def test_a_truth_is_never_given_to_another_rumour(bring, text):
    report, records = bring(f"来源：某报\n{text}".encode(), format="digest")
    assert records == []
    assert "没有回答的传言" in report.refused[-1].reason
    assert "热水" not in report.refused[-1].reason
