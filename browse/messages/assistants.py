"""What glosses and the pages about assistants say; a part of browse.messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ASSISTANTS: Mapping[str, tuple[str, str, str]] = {
    "gloss_machine": ("machine translation", "기계 번역", "機械翻訳"),
    "gloss_person": ("translated by {name}", "번역: {name}", "翻訳：{name}"),
    "gloss_names": (
        "check the name: {names}",
        "명칭 확인: {names}",
        "名称を確認：{names}",
    ),
    "gloss_correct": ("Correct the translation", "번역 고치기", "訳を直す"),
    "gloss_words": (
        "The headline in English; empty: the machine's",
        "한국어 제목(비우면 기계 번역으로 되돌림)",
        "日本語の見出し（空欄にすると機械翻訳に戻ります）",
    ),
    "gloss_save": ("Save", "저장", "保存"),
    "assistants": ("Assistants", "AI 도우미", "AIアシスタント"),
    "assistants_say": (
        (
            "An assistant with a token reads the archive as you do, by MCP at {address}. It can't"
            " decide, send or change anything. An assistant in a cloud is a third party: it gets"
            " excerpts."
        ),
        (
            "토큰을 받은 AI 도우미는 {address}에서 MCP로 나와 같은 범위의 기사를 읽습니다."
            " 판정하거나 보내거나 바꿀 수는 없습니다. 클라우드의 도우미는 제삼자이므로"
            " 발췌문까지만 전달됩니다."
        ),
        (
            "トークンを持つアシスタントは、{address}からMCPで、あなたと同じ範囲の記事を読みます。判定・"
            "送信・変更はできません。クラウドのアシスタントは第三者にあたるため、渡すのは抜粋までです。"
        ),
    ),
    "assistants_off": (
        "Assistants are off on this desk; an administrator turns them on in hanil.toml.",
        ("이 데스크에서는 AI 도우미가 꺼져 있습니다. 관리자가 hanil.toml에서 켤 수 있습니다."),
        "このデスクではアシスタントが無効です。管理者がhanil.tomlで有効にできます。",
    ),
    "tokens": ("Your tokens", "내 토큰", "あなたのトークン"),
    "no_tokens": ("You have no token.", "토큰이 없습니다.", "トークンはありません。"),
    "token_new": ("New token", "새 토큰", "新しいトークン"),
    "token_name": ("Where it is used", "쓰는 곳", "使う場所"),
    "token_role": ("May do at most", "허용 범위", "許可する範囲"),
    "token_make": ("Make", "만들기", "作成"),
    "token_made": (
        "This is your token “{name}”. It is shown this once: copy it now.",
        "토큰 “{name}”입니다. 지금 한 번만 보여 드리니 바로 복사해 두세요.",
        "トークン「{name}」です。表示は今回限りですので、今コピーしてください。",
    ),
    "token_wrong": (
        "A name has 1 to {longest} characters, and nobody has more than {most} tokens.",
        "이름은 1~{longest}자이고, 토큰은 {most}개까지 만들 수 있습니다.",
        "名前は1〜{longest}文字で、トークンは{most}個まで作れます。",
    ),
    "token_made_at": ("Made", "만든 때", "作成"),
    "token_used_at": ("Last used", "마지막 사용", "最終利用"),
    "token_revoke": ("Revoke", "폐기", "無効にする"),
    "token_revoked": ("revoked {at}", "{at} 폐기", "{at}に無効化"),
    "assistant_calls": (
        "What assistants asked",
        "AI 도우미 호출 기록",
        "アシスタントの呼び出し記録",
    ),
    "assistant_calls_say": (
        "Each call of a tool, refused ones too. Kept for {days} days. Times are KST = JST.",
        "거절된 것까지 모든 호출을 {days}일 동안 보관합니다. 시각은 한국·일본 시간입니다.",
        "拒否されたものも含め、すべての呼び出しを{days}日間保存します。時刻は日本・韓国時間です。",
    ),
    "no_calls": (
        "No assistant has asked anything yet.",
        "아직 호출이 없습니다.",
        "まだ呼び出しはありません。",
    ),
    "call_tool": ("Asked", "호출", "呼び出し"),
    "call_answer": ("Answer", "응답", "応答"),
    "call_found": (
        "{count} found, {bytes} bytes",
        "{count}건, {bytes}바이트",
        "{count}件、{bytes}バイト",
    ),
}
