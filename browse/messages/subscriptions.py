"""What subscriptions and the pages of mailed links say; a part of browse.messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SUBSCRIPTIONS: Mapping[str, tuple[str, str, str]] = {
    "subscriptions_say": (
        "Who is told what, when, and in which language.",
        "누구에게 무엇을, 언제, 어떤 언어로 보낼지 정합니다.",
        "誰に、何を、いつ、どの言語で送るかを決めます。",
    ),
    "subscriptions_none": (
        "There is no subscription yet.",
        "아직 구독이 없습니다.",
        "配信設定はまだありません。",
    ),
    "no_channels": (
        "hanil.toml names no channel yet: an administrator sets one up (docs/delivery.md).",
        "hanil.toml에 채널이 없습니다. 관리자가 먼저 채널을 설정해야 합니다(docs/delivery.md).",
        "hanil.tomlにチャンネルがありません。管理者が先に設定してください（docs/delivery.md）。",
    ),
    "subscription_new": ("New subscription", "새 구독", "新しい配信"),
    "subscription_change": ("Change “{name}”", "“{name}” 변경", "「{name}」の変更"),
    "subscription": ("Subscription", "구독", "配信"),
    "subscription_name": ("Name", "이름", "名前"),
    "whose": ("Whose", "소유자", "所有者"),
    "of_commands": ("command line", "명령줄", "コマンド"),
    "sub channel": ("Channel", "채널", "チャンネル"),
    "channel_gone": (
        "hanil.toml no longer names this channel: nothing is sent.",
        "hanil.toml에 이 채널이 없어 발송하지 않습니다.",
        "hanil.tomlにこのチャンネルがないため、送信されません。",
    ),
    "stories_of": ("Stories", "대상 스토리", "対象のストーリー"),
    "all_relevant": ("All relevant stories", "관련 스토리 전체", "関連ストーリーすべて"),
    "present_filter": ("As before", "지금 설정 그대로", "現在の設定のまま"),
    "filters_advice": (
        "A filter that you save in the queue can be chosen here.",
        "검토 화면에서 저장한 필터를 여기서 고를 수 있습니다.",
        "レビュー画面で保存した条件をここで選べます。",
    ),
    "rhythm": ("When", "주기", "頻度"),
    "rhythm at_once": ("At once", "즉시", "即時"),
    "rhythm daily": ("Daily", "매일", "毎日"),
    "rhythm weekly": ("Weekly", "매주", "毎週"),
    "at_time": ("At", "시각", "時刻"),
    "weekday": ("Day of the week", "요일", "曜日"),
    "weekday 0": ("Monday", "월요일", "月曜日"),
    "weekday 1": ("Tuesday", "화요일", "火曜日"),
    "weekday 2": ("Wednesday", "수요일", "水曜日"),
    "weekday 3": ("Thursday", "목요일", "木曜日"),
    "weekday 4": ("Friday", "금요일", "金曜日"),
    "weekday 5": ("Saturday", "토요일", "土曜日"),
    "weekday 6": ("Sunday", "일요일", "日曜日"),
    "days_of": ("Days (daily)", "발송일(매일)", "配信日（毎日）"),
    "days every": ("Every day", "매일", "毎日"),
    "days weekdays": ("Monday to Friday", "월~금", "月〜金"),
    "days KR": ("Working days in Korea", "한국 근무일", "韓国の営業日"),
    "days JP": ("Working days in Japan", "일본 근무일", "日本の営業日"),
    "days either": (
        "Working days in either country",
        "한일 중 한쪽이라도 근무일",
        "日韓いずれかの営業日",
    ),
    "message_language": ("Language", "언어", "言語"),
    "sections": ("Sections by", "묶는 기준", "分類"),
    "sections tag": ("tag", "태그", "タグ"),
    "sections concept": ("subject", "주제", "主題"),
    "sections country": ("country", "국가", "国"),
    "least_score": ("Least score", "최소 점수", "最低スコア"),
    "quiet_from": ("Quiet from", "알림 끔(시작)", "通知オフ（開始）"),
    "quiet_until": ("Quiet until", "알림 끔(끝)", "通知オフ（終了）"),
    "empty_too": (
        "Send it on empty days, too",
        "새 소식이 없는 날에도 보내기",
        "新着がない日も送る",
    ),
    "last_served": ("Last sent", "최근 발송", "最終送信"),
    "sub never": ("never", "없음", "なし"),
    "sub paused": ("paused", "일시 중지", "一時停止中"),
    "sub active": ("active", "사용 중", "有効"),
    "sub pause": ("Pause", "일시 중지", "一時停止"),
    "sub resume": ("Resume", "다시 시작", "再開"),
    "sub change": ("Change", "변경", "変更"),
    "sub create": ("Create", "만들기", "作成"),
    "sub preview": ("Preview", "미리 보기", "プレビュー"),
    "delete_this": ("Delete this subscription", "이 구독 삭제", "この配信を削除"),
    "delete_sure": (
        "Delete it for good. What waits to be sent is not sent any more.",
        "완전히 삭제합니다. 발송 대기 중인 메시지도 보내지 않습니다.",
        "完全に削除します。送信待ちのメッセージも送られません。",
    ),
    "recipients": ("Recipients", "수신자", "受信者"),
    "recipients_say": (
        (
            "Addresses that need no account. Each is asked by mail once, and gets nothing until it"
            " has confirmed."
        ),
        "계정이 없어도 되는 주소입니다. 확인 메일에 동의하기 전에는 아무것도 보내지 않습니다.",
        "アカウント不要のアドレスです。確認メールへの同意があるまで何も送られません。",
    ),
    "recipients_none": (
        "Nobody but whom hanil.toml names.",
        "hanil.toml에 적힌 주소 외에는 없습니다.",
        "hanil.tomlに記載されたアドレスのみです。",
    ),
    "mail_address": ("Mail address", "메일 주소", "メールアドレス"),
    "add_recipient": ("Add and ask", "추가하고 확인 메일 보내기", "追加して確認メールを送る"),
    "take_out": ("Take out", "빼기", "外す"),
    "sub state": ("State", "상태", "状態"),
    "recipient asked": ("asked, not confirmed", "확인 대기", "確認待ち"),
    "recipient confirmed": ("gets it", "받는 중", "受信中"),
    "recipient ended": ("unsubscribed", "수신 거부", "配信停止"),
    "bad name": (
        "A name has 1 to 60 characters, on one line.",
        "이름은 한 줄로 1~60자까지 쓸 수 있습니다.",
        "名前は1行、1〜60文字です。",
    ),
    "bad taken": (
        "There is a subscription of this name already.",
        "같은 이름의 구독이 이미 있습니다.",
        "同じ名前の配信がすでにあります。",
    ),
    "bad channel": (
        "Choose a channel of the list.",
        "목록에 있는 채널을 고르세요.",
        "一覧にあるチャンネルを選んでください。",
    ),
    "bad at_time": (
        "Write the time like 08:30.",
        "시각은 08:30처럼 쓰세요.",
        "時刻は08:30のように書いてください。",
    ),
    "bad quiet": (
        "Write both quiet hours like 22:00, or neither.",
        "알림을 끌 시작·끝 시각을 22:00처럼 둘 다 쓰거나 둘 다 비우세요.",
        "通知オフの開始・終了は22:00のように両方書くか、両方空にしてください。",
    ),
    "bad least_score": (
        "The least score is a number from 0 to 1000.",
        "최소 점수는 0에서 1000 사이의 숫자입니다.",
        "最低スコアは0〜1000の数値です。",
    ),
    "bad address": (
        "That is no address that a mail can be sent to.",
        "메일을 보낼 수 있는 주소가 아닙니다.",
        "メールを送れるアドレスではありません。",
    ),
    "bad often": (
        "It was asked so often today, or there are so many, that no more can be added.",
        "오늘 이미 여러 번 확인 메일을 보냈거나 수신자가 너무 많아 더 추가할 수 없습니다.",
        "本日すでに何度も確認メールを送ったか、受信者が多すぎるため追加できません。",
    ),
    "bad choice": (
        "Choose one of the values that are offered.",
        "제시된 값 가운데 하나를 고르세요.",
        "表示された値から選んでください。",
    ),
    "mail_ask_end": (
        "Stop mail of “{name}”?",
        "“{name}” 메일을 그만 받으시겠습니까?",
        "「{name}」の配信を停止しますか？",
    ),
    "mail_ended": (
        "You get no more mail of “{name}”.",
        "“{name}” 메일을 더 이상 보내지 않습니다.",
        "「{name}」の配信を停止しました。",
    ),
    "mail_ended_all": (
        "You get no more of our mails.",
        "앞으로 구독 메일을 보내지 않습니다.",
        "今後、配信メールはお送りしません。",
    ),
    "mail_ask_confirm": (
        "Do you want mail of “{name}”?",
        "“{name}” 메일을 받으시겠습니까?",
        "「{name}」の配信を希望しますか？",
    ),
    "mail_confirmed": (
        "You will get “{name}” by mail.",
        "앞으로 “{name}” 메일을 보내 드립니다.",
        "今後「{name}」をメールでお届けします。",
    ),
    "mail_link_void": (
        "This link can't be used.",
        "사용할 수 없는 링크입니다.",
        "このリンクは使用できません。",
    ),
    "mail_link_not_now": (
        "That is not possible just now. Please try again later.",
        "지금은 처리할 수 없습니다. 잠시 뒤 다시 시도해 주세요.",
        "現在処理できません。しばらくしてからもう一度お試しください。",
    ),
    "link_void_advice": (
        "It may be old, or cut. To stop a mail, answer it with “unsubscribe”.",
        (
            "오래되었거나 일부가 잘린 링크일 수 있습니다. 메일을 그만 받으시려면 “unsubscribe”라고"
            " 답장해 주세요."
        ),
        (
            "期限切れか、途中で切れている可能性があります。配信停止は、メールに「unsubscribe」と"
            "ご返信ください。"
        ),
    ),
    "end_this": ("Stop it", "그만 받기", "停止する"),
    "end_everything": ("Stop all mails", "모든 메일 그만 받기", "すべての配信を停止"),
    "confirm_this": ("Yes, send it", "네, 받겠습니다", "はい、希望します"),
    "confirm_or_nothing": (
        "If you do nothing, you get nothing.",
        "아무것도 하지 않으시면 메일을 보내지 않습니다.",
        "何もしなければ、配信されることはありません。",
    ),
}
