"""The index as hashed words: what is in it, and that the extension reads the same words."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mingbian.api.fingerprints import body_of
from mingbian.rebuttals.fingerprints import fingerprints, fold, least_weight, weight, word_hash
from mingbian.records import Record

TODAY = date(2026, 11, 24)
EXTENSION = Path(__file__).parents[2] / "extension" / "background"

CLAIM = Record("a", "夏天放在车里晒过的瓶装水有毒，女人喝了会得乳腺癌", "zh-CN", "false", "", ())
ENGLISH = Record("b", "Fluoride toothpaste causes cancer in children.", "en", "false", "", ())
SHORT = Record("c", "榴莲有毒", "zh-CN", "false", "", ())

#: Texts in which folding and cutting could go apart.
TRICKY = [
    "Ｆｕｌｌ　Ｗｉｄｔｈ　１２３．５％ ﬁne",
    "臺灣的乾麵、著名的後宮與裏面：發財、頭髮、皇后、以後",
    "İstanbul ΌΔΥΣΣΕΎΣ straße ÉCOLE café naïve",
    "二〇二四年 ①②③ ½ Ⅷ 12,000.50 36.5% 9.0",
    "𠮷野家 👨‍👩‍👧 ﷽ क्षेत्र مرحبا ไทย カタカナ ひらがな 한국어",
    "running tested boxes cats pass a_b don't e-mail",
]


def node(script: str, value: Any) -> Any:
    """What a module's code makes of a value, both as JSON."""
    found = shutil.which("node")
    assert found, "node is needed to compare the two sides"
    code = f"const value = JSON.parse(process.argv[1]);\n{script}"
    command = [found, "--input-type=module", "-e", code, json.dumps(value)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    return json.loads(done.stdout)


def look(records: list[Record], texts: list[str]) -> list[bool]:
    """Whether the extension would send each of these texts."""
    script = f"""import {{ lookFor, unpack }} from "{EXTENSION}/look.js";
        const known = unpack(value.packed);
        console.log(JSON.stringify(value.texts.map((text) => lookFor(known, text).length > 0)));"""
    packed = body_of(fingerprints(records, TODAY))
    result: list[bool] = node(script, {"packed": packed, "texts": texts})
    return result


@pytest.mark.parametrize("text", [*TRICKY, *(r.claim for r in (CLAIM, ENGLISH, SHORT))])
def test_both_sides_fold_a_text_alike(text: str) -> None:
    script = f"""import {{ fold, foldMap }} from "{EXTENSION}/words.js";
        console.log(JSON.stringify(fold(value.text, foldMap(value.fold))));"""
    packed = body_of(fingerprints([CLAIM], TODAY))
    assert node(script, {"text": text, "fold": packed["fold"]}) == fold(text)


@pytest.mark.parametrize("text", TRICKY)
def test_every_word_of_a_wording_is_found_in_the_same_text(text: str) -> None:
    script = f"""import {{ fold, foldMap, wordHashes }} from "{EXTENSION}/words.js";
        console.log(JSON.stringify([...wordHashes(fold(value.text, foldMap(value.fold)))]));"""
    record = replace(CLAIM, claim=text)
    found = fingerprints([record], TODAY)
    hashes = node(script, {"text": text, "fold": body_of(found)["fold"]})
    wanted = {int.from_bytes(found.hashes[i : i + 3]) for i in range(0, len(found.hashes), 3)}
    assert wanted
    assert wanted <= set(hashes)


def test_hashes_have_24_bits_and_are_those_of_fnv() -> None:
    assert word_hash("") == 0x811C9DC5 >> 24 ^ 0x1C9DC5
    assert 0 <= word_hash("辟谣") < 1 << 24


def test_a_claim_is_found_in_other_script_order_and_company() -> None:
    records = [CLAIM, ENGLISH, SHORT]
    texts = [
        "早上好。車裡曬過的瓶裝水不能喝，有毒，女人喝了要得乳腺癌！再見。",
        "Scientists say children get cancer: toothpaste with FLUORIDE is what causes it.",
        "湖边的荷花今年开得早，周末来拍照的人不少。",
        "The lake is quiet in the morning.",
        "",
    ]
    assert look(records, texts) == [True, True, False, False, False]


def test_two_short_neighbours_are_looked_at_together_and_blocks_are_not() -> None:
    claim = replace(CLAIM, claim="隔夜的西瓜放进冰箱会产生致命的细菌")
    told = "西瓜隔夜就别吃了。放冰箱也致命。"
    records = [claim, ENGLISH, SHORT]
    assert look(records, [told, told.replace("。放", "\n放")]) == [True, False]


def test_what_can_make_no_mark_is_left_out() -> None:
    true = replace(CLAIM, verdict="true")
    expired = replace(CLAIM, expires=date(2026, 11, 23))
    assert fingerprints([true, expired], TODAY).wordings == 0
    assert fingerprints([replace(CLAIM, expires=TODAY)], TODAY).wordings == 1


def test_every_phrasing_counts() -> None:
    record = replace(CLAIM, phrasings=("晒过的矿泉水会让人得乳腺癌",))
    assert fingerprints([record], TODAY).wordings == 2


def test_an_empty_index_finds_nothing() -> None:
    assert look([], ["吃绿豆能治百病。"]) == [False]


def test_a_match_takes_more_than_two_words_that_no_other_wording_has() -> None:
    for wordings in (1, 100, 10_000):
        assert 2 * weight(wordings, 1) < least_weight(wordings) < 3 * weight(wordings, 1)
