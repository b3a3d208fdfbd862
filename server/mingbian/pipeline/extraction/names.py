"""What page authors call the parts of a page, in class and id, and in the words on them."""

from __future__ import annotations

import re

from .chunks import Node

#: Elements that are never the article.
_NOISE_TAGS = frozenset({"nav", "footer", "aside", "menu", "dialog"})

#: Class and id names of what is not the article; pinyin initials are those of 推荐阅读,
#: 相关新闻, 相关阅读, 精彩推荐, 热门推荐 and 热点推荐.
_NOISE = re.compile(
    r"comment|cmt|pinglun|reply|related|relevant|recommend|recirc|tuijian|xiangguan|share|fenxiang"
    r"|tjyd|xgxw|xgyd|jctj|rmtj|rdtj|sidebar|side-bar|side_|_side|aside|footer|foot\b|breadcrumb"
    r"|crumb|copyright|banner|advert|\bads?\b|\bad[-_]|[-_]ads?\b|sponsor|promo|hot-?news|hotlist"
    r"|\brank|toolbar|toolbox|tool-bar|pagination|pager|\bnav|[-_]nav|menu|subscribe|newsletter"
    r"|social-?(?:share|link|bar|icon|follow|media-links)|login|signin|sign-in|qrcode|qr_code"
    r"|erweima|feedback|jubao|statement|disclaimer|shengming|popup|modal|tooltip|outbrain|taboola"
    r"|read-?more|more-?news|most-?read|trending|next-?prev|prev-?next|short-?url|gallery|slideshow"
    r"|carousel|slider|video-?player|player|tagbox|\btags?\b|tag-?list|keywords?\b|follow|sitemap"
    r"|cookie|consent|gdpr|sticky-?bar|infobar|latest-?news|reading-?list|already-visited"
    r"|\brelate|download|app-?down|author-?(?:bio|info|box|card)|user-?(?:card|panel)|loading"
)

#: Names of the block that holds an article's text and nothing else.
_BODY = re.compile(
    r"js_content|rich_media_content|arti_?body|article-?_?(?:body|content|text|detail|main|story)"
    r"|(?:post|entry|story|news|detail|text|main|blog|rich)-?_?(?:body|content|text|con)\b"
    r"|trs_editor|\bendtext\b|content-?_?(?:area|article|text|detail)|t_f\b|t_fsz|postmessage"
    r"|weibo_text|wbpro-?feed|articlebody|zhengwen|rm_txt_con|\bmsgbody\b"
)

#: Headings after which a page goes on to other pages.
_ELSEWHERE = re.compile(
    r"(?:推荐|相关|延伸|猜你|热门|精彩|更多|往期|大家都在|为你|为您|编辑|今日|精选)"
    r"(?:阅读|新闻|文章|推荐|图集|资讯|喜欢"
    r"|内容|回顾|报道|链接|精彩|搜索|看|热点|视频|话题|热文|信息)[^。！？]{0,6}[:：]?"
    r"|(?:(?:全部|最新|最热|热门|精彩|网友|我要|发表|文明)?(?:评论|回复|跟贴|跟帖|留言))[^。，]{0,8}"
    r"|(?:文章)?(?:关键词|标签)\s*[:：].{0,60}|(?:上|下)一?[篇条][:：].{0,60}"
    r"|(?:you may (?:also )?(?:like|be interested)|related (?:articles?|stories|posts?|topics?|news"
    r"|content)"
    r"|more (?:from|great|stories"
    r"|news|on this|in )|read (?:more|next|also)|recommended|trending|most read"
    r"|most popular|(?:leave a |post a |\d+ )?comments?|share this|tell us what|sponsored|up next"
    r"|(?:next|previous) (?:article|post|story)|around the web|popular stories|latest news).{0,40}",
    re.I,
)

#: Labels, buttons and notices within an article that are not its text.
_LABEL = re.compile(
    r"[\W\d_]*(?:广告|advert(?:isement)?|ad|close|video|caption|视频|分享到?|收藏|举报|打印|字号|大|中|小|纠错|返回顶部"
    r"|展开全文|阅读全文|查看全文|点击[^，。]{0,12}|正在加载|加载中|播放|自动播放|关注|扫一扫[^，。]{0,12}"
    r"|share(?: (?:this|on)\b.{0,20})?|print|email|follow|subscribe|sign up|loading|get short url"
    r"|story continues below.*|continue reading.*|play)[\W_]*",
    re.I,
)

#: Lines below an article that are about the page: page numbers, tags.
_CLOSING = re.compile(
    r"(?:页|頁)\s*[:：]?.{0,20}|(?:(?:related )?tags?|topics|filed under|关键词|标签)\s*[:：]?.*"
    r"|(?:first published|post comment|last updated).*|[\W\d_]{1,20}",
    re.I,
)


def is_noise(node: Node) -> bool:
    """Is this block by its tag or name something other than an article?"""
    if node.tag in ("html", "body", "main", "article"):
        return False
    if node.tag in _NOISE_TAGS:
        return True
    return bool(_NOISE.search(node.names)) and not _BODY.search(node.names)


def is_body(node: Node) -> bool:
    """Is this block named or declared as the text of an article?"""
    return node.element.get("itemprop") == "articleBody" or bool(_BODY.search(node.names))


def leads_elsewhere(text: str) -> bool:
    """Is this short text a heading such as 推荐阅读 or "More from us"?"""
    return len(text) <= 70 and _ELSEWHERE.fullmatch(text.strip(" ·•|【】[]")) is not None


def is_label(text: str) -> bool:
    """Is this a button or label, such as 广告 or "Share this"?"""
    return len(text) <= 40 and _LABEL.fullmatch(text) is not None


def closes(text: str) -> bool:
    """Is this a line about the making of the page that stands below an article?"""
    return len(text) <= 40 and _CLOSING.fullmatch(text) is not None
