"""Records, their history, and the editor."""

from ._pair import both

TEXTS = {
    "records": both("记录", "Records"),
    "col_claim": both("说法", "Claim"),
    "col_verdict": both("判定", "Verdict"),
    "col_status": both("状态", "Status"),
    "col_topics": both("主题", "Topics"),
    "col_updated": both("改动", "Changed"),
    "export_csv": both("导出 CSV", "CSV"),
    "export_jsonl": both("导出 JSONL", "JSONL"),
    "export_hint": both("导出的是筛选后的全部记录。", "Everything that the filter leaves."),
    "publisher": both("发布者", "Publisher"),
    "record": both("记录", "Record"),
    "record_live": both("已在线上生效", "live"),
    "record_not_live": both("等待生效……", "going live …"),
    "revision": both("第 {number} 版", "revision {number}"),
    "f_status": both("状态", "status"),
    "f_claim": both("说法", "claim"),
    "f_phrasings": both("其他说法", "phrasings"),
    "f_verdict": both("判定", "verdict"),
    "f_rebuttal": both("辟谣", "rebuttal"),
    "f_reviews": both("查证", "reviews"),
    "f_happened": both("真实事件", "real event"),
    "f_first_seen": both("最早出现", "first seen"),
    "f_expires": both("有效期至", "expires"),
    "f_topics": both("主题", "topics"),
    "f_region": both("地区", "region"),
    "f_language": both("语言", "language"),
    "history": both("历次改动", "History"),
    "history_first": both("第一版", "the first revision"),
    "history_undo": both("撤回这一步", "Undo this step"),
    "retire": both("撤下", "Retire"),
    "retire_lead": both(
        "标注在两秒内消失。记录和全部历史都留着，可以撤回。",
        "The mark is gone within two seconds. The record and its history stay.",
    ),
    "why": both("理由（公开）", "Reason (public)"),
    "waiting_title": both("等人复核", "Waiting for a second look"),
    "waiting_by": both("{who} 在 {moment} 提出：{why}", "{who} proposed this {moment}: {why}"),
    "waiting_new": both(
        "内容就是下面的记录，批准后发布。", "It is the record below, to be published."
    ),
    "approve": both("批准并发布", "Approve and publish"),
    "send_back": both("退回", "Send back"),
    "take_back": both("收回", "Take it back"),
    "approved": both("批准了，两秒内生效。", "Approved; live within two seconds."),
    "sent_back": both("退回了。", "It is sent back."),
    "retired": both("撤下了，标注在两秒内消失。", "Retired; the mark is gone in two seconds."),
    "undone": both("撤回了。", "Undone."),
    "obstacle_role": both("要由编辑来批准。", "A curator must approve this."),
    "obstacle_author": both(
        "您参与了这条记录，要由别人来批准。", "You worked on it; somebody else approves it."
    ),
    "obstacle_interest": both(
        "您声明过利益关系，要由别人来决定。",
        "You declared an interest; somebody else decides.",
    ),
    "obstacle_answered": both(
        "原来的异议是您答复的，要由别人来决定。", "You answered it before; somebody else decides."
    ),
    "error_not_yours": both("这件事要由别人来做", "Somebody else must do this"),
    "cases_about": both("有关的待办", "Cases about it"),
    "interest_record": both("我与这条记录有利益关系", "I have an interest in this record"),
    "interest_is": both("您声明过：{why}", "You declared: {why}"),
    "apart": both("看着像，其实不是同一个说法", "Looks alike, is not the same"),
    "apart_kept": both("记下了。", "Noted."),
    "apart_other": both("另一条记录的编号", "Id of the other record"),
    "apart_why": both("哪里不同", "What differs"),
    "more_steps": both("其他操作", "More"),
    "new": both("新记录", "New record"),
    "edit": both("修改记录", "Change the record"),
    "bring": both("从链接、公告或文件填入", "Fill it from a link, a notice or a file"),
    "bring_link": both("查证文章的链接", "Link to the review"),
    "bring_text": both("或者把公告、网页源码贴在这里", "Or paste a notice or markup here"),
    "bring_file": both("或者选一个文件", "Or choose a file"),
    "bring_go": both("填入", "Fill in"),
    "brought": both(
        "已填入。请逐项核对：机器会看错。", "Filled in. Check every field: machines misread."
    ),
    "choose": both("找到 {count} 条，选一条", "{count} were found; choose one"),
    "choose_this": both("用这条", "Use this one"),
    "refused_items": both("没能读出的", "What could not be read"),
    "claim": both("说法", "Claim"),
    "hint_claim": both(
        "一句话，照谣言的口气写：谁、什么、多少、有什么后果。4 到 600 字。",
        "One sentence, as the rumour asserts it: who, what, how much. 4 to 600 characters.",
    ),
    "phrasings": both("其他说法", "Other phrasings"),
    "hint_phrasings": both(
        "每行一种，至少写两种别人会用的说法，最多 12 种。",
        "One a line; at least two ways in which others tell it, twelve at most.",
    ),
    "suggested": both(
        "读者和网页用过的说法，点一下就加上", "Used by readers and pages; click to add"
    ),
    "verdict": both("判定", "Verdict"),
    "hint_verdict": both(
        "判定为“不实”的，要由第二位编辑批准才会发布。",
        "“False” goes live only after a second curator has approved it.",
    ),
    "rebuttal": both("辟谣", "Rebuttal"),
    "hint_rebuttal": both(
        "两三句话说明为什么，忠于所列查证。20 到 800 字，一段。",
        "Two or three sentences, faithful to the reviews. 20 to 800 characters, one paragraph.",
    ),
    "reviews": both("查证", "Reviews"),
    "hint_reviews": both(
        "谁查过、在哪里能看到。第一条会显示给读者。至少一条。",
        "Who looked at it and where that can be read. The first is shown to readers.",
    ),
    "review_number": both("第 {number} 条查证", "Review {number}"),
    "review_publisher": both("发布者", "Publisher"),
    "review_kind": both("类别", "Kind"),
    "review_url": both("链接", "Link"),
    "review_title": both("标题", "Title"),
    "review_date": both("日期", "Date"),
    "review_more": both("再加一条", "One more"),
    "hint_review": both(
        "日期写成 2024-05-01；链接以 http 开头。", "A date as 2024-05-01; an http link."
    ),
    "details": both("更多项", "More fields"),
    "topics": both("主题（最多 4 个）", "Topics (four at most)"),
    "hint_topics": both("最多选 4 个。", "Four at most."),
    "record_language": both("语言", "Language"),
    "region": both("地区", "Region"),
    "hint_region": both("ISO 代码，例如 CN 或 CN-11。", "An ISO code such as CN or CN-11."),
    "first_seen": both("最早出现", "First seen"),
    "expires": both("有效期至", "Expires"),
    "happened_when": both("真实事件的日期", "When it really happened"),
    "happened_where": both("真实事件的地点", "Where it really happened"),
    "hint_day": both("写成 2024-05-01。", "As 2024-05-01."),
    "hint_happened_when": both("2019、2019-07 或 2019-07-12。", "2019, 2019-07 or 2019-07-12."),
    "hint_general": both("这一项不合要求。", "This is not acceptable as it is."),
    "look": both("核对一下", "Check it"),
    "looked": both("各项都合要求。", "Every field is acceptable."),
    "try": both("试一试", "Try it out"),
    "try_title": both("发布前试一试", "Try it before publishing"),
    "try_text": both(
        "贴一段文字，看它会标出哪些句子", "Paste a text to see which sentences it marks"
    ),
    "try_hint": both(
        "同时会拿最近险些标注的句子来试。", "It is tried on recent near-misses as well."
    ),
    "try_own": both("在这段文字里会标出 {count} 句", "It would mark {count} sentences of the text"),
    "try_misses": both(
        "最近 {looked} 句险些标注的话里，细看了用词最近的 {read} 句，会标出 {count} 句",
        "Of the last {looked} near-misses, the {read} with most of its words were read; it would "
        "mark {count}",
    ),
    "try_further": both("再细看 {count} 句", "Read {count} more"),
    "save_draft": both("存为草稿", "Keep as a draft"),
    "publish": both("发布", "Publish"),
    "propose": both("提交复核", "Submit for a second look"),
    "hint_why": both(
        "为什么发布或改动，会写进公开日志。4 个字以上，不要写人名。",
        "Why it is published or changed; it enters the public log. No names of persons.",
    ),
    "fate_live": both("发布了，两秒内生效。", "Published; live within two seconds."),
    "fate_waiting": both("提交了，等第二位编辑复核。", "Submitted; a second curator will look."),
    "fate_saved": both("草稿存好了。", "The draft is kept."),
    "fate_unchanged": both("没有改动。", "Nothing changed."),
    "joined_review": both(
        "查证和说法已加进这条记录，核对后再发布。",
        "Review and phrasings were added to this record; check them, then publish.",
    ),
    "beside": both("相近的记录", "Records that say nearly the same"),
    "beside_lead": both("先看看是不是已经有了。", "Is it there already?"),
    "add_as_review": both("作为它的一条查证加入", "Add as a review of this one"),
    "not_same": both("不是同一个说法，因为……", "Not the same, because …"),
    "not_same_said": both("{who} 说不是同一个：{why}", "{who} said not the same: {why}"),
    "problems": both("还有 {count} 处要改", "{count} things to put right"),
    "conflict": both(
        "您写的时候，{who} 保存了第 {number} 版。您的文字都在下面，没有丢；下面是两者的不同。",
        "While you wrote, {who} saved revision {number}. Your text is below, nothing is lost; "
        "this is how the two differ.",
    ),
    "conflict_next": both(
        "再按一次发布，就以您的版本为准。", "Publish again to let your version stand."
    ),
}
