"""What the page of health says: states, alarms by their kind, and what to do about each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.health.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What to do about an alarm, by its kind, in Korean and Japanese; the English is newsdb's.
_ADVICE: Mapping[str, tuple[str, str]] = {
    "silence": (
        (
            "매체의 첫 화면을 여세요. 기사가 계속 올라온다면 피드나 목록의 주소가 바뀐 것입니다. "
            "scrapy probe {outlet} 명령이 어느 주소가 더는 통하지 않는지 보여 줍니다."
        ),
        (
            "媒体のトップページを開いてください。更新が続いていれば、"
            "フィードか一覧のアドレスが変わっています。scrapy probe {outlet} で、"
            "使えなくなったアドレスが分かります。"
        ),
    ),
    "volume": (
        (
            "매체의 목록과 수집한 기사를 견주어 보세요. 피드가 짧아졌거나 주제가 바뀌었거나, 새 "
            "섹션을 기사로 잘못 읽고 있을 수 있습니다."
        ),
        (
            "媒体の一覧と収集した記事を見比べてください。フィードが短くなった、テーマが変わった、"
            "新しいセクションを記事と取り違えている、のいずれかです。"
        ),
    ),
    "field": (
        (
            "새 기사 하나를 scrapy read URL 명령으로 읽어 항목마다 어디에서 읽었는지 보세요. 그런"
            " 다음 crawler/spiders/{outlet}.py에서 그 형식의 선택자를 고치거나 형식을 추가하세요."
        ),
        (
            "新しい記事を scrapy read URL で読み、各項目の取得元を確認してください。そのうえで "
            "crawler/spiders/{outlet}.py のセレクタを直すか、形式を追加します。"
        ),
    ),
    "selector": (
        (
            "항목은 다른 곳에서 읽어 채우고 있습니다. 새 기사를 scrapy read URL 명령으로 읽어 "
            "보고 crawler/spiders/{outlet}.py에서 그 형식의 선택자를 고치세요."
        ),
        (
            "項目は別の取得元から補えています。新しい記事を scrapy read URL で確認し、"
            "crawler/spiders/{outlet}.py のセレクタを直してください。"
        ),
    ),
    "layout": (
        (
            "새 기사 두세 건을 저장하고(scrapy probe {outlet} --save DIR) "
            "crawler/spiders/{outlet}.py에 형식을 추가하세요. 그때까지는 일반적인 방법으로 "
            "읽습니다."
        ),
        (
            "新しい記事を2、3件保存し（scrapy probe {outlet} --save DIR）、"
            "crawler/spiders/{outlet}.py に形式を追加してください。"
            "それまでは汎用の方法で読み取ります。"
        ),
    ),
    "unreadable": (
        (
            "{outlet}의 제외된 페이지를 보세요. 무엇을 찾았고 무엇이 있었는지 나와 있습니다. "
            "scrapy read URL 명령이 그 페이지를 어떻게 읽는지 보여 줍니다."
        ),
        (
            "{outlet} の不採用ページで、何を探し、何があったかを確認してください。scrapy read URL"
            " で読み取りの様子が分かります。"
        ),
    ),
    "moved": (
        (
            "제외된 주소 하나를 여세요. 기사가 다른 주소로 옮겨졌을 수 "
            "있습니다(crawler/spiders/{outlet}.py의 articles = ArticleUrl(...))."
        ),
        (
            "不採用になったアドレスを一つ開いてください。"
            "記事が別のアドレスに移った可能性があります（crawler/spiders/{outlet}.py の articles "
            "= ArticleUrl(...)）。"
        ),
    ),
    "blocked": (
        (
            "매체가 수집을 원하지 않습니다. hanil.toml에 연락처를 적고, 간격을 "
            "늘리거나([outlets.{outlet}] delay) 매체에 문의하세요. 거부를 피해 가지 않습니다."
        ),
        (
            "媒体が収集を望んでいません。hanil.toml に連絡先を書き、"
            "間隔を延ばす（[outlets.{outlet}] delay）か、媒体に問い合わせてください。"
            "拒否を回避することはしません。"
        ),
    ),
    "limited": (
        ("수집을 줄이세요. hanil.toml의 [outlets.{outlet}]에서 간격을 늘리거나 횟수를 줄이세요."),
        (
            "収集を減らしてください。hanil.toml の [outlets.{outlet}] で間隔を延ばすか、"
            "回数を減らします。"
        ),
    ),
    "login": (
        (
            "제외된 주소를 로그인하지 않은 채 여세요. 이제 로그인이 필요하다면 본문을 읽을 수 "
            "없습니다. 피드의 제목만 보관하거나 수집을 멈추세요."
        ),
        (
            "不採用のアドレスをログインせずに開いてください。"
            "ログインが必要になっていれば本文は読めません。フィードの見出しだけを残すか、"
            "収集を止めてください。"
        ),
    ),
    "robots": (
        (
            "매체의 robots.txt와 이용 조건을 읽으세요. 금지한 것은 읽지 않습니다. 전부 금지라면 "
            "수집을 멈추세요([outlets.{outlet}] enabled = false)."
        ),
        (
            "媒体の robots.txt と利用条件を確認してください。禁止されたものは読みません。"
            "すべて禁止なら収集を止めてください（[outlets.{outlet}] enabled = false）。"
        ),
    ),
    "unreachable": (
        (
            "브라우저로 사이트를 여세요. 열린다면 이 컴퓨터의 네트워크·프록시·인증서를 확인하고, "
            "열리지 않으면 기다리세요. 다시 시도합니다."
        ),
        (
            "ブラウザーでサイトを開いてください。開ければ、このマシンのネットワーク、プロキシ、"
            "証明書を確認します。開けなければお待ちください。自動で再試行します。"
        ),
    ),
    "charset": (
        (
            "페이지의 실제 인코딩이 표시된 것과 다릅니다. 하나를 저장해(scrapy probe {outlet} "
            "--save DIR) scrapy read FILE --url URL 명령으로 살펴보세요."
        ),
        (
            "ページの文字コードが宣言と異なります。一つ保存し（scrapy probe {outlet} --save DIR）"
            "、scrapy read FILE --url URL で確認してください。"
        ),
    ),
    "fault": (
        (
            "매체가 아니라 이 프로그램의 오류입니다. {outlet}의 제외된 페이지에 오류 내용이 "
            "있습니다. scrapy read URL 명령으로 다시 확인해 페이지와 함께 알리거나, 고친 뒤 "
            "scrapy crawl {outlet} -a urls=URL 명령으로 다시 읽으세요."
        ),
        (
            "媒体ではなく、このプログラムの誤りです。{outlet} の不採用ページに内容があります。"
            "scrapy read URL で再現し、ページと一緒に報告するか、修正後に scrapy crawl {outlet} "
            "-a urls=URL で読み直してください。"
        ),
    ),
    "feed": (
        (
            "주소를 여세요. 열리지 않으면 매체의 RSS 안내에서 새 주소를 찾아 "
            "crawler/spiders/{outlet}.py에 적으세요."
        ),
        (
            "アドレスを開いてください。開けなければ、媒体のRSSの案内で新しいアドレスを探し、"
            "crawler/spiders/{outlet}.py を直してください。"
        ),
    ),
    "entries": (
        (
            "{outlet}의 로그에 읽지 못한 첫 항목이 나옵니다. 매체의 문서가 깨졌으면 매체에 "
            "알리고, 멀쩡하면 이 프로그램의 오류이니 문서와 함께 알리세요."
        ),
        (
            "{outlet} のログに、読めなかった最初の項目があります。"
            "媒体の文書が壊れていれば媒体に、"
            "正常ならこのプログラムの誤りとして文書と一緒に報告してください。"
        ),
    ),
    "addresses": (
        (
            "{outlet}의 로그에 첫 주소가 나옵니다. 기사라면 crawler/spiders/{outlet}.py의 "
            "articles = ArticleUrl(...)에 형식을 추가하고, 아니면 경보를 확인 처리하세요(scrapy "
            "health --accept)."
        ),
        (
            "{outlet} のログに最初のアドレスがあります。記事であれば crawler/spiders/{outlet}.py "
            "の articles = ArticleUrl(...) に形式を追加し、違えば警報を承認してください（scrapy "
            "health --accept）。"
        ),
    ),
    "failing": (
        "{outlet}의 로그(data/logs/{outlet}.log)를 읽고 마지막 줄의 문제를 고치세요.",
        "{outlet} のログ（data/logs/{outlet}.log）を読み、最後の行の問題を直してください。",
    ),
    "backup": (
        (
            "scrapy backup 명령을 실행하고 결과를 읽으세요. 밤 작업이 켜져 있는지(python "
            "scheduler.py --list), hanil.toml의 [backup]에 적은 디스크가 있고 여유가 있는지 "
            "확인하세요."
        ),
        (
            "scrapy backup を実行し、結果を読んでください。夜間の処理が有効か（python "
            "scheduler.py --list）、hanil.toml の [backup] "
            "のディスクがあり空きがあるかを確認します。"
        ),
    ),
    "archive": (
        (
            "{outlet}의 로그를 보세요. 공간이 있고 데이터베이스 옆의 archive/에 쓸 수 있는지 "
            "확인하세요. 기사는 그대로 저장됩니다."
        ),
        (
            "{outlet} のログを確認してください。空きがあるか、データベースの隣の archive/ "
            "に書き込めるかを調べます。記事は保存されています。"
        ),
    ),
    "room": (
        (
            "공간을 확보하거나, data/를 더 큰 디스크로 옮기거나, 백업을 줄이거나(hanil.toml의 "
            "[backup]), 관련 없는 기사의 본문을 더 빨리 지우세요(hanil.toml의 [keep])."
        ),
        (
            "空きを作る、data/ を大きなディスクに移す、バックアップを減らす（hanil.toml の "
            "[backup]）、関連なしの記事の本文を早めに削除する（hanil.toml の [keep]）"
            "のいずれかを行ってください。"
        ),
    ),
    "delivery": (
        (
            "scrapy channels를 보고 scrapy channels test NAME을 실행하세요. "
            "서버·포트·사용자·비밀번호는 hanil.toml의 [mail]에 있습니다. 보내지 못한 것은 남아 "
            "있다가 나중에 보냅니다."
        ),
        (
            "scrapy channels を確認し、scrapy channels test NAME を実行してください。サーバー、"
            "ポート、ユーザー、パスワードは hanil.toml の [mail] にあります。"
            "未送信の分は後で送られます。"
        ),
    ),
    "idle": (
        (
            "스케줄러나 cron이 돌고 있는지 확인하세요. python scheduler.py --list 명령이 무엇이 "
            "밀려 있는지 보여 줍니다."
        ),
        (
            "スケジューラーまたは cron が動いているか確認してください。python scheduler.py --list"
            " で、予定が分かります。"
        ),
    ),
}

HEALTH: Mapping[str, tuple[str, str, str]] = {
    **{
        f"alarm {kind}": (each.english, each.korean, each.japanese) for kind, each in KINDS.items()
    },
    **{f"advice {kind}": (KINDS[kind].advice, *both) for kind, both in _ADVICE.items()},
    "health_say": (
        "{outlets} outlets, {well} of them well.",
        "매체 {outlets}곳 가운데 {well}곳이 정상입니다.",
        "{outlets}媒体のうち{well}媒体が正常です。",
    ),
    "is_collecting": ("Collecting", "수집 중", "収集中"),
    "not_collecting": ("Not collecting", "수집 중단", "収集停止"),
    "at_work": ("At work: {outlets}", "지금 수집하는 매체: {outlets}", "収集中の媒体：{outlets}"),
    "open_alarms": ("Open alarms", "미해결 경보", "未解決の警報"),
    "no_alarms": ("None is open.", "미해결 경보가 없습니다.", "未解決の警報はありません。"),
    "what_to_do": ("What to do", "할 일", "対処"),
    "alarm_since": (
        "Since {since}, noticed {opened}; number {number}",
        "{since}부터, {opened} 확인, 번호 {number}",
        "{since}から、{opened}に検知、番号{number}",
    ),
    "of_run": ("run {number}", "수집 {number}", "収集{number}"),
    "outlet_state": ("State", "상태", "状態"),
    "state_well": ("Well", "정상", "正常"),
    "state_alarms": ("{count} alarms", "경보 {count}건", "警報{count}件"),
    "state_unwatched": (
        "Not crawled: brought in",
        "수집하지 않음(가져온 기사)",
        "収集なし（取り込み）",
    ),
    "last_crawl": ("Last run", "최근 수집", "最終収集"),
    "never_crawled": ("never", "없음", "なし"),
    "newest_article": ("Newest article", "최신 기사", "最新記事"),
    "no_article": ("none", "없음", "なし"),
    "article_number": ("Articles", "기사 수", "記事数"),
    "usual_rhythm": ("Usual appearances", "평소 게재", "平常の掲載"),
    "rhythm_unknown": ("not known yet", "아직 모름", "未確定"),
    "no_outlet_yet": (
        "No article of any outlet is stored yet.",
        "아직 저장된 기사가 없습니다.",
        "まだ保存された記事がありません。",
    ),
    "recovered": ("Recovered", "해결됨", "解決済み"),
    "recovered_line": (
        "{closed}: {outlet}, {name}, open since {opened}",
        "{closed}: {outlet}, {name}({opened}부터)",
        "{closed}：{outlet}、{name}（{opened}から）",
    ),
    "all_alarms": ("All alarms", "모든 경보", "すべての警報"),
    "for_monitors": ("For monitors", "모니터링용", "監視用"),
    "for_prometheus": ("For Prometheus", "Prometheus용", "Prometheus用"),
    "delay_told": (
        "stored {median} min after publication, 19 of 20 within {late} min",
        "게재 후 보관까지 중앙값 {median}분, 20건 중 19건은 {late}분 이내",
        "掲載から保存まで中央値{median}分、20件中19件は{late}分以内",
    ),
    "usual_days": (
        "{working} on working days, {saturday} Saturdays, {sunday} Sundays, {holiday} holidays",
        "평일 {working}건, 토 {saturday}건, 일 {sunday}건, 휴일 {holiday}건",
        "平日{working}件、土{saturday}件、日{sunday}件、祝日{holiday}件",
    ),
    "more_brought_in": (
        "and {count} more outlets that are not crawled",
        "수집하지 않는 매체 {count}곳 더 있음",
        "ほかに収集していない媒体が{count}件",
    ),
}
