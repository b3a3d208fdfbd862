"""A publisher's rating becomes our verdict, or none: never a guess."""

from __future__ import annotations

import pytest

from mingbian.lexicons import lexicon
from mingbian.rebuttals import verdicts
from mingbian.records import VERDICTS


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("谣言", "false"),
        ("假", "false"),
        ("伪科学", "false"),
        ("误导", "misleading"),
        ("断章取义", "out_of_context"),
        ("移花接木", "out_of_context"),
        ("旧闻", "outdated"),
        ("尚无定论", "unproven"),
        ("存疑", "unproven"),
        ("属实", "true"),
        ("确实如此", "true"),
        ("False", "false"),
        ("Mostly false", "misleading"),
        ("Missing context", "out_of_context"),
        ("Altered", "out_of_context"),
        ("Satire", "satire"),
        ("Falso", "false"),
        ("Faux", "false"),
        ("Falsch", "false"),
        ("Engañoso", "misleading"),
        ("गलत", "false"),
        ("झूठ", "false"),
        ("خطأ", "false"),
        ("Yanlış", "false"),
        ("Salah", "false"),
        ("誤り", "false"),
        ("거짓", "false"),
        ("Фейк", "false"),
        ("Verdadeiro", "true"),
    ],
)
def test_usual_ratings_of_many_languages_are_known(words, verdict):
    assert verdicts.verdict_of_words(words) == verdict


@pytest.mark.parametrize(
    ("written", "verdict"),
    [
        ("  PANTS ON FIRE!  ", "false"),
        ("really_false", "false"),
        ("不實", "false"),
        ("證據不足", "unproven"),
        ("「斷章取義」", "out_of_context"),
        ("該說法為謠言", "false"),
        ("Ｆａｌｓｅ", "false"),
        ("FALSO: as imagens são de 2015", "false"),
        ("Misleading – the photo is old", "misleading"),
        ("谣言。专家表示不必担心", "false"),
    ],
)
def test_the_way_a_rating_is_typed_makes_no_difference(written, verdict):
    assert verdicts.verdict_of_words(written) == verdict


@pytest.mark.parametrize(
    ("written", "verdict"),
    [
        ("❌ FALSE", "false"),
        ("Verdadero ✅", "true"),
        ("⚠️ Misleading", "misleading"),
        ("Verdict: False", "false"),
        ("Fact check – Verdict: FALSE. The picture is from 2015", "false"),
        ("Our rating is Mostly True", "true"),
        ("This claim is not true", "false"),
        ("结论：错误", "false"),
        ("查證結果：不實", "false"),
        ("【查核結果】部分錯誤", "misleading"),
        ("【错误】", "false"),
        ("【錯誤】網傳某地停水", "false"),
        ("[False] See the article", "false"),
        ("Fake / Hoax", "false"),
        ("假、谣言", "false"),
        ("Fake or Hoax", "false"),
        ("结论是错误", "false"),
        ("结论：该说法错误", "false"),
        ("经查证，该消息属实", "true"),
        ("错误讯息", "false"),
        ("〈虚偽〉", "false"),
        ("√ 正确", "true"),
        ("\u202bخطأ\u200f", "false"),
        ("\ufeffFalse\u200b", "false"),
        ("판정: 거짓", "false"),
        ("Veredicto: engañoso", "misleading"),
    ],
)
def test_what_frames_a_rating_makes_no_difference(written, verdict):
    assert verdicts.verdict_of_words(written) == verdict


@pytest.mark.parametrize(
    ("right", "wrong", "misleading"),
    [
        ("真実", "偽情報", "誤解を招く"),
        ("진실", "허위 사실", "절반의 진실"),
        ("Verdadeira", "É #FAKE", "Enganador"),
        ("Vrai", "Erroné", "Partiellement vrai"),
        ("صادق", "عارٍ عن الصحة", "مضلِّل"),
        ("ถูกต้อง", "ข้อมูลเท็จ", "ทำให้เข้าใจผิด"),
        ("Prawdziwa", "FAŁSZYWA", "Częściowa prawda"),
        ("Faktisk helt sant", "Faktisk helt feil", "Villedende"),
        ("Pitää paikkansa", "Ei pidä paikkaansa", "Osittain totta"),
        ("ΑΛΗΘΕΣ", "ΨΕΥΔΗΣ", "Παραπλανητικό"),
        ("ಸತ್ಯ", "ಸುಳ್ಳು", "ದಾರಿ ತಪ್ಪಿಸುವ"),
    ],
)
def test_the_plain_words_of_many_languages_are_known(right, wrong, misleading):
    read = [verdicts.verdict_of_words(words) for words in (right, wrong, misleading)]
    assert read == ["true", "false", "misleading"]


