"""What the public reads, and the figures."""

from ._pair import both

TEXTS = {
    "log": both("公开日志", "Public log"),
    "log_lead": both(
        "辟谣库里发布、修改、撤下了什么，为什么。什么都不会悄悄消失；这里不写任何人的名字。",
        "What was published, changed and retired in the index, and why. Nothing goes silently; "
        "no person is named here.",
    ),
    "log_feed": both("订阅（Atom）", "Feed (Atom)"),
    "log_public": both("读者看到的页面", "As readers see it"),
    "action_published": both("发布", "published"),
    "action_changed": both("修改", "changed"),
    "action_withdrawn": both("收回重审", "withdrawn"),
    "action_retired": both("撤下", "retired"),
    "by_source": both("来自导入", "from an import"),
    "why_draft": both("草稿", "a draft"),
    "why_undone": both("撤回第 {number} 版", "revision {number} is undone"),
    "why_unmerged": both("撤回合并：{one} 并入 {into}", "the merge of {one} into {into} is undone"),
    "log_record": both("查看记录", "The record"),
    "answer": both("来信 {number}", "Report {number}"),
    "report_kind_tip": both("线索", "tip"),
    "report_kind_dispute": both("异议", "dispute"),
    "report_kind_appeal": both("申诉", "appeal"),
    "answer_sent": both("{moment} 收到", "received {moment}"),
    "answer_open": both(
        "还没有办结。办结后，理由会写在这里。", "Not decided yet. The reason will stand here."
    ),
    "answer_accepted": both("已采纳", "Accepted"),
    "answer_declined": both("没有采纳", "Declined"),
    "answer_at": both("{moment} 答复", "answered {moment}"),
    "answer_keep": both(
        "记下这个页面的地址：只有知道编号的人能看到它。",
        "Keep the address of this page: only who knows the number can see it.",
    ),
    "appeal": both("申诉", "Appeal"),
    "appeal_lead": both(
        "如果您是被标注页面的作者，或者认为答复不对，可以申诉一次，由另一位编辑决定。",
        "If you wrote the page that was marked, or hold the answer to be wrong, you may appeal "
        "once; another curator decides.",
    ),
    "appeal_reason": both("为什么不对", "What is wrong with it"),
    "appeal_send": both("提出申诉", "Appeal"),
    "appeal_sent": both(
        "申诉收到了，编号 {number}，就在这个页面看结果。",
        "The appeal is received; its number is {number}, and this is its page.",
    ),
    "figures": both("统计", "Figures"),
    "figures_lead": both("最近 {days} 天。", "The last {days} days."),
    "figures_waits": both("一件事要等多久", "How long a case waits"),
    "figures_open": both("未办结", "open"),
    "figures_oldest": both("最久的等了", "oldest waits"),
    "figures_closed": both("已办结", "closed"),
    "figures_median": both("一半在此之内办结", "half are done within"),
    "figures_slow": both("九成在此之内办结", "nine in ten within"),
    "figures_marked": both("标注最多的记录", "Records that marked most"),
    "figures_marks": both("{count} 次", "{count} times"),
    "figures_disputed": both("异议最多的记录", "Records that are disputed most"),
    "figures_disputes": both("{count} 次异议", "{count} disputes"),
    "figures_work": both("谁办了多少", "Who did how much"),
    "figures_cases": both("{count} 件", "{count} cases"),
    "figures_none": both("还没有数据。", "No figures yet."),
}
