"""What the pages say, and in which language."""

from __future__ import annotations

from datetime import date

from werkzeug.datastructures import LanguageAccept

from ..pipeline.capture import Language
from ..texts import say

#: The languages of the pages, with their own names.
LANGUAGES: dict[Language, str] = {"zh-CN": "简体中文", "zh-TW": "繁體中文", "en": "English"}

#: Tags that browsers send for Chinese as it is written in Taiwan, Hong Kong and Macau.
TRADITIONAL = ("zh-tw", "zh-hk", "zh-mo", "zh-hant")


def language_of(asked: str | None, accepted: LanguageAccept) -> Language:
    """The language that was chosen, else the first one the browser likes.

    Chinese where it says nothing, English where it knows none of ours.
    """
    if asked in LANGUAGES:
        return asked
    for tag in accepted.values():
        lower = tag.lower()
        if lower.startswith(TRADITIONAL):
            return "zh-TW"
        if lower.startswith("zh") or lower == "*":
            return "zh-CN"
        if lower.startswith("en"):
            return "en"
    return "en" if list(accepted.values()) else "zh-CN"


class Words:
    """The texts in one language; `words("key", count=3)` in a template."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        """The text.  KeyError for an unknown key."""
        return say(TEXTS, key, self.language, **values)

    def verdict(self, verdict: str | None) -> str | None:
        """The word for a verdict; None for one that is not known."""
        key = f"verdict_{verdict}"
        return self(key) if key in TEXTS else None

    def problem(self, code: str) -> tuple[str, str]:
        """What went wrong, as a title and a sentence that says what to do."""
        known = code if f"problem_{code}" in TEXTS else "internal"
        return self(f"problem_{known}"), self(f"problem_{known}_text")

    def day(self, iso: str | None) -> str:
        """A date as the reader writes it, as precise as it is known; other texts as they are."""
        parts = (iso or "")[:10].split("-")
        if not all(part.isdigit() for part in parts):
            return iso or ""
        if self.language != "en":
            return "".join(
                f"{int(part)}{unit}" for part, unit in zip(parts, "年月日", strict=False)
            )
        if len(parts) < 3:
            return "-".join(parts)
        year, month, day = map(int, parts)
        return (
            f"{date(year, month, day):%B} {day}, {year}" if _is_day(year, month, day) else iso or ""
        )


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


TEXTS: dict[str, dict[str, str]] = {
    "name": {"zh-CN": "明辨", "en": "Mingbian"},
    "tagline": {
        "zh-CN": "这件事，有人查过吗？",
        "en": "Has somebody checked this?",
    },
    "lead": {
        "zh-CN": "贴上链接或文字，明辨在原文里标出已被辟谣的说法、没有来源的说法和被当成新闻的"
        "旧闻；每一处都写明是谁说的、哪一天、在哪里可以看到。",
        "en": "Paste a link or a text. Mingbian marks, in the text itself, what has already been "
        "debunked, what gives no source, and old news told as new; every mark says on whose word, "
        "since when, and where to read it.",
    },
    "page_label": {"zh-CN": "链接或文字", "en": "A link or a text"},
    "page_hint": {
        "zh-CN": "例如 https://example.org/news/1，或者一段聊天记录",
        "en": "such as https://example.org/news/1, or a message you were sent",
    },
    "file_label": {
        "zh-CN": "或者一个保存下来的网页（.html）",
        "en": "or a page you have saved (.html)",
    },
    "file_hint": {
        "zh-CN": "可以拖到这里。知道原网址的话，贴在上面的框里。",
        "en": "You can drop it here. If you know its address, paste that above.",
    },
    "check": {"zh-CN": "查一查", "en": "Check"},
    "checking": {"zh-CN": "正在读……", "en": "Reading …"},
    "another": {"zh-CN": "再查一篇", "en": "Check another"},
    "privacy": {
        "zh-CN": "不用登录，不设 Cookie。贴上的内容只用来查这一次，不保存；除非你要一个链接。",
        "en": "No account, no cookies. What you paste is used for this one check and not kept, "
        "unless you ask for a link.",
    },
    "language": {"zh-CN": "语言", "en": "Language"},
    "skip": {"zh-CN": "跳到正文", "en": "Skip to the content"},
    "about_api": {"zh-CN": "接口说明", "en": "API"},
    "about_feeds": {"zh-CN": "辟谣库", "en": "Rebuttals"},
    "marks_title": {"zh-CN": "标注 {count} 处", "en": "{count} marked"},
    "marks_text": {
        "zh-CN": "每一处都写明依据。没有标注的地方不等于属实。",
        "en": "Each mark says why. What is not marked is not thereby true.",
    },
    "debunks_title": {"zh-CN": "这一页在辟谣", "en": "This page debunks a claim"},
    "debunks_text": {
        "zh-CN": "它提到某个说法是为了说明它不实，所以不标注。",
        "en": "It repeats a claim to say that it is wrong, so that is not marked.",
    },
    "no_article_title": {"zh-CN": "没有可以检查的正文", "en": "No article text to check"},
    "no_article_text": {
        "zh-CN": "这一页像是列表、登录页或空白页。换一篇文章的链接，或者把要查的那段文字贴进来。",
        "en": "This looks like a list, a sign-in page or an empty page. Try the link of one "
        "article, or paste the passage itself.",
    },
    "nothing_title": {"zh-CN": "没有发现已辟谣内容", "en": "Nothing debunked was found"},
    "nothing_text": {
        "zh-CN": "这不表示它说的都对，只表示其中没有与已收录的辟谣相同的说法，也没有别的可疑之处。",
        "en": "That does not make it true. It holds no claim that we know to be debunked, and "
        "nothing else that stood out.",
    },
    "severity_alert": {"zh-CN": "已辟谣", "en": "Debunked"},
    "severity_warning": {"zh-CN": "需警惕", "en": "Be wary"},
    "severity_notice": {"zh-CN": "请留意", "en": "Note"},
    "verdict_false": {"zh-CN": "不实", "en": "False"},
    "verdict_misleading": {"zh-CN": "误导", "en": "Misleading"},
    "verdict_out_of_context": {"zh-CN": "断章取义", "en": "Out of context"},
    "verdict_outdated": {"zh-CN": "旧闻", "en": "Old news"},
    "verdict_unproven": {"zh-CN": "尚无定论", "en": "Unproven"},
    "verdict_satire": {"zh-CN": "讽刺作品", "en": "Satire"},
    "verdict_true": {"zh-CN": "属实", "en": "True"},
    "open_source": {"zh-CN": "查看原文", "en": "Read the source"},
    "about_claim": {"zh-CN": "所指说法：{claim}", "en": "The claim: {claim}"},
    "whole_page": {"zh-CN": "关于整个页面", "en": "About the whole page"},
    "mark_number": {"zh-CN": "标注 {number}", "en": "Mark {number}"},
    "to_place": {"zh-CN": "回到原处", "en": "Back to the text"},
    "article": {"zh-CN": "原文", "en": "The text"},
    "facts": {"zh-CN": "页面自述", "en": "What the page says of itself"},
    "fact_url": {"zh-CN": "网址", "en": "Address"},
    "fact_author": {"zh-CN": "作者", "en": "Author"},
    "fact_site": {"zh-CN": "网站", "en": "Site"},
    "fact_date": {"zh-CN": "日期", "en": "Date"},
    "fact_length": {"zh-CN": "正文", "en": "Length"},
    "fact_length_value": {
        "zh-CN": "{characters} 字，{sentences} 句",
        "en": "{characters} characters, {sentences} sentences",
    },
    "take_along": {"zh-CN": "带走这个结果", "en": "Take this result along"},
    "as_text": {"zh-CN": "文字", "en": "As text"},
    "as_json": {"zh-CN": "JSON", "en": "As JSON"},
    "as_link": {"zh-CN": "链接", "en": "As a link"},
    "copy": {"zh-CN": "复制", "en": "Copy"},
    "copied": {"zh-CN": "已复制", "en": "Copied"},
    "keep": {"zh-CN": "保存 7 天，给我链接", "en": "Keep it for 7 days and give me a link"},
    "keep_text": {
        "zh-CN": "会把这篇文字和标注存在这台服务器上，7 天后自动删除。知道链接的人都能看到。",
        "en": "Stores this text and its marks on this server and deletes them after 7 days. "
        "Anyone who has the link can see it.",
    },
    "kept_until": {
        "zh-CN": "这个结果存到 {day}，之后自动删除。",
        "en": "This result is kept until {day} and then deleted.",
    },
    "kept_link": {"zh-CN": "这个结果的链接", "en": "The link to this result"},
    "drop": {"zh-CN": "现在就删除", "en": "Delete it now"},
    "drop_text": {
        "zh-CN": "只有在这一页上才能删除；关掉以后，等到期自动删除。",
        "en": "It can be deleted from this page only; once closed, it goes when its time is over.",
    },
    "dropped_title": {"zh-CN": "已经删除", "en": "Deleted"},
    "dropped_text": {
        "zh-CN": "这个链接不再有效，内容也不再保存。",
        "en": "The link no longer works, and nothing is kept.",
    },
    "checked_at": {"zh-CN": "{day} 检查", "en": "Checked on {day}"},
    "copy_page": {"zh-CN": "出现在：{url}", "en": "Found at: {url}"},
    "colon": {"zh-CN": "：", "en": ": "},
    "dispute": {"zh-CN": "有异议", "en": "Dispute this"},
    "dispute_label": {
        "zh-CN": "哪里不对？这句话和你的说明会交给编辑。",
        "en": "What is wrong? The sentence and your reason go to the editors.",
    },
    "send": {"zh-CN": "发送", "en": "Send"},
    "reported_title": {"zh-CN": "收到了，谢谢", "en": "Received, thank you"},
    "reported_text": {
        "zh-CN": "编号 {number}。可以凭编号询问处理结果。",
        "en": "Number {number}. You can ask with it what became of your report.",
    },
    "back_home": {"zh-CN": "回到首页", "en": "Back to the start"},
    "record_by": {"zh-CN": "谁查过", "en": "Who checked it"},
    "record_why": {"zh-CN": "为什么", "en": "Why"},
    "record_phrasings": {"zh-CN": "也有人这样说", "en": "Also told as"},
    "record_happened": {"zh-CN": "真实的事情", "en": "What really happened"},
    "record_machine": {"zh-CN": "给程序用", "en": "For programs"},
    "list_title": {"zh-CN": "最近的辟谣", "en": "Latest rebuttals"},
    "list_text": {
        "zh-CN": "按最近修改的顺序。可以用阅读器订阅：",
        "en": "The latest changes first. To follow them with a reader:",
    },
    "list_empty": {"zh-CN": "还没有。", "en": "None yet."},
    "older": {"zh-CN": "更早的", "en": "Older"},
    "newest": {"zh-CN": "最新的", "en": "Newest"},
    "problem_not_ready": {"zh-CN": "服务正在准备", "en": "Getting ready"},
    "problem_not_ready_text": {
        "zh-CN": "辟谣库正在建立或更新，过一会儿再试。",
        "en": "The index of rebuttals is being prepared. Try again in a moment.",
    },
    "problem_too_many_requests": {"zh-CN": "现在有点忙", "en": "A little busy"},
    "problem_too_many_requests_text": {
        "zh-CN": "查的人多，或者你查得太快了。过一会儿再试。",
        "en": "Many people are checking, or you are checking very fast. Try again in a moment.",
    },
    "problem_too_large": {"zh-CN": "太大了", "en": "Too large"},
    "problem_too_large_text": {
        "zh-CN": "最多 5 MB。只把要查的那一段文字贴进来。",
        "en": "At most 5 MB. Paste only the passage you want checked.",
    },
    "problem_address_refused": {"zh-CN": "不去读这个地址", "en": "This address is not read"},
    "problem_address_refused_text": {
        "zh-CN": "只读公开网站的 http 和 https 地址。可以把文字直接贴进来。",
        "en": "Only http and https addresses of public sites are read. You can paste the text.",
    },
    "problem_robots_refused": {
        "zh-CN": "这个网站请程序不要读这一页",
        "en": "The site asks programs not to read this page",
    },
    "problem_robots_refused_text": {
        "zh-CN": "我们照办（robots.txt）。可以在浏览器里打开，保存成文件或复制文字，再贴过来。",
        "en": "We do as it asks (robots.txt). Open it in your browser, save it or copy the text, "
        "and bring it here.",
    },
    "problem_fetch_failed": {"zh-CN": "没有读到这一页", "en": "The page could not be read"},
    "problem_fetch_failed_text": {
        "zh-CN": "对方没有给出网页，或者太慢。可以在浏览器里打开，把文字贴过来。",
        "en": "The other site did not give it, or was too slow. Open it in your browser and "
        "paste the text here.",
    },
    "problem_no_article": {"zh-CN": "读不出文字", "en": "No text could be read"},
    "problem_no_article_text": {
        "zh-CN": "这个页面或文件读不出来。把要查的那段文字贴进来。",
        "en": "This page or file could not be read. Paste the passage you want checked.",
    },
    "problem_invalid": {"zh-CN": "还差一点", "en": "Not quite"},
    "problem_invalid_text": {
        "zh-CN": "贴一个链接、一段文字，或者选一个保存下来的网页。",
        "en": "Paste a link or a text, or choose a page you have saved.",
    },
    "problem_cross_site": {
        "zh-CN": "这个请求来自别的网站",
        "en": "This request came from another site",
    },
    "problem_cross_site_text": {
        "zh-CN": "所以没有执行。要查的话，请在这里贴链接或文字。",
        "en": "so nothing was done. To check something, paste it here.",
    },
    "problem_not_found": {"zh-CN": "这里没有东西", "en": "There is nothing here"},
    "problem_not_found_text": {
        "zh-CN": "链接可能写错了，或者保存的结果已经到期删除。",
        "en": "The link may be mistyped, or the result it led to has been deleted.",
    },
    "problem_internal": {"zh-CN": "服务出了错", "en": "Something went wrong here"},
    "problem_internal_text": {
        "zh-CN": "不是你的问题。过一会儿再试。",
        "en": "It is not your doing. Try again in a moment.",
    },
}