def test_a_word_that_differs_in_japanese_is_read_in_the_language_of_the_claim():
    assert verdicts.verdict_of_words("不正確") == "false"
    assert verdicts.verdict_of_words("不正確", "zh-TW") == "false"
    assert verdicts.verdict_of_words("不正確", "ja") == "misleading"
    assert verdicts.verdict_of_words("判定：虚偽", "ja-JP") == "false"
    assert verdicts.verdict_of_rating("不正確", 1, 1, 5, language="ja") == "misleading"


@pytest.mark.parametrize(
    "words",
    [
        "True / False",
        "True?",
        "真的？",
        "该消息",
        "× 属实",
        "Fake or real / Hoax",
        "Mostly / Fake",
        "❌ True",
        "❌",
        "Verdict:",
        "Verdict: see below",
        "结论：是否属实",
        "Conclusion: no idea",
        "【】",
        "",
        "不是谣言",
        "False or true?",
        "True, but old",
        "Read more",
        "是否属实",
        "4",
        "🤔",
        "no idea",
    ],
)
def test_what_is_not_a_known_rating_has_no_verdict(words):
    assert verdicts.verdict_of_words(words) is None


@pytest.mark.parametrize(
    "words",
    ["事實釐清", "事实厘清", "【事實釐清】", "【事實釐清】網傳某地停水", "查核結果：事實釐清"],
)
def test_a_rating_for_reports_that_explain_and_do_not_judge_has_no_verdict(words):
    assert verdicts.verdict_of_words(words) is None
    assert verdicts.only_explains(words)


@pytest.mark.parametrize("value", [1, 3, 5])
def test_no_number_makes_a_verdict_of_a_rating_that_says_it_is_none(value):
    assert verdicts.verdict_of_rating("事實釐清", value, 1, 5) is None


@pytest.mark.parametrize(
    "words", ["錯誤", "部分錯誤", "證據不足", "正確", "不知道", "", "事實釐清 / 錯誤"]
)
def test_other_words_are_not_taken_for_one_that_only_explains(words):
    assert not verdicts.only_explains(words)


@pytest.mark.parametrize(
    ("value", "worst", "best", "verdict"),
    [
        ("1", "1", "5", "false"),
        (2, 1, 5, "misleading"),
        ("3", 1, "5", "misleading"),
        (4, 1, 5, "true"),
        (5, None, 5, "true"),
        (0, 0, 1, "false"),
        ("4,0", "1", "5", "true"),
        ("-1", "-1", "-1", None),
        (7, 1, 5, None),
        (1, 1, "", None),
        ("nan", 1, 5, None),
        (True, 0, 1, None),
        (None, 1, 5, None),
        ("", "1", "5", None),
    ],
)
def test_a_number_counts_only_on_a_scale_that_is_given(value, worst, best, verdict):
    assert verdicts.verdict_of_number(value, worst, best) == verdict


def test_words_weigh_more_than_the_number():
    assert verdicts.verdict_of_rating("Misleading", 5, 1, 5) == "misleading"
    assert verdicts.verdict_of_rating("see the article", 1, 1, 5) == "false"
    assert verdicts.verdict_of_rating("see the article") is None


def test_no_word_stands_for_two_verdicts():
    seen: dict[str, str] = {}
    words = lexicon("verdicts")
    for verdict in VERDICTS:
        for word in words[verdict]:
            key = verdicts._key(verdicts._plain(word))
            assert key, f"{word!r} of {verdict} is empty"
            assert seen.setdefault(key, verdict) == verdict, f"{word} is {seen[key]} and {verdict}"
    unjudged = (verdicts._key(verdicts._plain(word)) for word in words["no_verdict"])
    assert seen.keys().isdisjoint(unjudged)


@pytest.mark.parametrize("verdict", VERDICTS)
@pytest.mark.parametrize("language", ["zh-CN", "en", "hi"])
def test_the_label_we_write_is_read_back_as_its_verdict(verdict, language):
    label = verdicts.label_of(verdict, language)
    assert verdicts.verdict_of_rating(label) == verdict
    value = verdicts.rating_value_of(verdict)
    assert value is None or verdicts.verdict_of_number(value, 1, 5) == verdict
