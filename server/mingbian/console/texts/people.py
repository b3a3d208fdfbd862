"""Sign-in, one's own account, other people's."""

from ._pair import both

TEXTS = {
    "sign_in": both("登录", "Sign in"),
    "sign_in_lead": both(
        "编辑台由志愿者维护。没有账号？请向管理员要一个邀请链接。",
        "The desk is kept by volunteers. No account? Ask an admin for an invitation.",
    ),
    "sign_in_refused": both(
        "名字、密码或验证码不对。", "The name, the password or the code is wrong."
    ),
    "name": both("名字", "Name"),
    "name_hint": both(
        "3 到 40 个小写字母、数字、点或连字符；别人会看到。",
        "3 to 40 letters a–z, digits, dots or hyphens; other curators see it.",
    ),
    "password": both("密码", "Password"),
    "password_again_label": both("再输一次", "Once more"),
    "password_old": both("现在的密码", "Present password"),
    "password_new": both("新密码", "New password"),
    "password_hint": both(
        "至少 12 个字符，越长越好。", "At least 12 characters; longer is better."
    ),
    "problem_password_length": both(
        "密码要 12 到 200 个字符。", "A password has 12 to 200 characters."
    ),
    "problem_password_plain": both(
        "这个密码太好猜：不要含名字，也不要重复几个字。",
        "Too easy to guess: leave your name out, and use more than a few different letters.",
    ),
    "problem_password_again": both("两次输入的不一样。", "The two are not the same."),
    "code": both("验证码", "Code"),
    "code_hint": both("开启了两步验证才需要。", "Only if you have turned the second step on."),
    "join": both("加入编辑台", "Join the desk"),
    "join_lead": both(
        "{who} 请您以“{role}”的身份加入。链接只能用一次，{until} 前有效。",
        "{who} invites you as {role}. The link works once, until {until}.",
    ),
    "join_reset": both("为 {name} 设一个新密码", "A new password for {name}"),
    "joined": both("好了，现在可以登录。", "Done; you can sign in now."),
    "me": both("我的账号", "My account"),
    "me_who": both("{name}，{role}", "{name}, {role}"),
    "change_password": both("换密码", "Change the password"),
    "change_password_hint": both(
        "换了以后，所有浏览器都要重新登录。", "You sign in again everywhere afterwards."
    ),
    "password_set": both("密码换好了，请重新登录。", "The password is changed; sign in again."),
    "second_step": both("两步验证", "Second step"),
    "second_step_on": both("已开启：登录时还要验证码。", "On: signing in asks for a code as well."),
    "second_step_off": both(
        "在验证器应用里加入下面的密钥，再输入它显示的六位数。",
        "Put this key into an authenticator app, then enter the six digits it shows.",
    ),
    "second_step_key": both("密钥", "Key"),
    "second_step_open": both("在验证器里打开", "Open in the authenticator"),
    "turn_on": both("开启", "Turn on"),
    "turn_off": both("关闭", "Turn off"),
    "totp_on": both("两步验证已开启。", "The second step is on."),
    "totp_off": both("两步验证已关闭。", "The second step is off."),
    "others": both("别的浏览器", "Other browsers"),
    "others_end": both("让别的浏览器都退出", "Sign out everywhere else"),
    "others_out": both("别的浏览器都退出了。", "Other browsers are signed out."),
    "interests": both("利益声明", "Interests"),
    "interests_hint": both(
        "您任职的、或与您有关的发布者。您不能批准含有它们的记录。",
        "Publishers you work for or are close to. You cannot approve records that rest on them.",
    ),
    "interest_publisher": both("发布者", "Publisher"),
    "interest_why": both("什么关系", "What ties you to them"),
    "interest_declare": both("声明", "Declare"),
    "interest_kept": both("记下了。", "Noted."),
    "people": both("人员", "People"),
    "people_lead": both(
        "每一次改动都写明是谁、在什么时候做的。", "Every change says who made it, and when."
    ),
    "invite": both("邀请", "Invite"),
    "invite_role": both("角色", "Role"),
    "invite_make": both("生成链接", "Make a link"),
    "link_once": both(
        "把这个链接交给对方。它只显示这一次，只能用一次，7 天内有效：",
        "Hand this link over. It is shown once, works once, and lasts seven days:",
    ),
    "link_once_for": both(
        "{name} 的新密码链接。只显示这一次，只能用一次，7 天内有效：",
        "A link for {name} to set a new password. Shown once, works once, lasts seven days:",
    ),
    "col_name": both("名字", "Name"),
    "col_role": both("角色", "Role"),
    "col_since": both("加入", "Since"),
    "col_seen": both("最近登录", "Last sign-in"),
    "col_step": both("两步验证", "Second step"),
    "col_actions": both("操作", "Actions"),
    "col_changed": both("最近改动", "Last change"),
    "change_by": both("{moment}，{who}", "{moment} by {who}"),
    "yes": both("有", "yes"),
    "no": both("无", "no"),
    "done_added": both("加入，角色是{role}", "added as {role}"),
    "done_role": both("角色由{old}改为{role}", "role {old} → {role}"),
    "done_link": both("生成了链接（{role}）", "link made ({role})"),
    "done_password": both("换了密码", "new password"),
    "done_step_on": both("打开了两步验证", "second step on"),
    "done_step_off": both("关掉了两步验证", "second step off"),
    "done_disabled": both("停用", "disabled"),
    "done_enabled": both("重新启用", "enabled"),
    "role_of": both("{name} 的角色", "Role of {name}"),
    "set_role": both("改角色", "Set role"),
    "role_set": both("{name} 的角色改好了，立即生效。", "{name} has the new role from now on."),
    "reset": both("重设密码", "Reset"),
    "disable": both("停用", "Disable"),
    "enable": both("恢复", "Enable"),
    "disabled": both("{name} 已停用，当场退出。", "{name} is disabled, and out at once."),
    "enabled": both("{name} 可以登录了。", "{name} may sign in again."),
    "is_disabled": both("已停用", "disabled"),
    "people_log": both("账号改动", "What was done to accounts"),
}
