"""What signing in, one's own sessions and the access log say; a part of browse.messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ACCESS: Mapping[str, tuple[str, str, str]] = {
    "wait": (
        "Too many attempts. Try again in {seconds} seconds.",
        "로그인 시도가 너무 많습니다. {seconds}초 뒤에 다시 시도하세요.",
        "試行回数が多すぎます。{seconds}秒後にもう一度お試しください。",
    ),
    "wait_advice": (
        "From a browser in which you have signed in before you need not wait.",
        "전에 로그인한 적이 있는 브라우저에서는 기다리지 않아도 됩니다.",
        "以前サインインしたブラウザーからは待たずにサインインできます。",
    ),
    "account": ("Account", "계정", "アカウント"),
    "signed_in_as": (
        "Signed in as {name}, {role}",
        "로그인: {name} · {role}",
        "{name}（{role}）としてサインイン中",
    ),
    "role reader": ("reader", "열람자", "閲覧者"),
    "role analyst": ("analyst", "분석가", "アナリスト"),
    "role admin": ("administrator", "관리자", "管理者"),
    "where_signed_in": (
        "Where you are signed in",
        "로그인된 브라우저",
        "サインイン中のブラウザー",
    ),
    "session_rule": (
        (
            "A session ends after {hours} hours without use, and after {days} days in any case."
            " Times are KST = JST."
        ),
        (
            "{hours}시간 동안 쓰지 않거나 로그인한 지 {days}일이 지나면 자동으로 로그아웃됩니다."
            " 시각은 한국·일본 시간입니다."
        ),
        (
            "{hours}時間使わないとき、またはサインインから{days}日が過ぎると自動的に終了します。"
            "時刻は日本・韓国時間です。"
        ),
    ),
    "browser": ("Browser", "브라우저", "ブラウザー"),
    "this_browser": ("this one", "지금 이 브라우저", "このブラウザー"),
    "address": ("Address", "접속 주소", "接続元"),
    "signed_in_at": ("Signed in", "로그인", "サインイン"),
    "seen_at": ("Last used", "마지막 사용", "最終利用"),
    "sign_out": ("Sign out", "로그아웃", "サインアウト"),
    "sign_out_everywhere": (
        "Sign out everywhere",
        "모든 브라우저에서 로그아웃",
        "すべてのブラウザーでサインアウト",
    ),
    "everywhere_advice": (
        (
            "If you see a browser that is not yours, sign out everywhere and ask an administrator"
            " for a new password."
        ),
        "내 것이 아닌 브라우저가 보이면 모두 로그아웃한 뒤 관리자에게 새 비밀번호를 요청하세요.",
        (
            "心当たりのないブラウザーがあれば、すべてサインアウトし、管理者に新しいパスワードを"
            "依頼してください。"
        ),
    ),
    "access_log": ("Access log", "접근 기록", "アクセス記録"),
    "access_say": (
        (
            "Who signed in, who failed to, and whose rights changed. Kept for {days} days; what"
            " was typed where nobody has the name is not kept. Times are KST = JST."
        ),
        (
            "누가 로그인했고 누가 실패했으며 누구의 권한이 바뀌었는지 보여 줍니다. {days}일 동안"
            " 보관하며, 없는 이름으로 시도한 경우 입력한 내용은 남기지 않습니다. 시각은 한국·일본"
            " 시간입니다."
        ),
        (
            "サインインした人、失敗した人、権限の変更を示します。{days}日間保存します。存在しない"
            "ユーザー名の入力内容は残しません。時刻は日本・韓国時間です。"
        ),
    ),
    "signed_in_now": ("Signed in now", "현재 로그인", "現在のサインイン"),
    "nobody_signed_in": (
        "Nobody is signed in.",
        "로그인한 사람이 없습니다.",
        "サインイン中の人はいません。",
    ),
    "person": ("Person", "사람", "ユーザー"),
    "end_all": ("End all sessions", "모두 로그아웃시키기", "すべて終了"),
    "events": ("What happened", "기록", "記録"),
    "no_events": (
        "Nothing has been logged yet.",
        "아직 기록이 없습니다.",
        "まだ記録はありません。",
    ),
    "time": ("Time", "시각", "時刻"),
    "event": ("Event", "내용", "内容"),
    "unknown_name": ("a name nobody has", "없는 이름", "存在しない名前"),
    "times": ("{times} times, until {until}", "{times}회, {until}까지", "{times}回、{until}まで"),
    "newest_only": (
        "The {shown} newest; the whole table, to filter and to take away",
        "최근 {shown}건입니다. 전체 표 보기(필터·내보내기)",
        "最新の{shown}件です。全件の表（絞り込み・書き出し）",
    ),
    "whole_table": (
        "As a table, to filter and to take away",
        "표로 보기(필터·내보내기)",
        "表で見る（絞り込み・書き出し）",
    ),
    "log signed_in": ("signed in", "로그인", "サインイン"),
    "log failed": (
        "wrong name or password",
        "이름 또는 비밀번호 틀림",
        "ユーザー名またはパスワードの誤り",
    ),
    "log paused": (
        "had to wait after too many attempts ({detail} seconds)",
        "시도가 너무 많아 대기({detail}초)",
        "試行回数の超過により待機（{detail}秒）",
    ),
    "log signed_out": ("signed out", "로그아웃", "サインアウト"),
    "log signed_out_everywhere": (
        "signed out everywhere (sessions: {detail})",
        "모든 브라우저에서 로그아웃({detail}곳)",
        "すべてのブラウザーでサインアウト（{detail}件）",
    ),
    "log ended": (
        "sessions ended by {by} ({detail})",
        "관리자 {by}, 세션 종료({detail}곳)",
        "管理者{by}がセッションを終了（{detail}件）",
    ),
    "log account_added": (
        "account added: {detail}",
        "계정 추가: {detail}",
        "アカウント追加：{detail}",
    ),
    "log account_removed": (
        "account removed: {detail}",
        "계정 삭제: {detail}",
        "アカウント削除：{detail}",
    ),
    "log role_changed": (
        "role changed: {detail}",
        "역할 변경: {detail}",
        "役割の変更：{detail}",
    ),
    "log password_changed": ("password changed", "비밀번호 변경", "パスワード変更"),
}
