"""The words that invented news is made of, by language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """A language's words: single ones are joined to names and compounds."""

    syllables: tuple[str, ...]  # of names
    nouns: tuple[str, ...]
    verbs: tuple[tuple[str, ...], ...]  # synonyms stand together
    places: tuple[str, ...]
    suffixes: tuple[str, ...]  # of organisations
    titles: tuple[str, ...]
    units: tuple[str, ...]
    adverbs: tuple[str, ...]
    quotations: tuple[str, ...]


def _verbs(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(each.split("/")) for each in text.split())


KOREAN = Words(
    syllables=tuple(
        "가나다라마바사아자차하고노도로모보소오조호구누두루무부수우주후기니디리미비시이지희"
    ),
    nouns=tuple(
        "기술 협력 수출 시장 인력 자금 설비 부품 소재 공정 특허 인증 품질 물류 창업 투자 육성 연구 개발 교육 훈련 전시 상담 계약"
        " 생산 판로 유통 정책 제도 규제 세제 금융 보증 대출 환율 관세 통관 항만 공항 도로 철도 지역 상권 전통 문화 관광 숙박 식품"
        " 농업 수산 축산 임업 환경 기후 탄소 에너지 전력 수소 전지 반도체 장비 로봇 자동차 조선 항공 우주 통신 보안 정보 자료 평가"
        " 감사 조사 통계 지표 전망 분석 대책 방안 과제 사업 계획 목표 성과 실적 매출 이익 손실 비용 임금 고용 채용 퇴직 복지 안전"
        " 보건 의료 바이오 화장품 섬유 의류 가구 목재 제지 인쇄 출판 영상 음악 공연 체육 대회 행사 포럼 총회 이사회 위원회 협약 교류"
        " 방문 회담 면담 간담회 설명회 박람회 공모전 시상식".split()
    ),
    verbs=_verbs(
        "밝혔다/말했다/전했다/설명했다 늘렸다/확대했다/키웠다 줄였다/축소했다/낮췄다 열었다/개최했다/마련했다"
        " 맺었다/체결했다 추진한다/진행한다/벌인다 지원한다/돕는다/뒷받침한다 검토한다/살핀다 발표했다/공개했다/내놨다"
        " 시작했다/착수했다/나섰다 마쳤다/끝냈다/완료했다 기대한다/내다봤다/전망한다 논의했다/협의했다/의논했다"
        " 선정했다/뽑았다/골랐다 강조했다/역설했다 요청했다/건의했다"
    ),
    places=tuple(
        "서울 부산 대구 인천 광주 대전 울산 수원 창원 전주 청주 제주 도쿄 오사카 나고야 후쿠오카 삿포로".split()
    ),
    suffixes=tuple(
        "산업 테크 정밀 화학 전자 식품 물산 협회 조합 연구소 재단 진흥원 상공회의소".split()
    ),
    titles=tuple("대표 회장 이사장 본부장 원장 장관 의원 교수".split()),
    units=tuple("억원 곳 개사 명 건 % 만달러 개월 톤 차례".split()),
    adverbs=tuple(
        "이번에 앞으로 올해부터 지난해보다 처음으로 공동으로 함께 본격적으로 단계적으로 우선".split()
    ),
    quotations=("“{}”고 {} {}이 말했다.", "{} {}은 “{}”고 강조했다."),
)
JAPANESE = Words(
    syllables=tuple("山川田中村上下木林森石本松竹井原野島崎橋東西南北高大小古新青白金宮谷池"),
    nouns=tuple(
        "技術 協力 輸出 市場 人材 資金 設備 部品 素材 工程 特許 認証 品質 物流 創業 投資 育成 研究 開発 教育 訓練 展示 商談 契約"
        " 生産 販路 流通 政策 制度 規制 税制 金融 保証 融資 為替 関税 通関 港湾 空港 道路 鉄道 地域 商店 伝統 文化 観光 宿泊 食品"
        " 農業 水産 畜産 林業 環境 気候 炭素 燃料 電力 水素 電池 半導体 装置 機械 自動車 造船 航空 宇宙 通信 保安 情報 資料 評価"
        " 監査 調査 統計 指標 見通し 分析 対策 方策 課題 事業 計画 目標 成果 実績 売上 利益 損失 費用 賃金 雇用 採用 退職 福祉 安全"
        " 保健 医療 薬品 化粧品 繊維 衣料 家具 木材 製紙 印刷 出版 映像 音楽 公演 体育 大会 行事 討論会 総会 理事会 委員会 協定 交流"
        " 訪問 会談 面談 懇談会 説明会 博覧会 公募 表彰式".split()
    ),
    verbs=_verbs(
        "明らかにした/述べた/伝えた/説明した 増やした/拡大した/広げた 減らした/縮小した/抑えた 開いた/開催した/設けた"
        " 結んだ/締結した 進める/推進する/行う 支援する/後押しする/助ける 検討する/調べる 発表した/公表した/示した"
        " 始めた/着手した/乗り出した 終えた/完了した 期待する/見込む/予想する 話し合った/協議した/議論した"
        " 選んだ/選定した 強調した/訴えた 求めた/要請した"
    ),
    places=tuple(
        "東京 大阪 名古屋 福岡 札幌 仙台 広島 京都 神戸 横浜 新潟 静岡 ソウル 釜山 大邱 仁川 済州".split()
    ),
    suffixes=tuple(
        "産業 製作所 精機 化学 電子 食品 商事 協会 組合 研究所 財団 機構 商工会議所".split()
    ),
    titles=tuple("社長 会長 理事長 本部長 所長 大臣 議員 教授".split()),
    units=tuple("億円 カ所 社 人 件 % 万ドル カ月 トン 回".split()),
    adverbs=tuple(
        "今回 今後 今年から 昨年より 初めて 共同で 一緒に 本格的に 段階的に まず".split()
    ),
    quotations=("「{}」と{}{}は話した。", "{}{}は「{}」と強調した。"),
)
ENGLISH = Words(
    syllables=tuple("han kim sol mar ten bar lin dor vel kor nam sun ger pol tas mir".split()),
    nouns=tuple(
        "technology cooperation export market labour funding equipment component material process patent"
        " certificate quality logistics startup investment nurture research development education training"
        " exhibition consultation contract production channel distribution policy system regulation taxation"
        " finance guarantee lending currency tariff customs harbour airport highway railway region commerce"
        " tradition culture tourism lodging grocery farming fishery livestock forestry environment climate"
        " carbon energy electricity hydrogen battery semiconductor machinery robotics automobile shipbuilding"
        " aviation space telecom security information document evaluation audit survey statistics indicator"
        " outlook analysis measure option problem project schedule target outcome record revenue profit loss"
        " expense wage employment recruitment retirement welfare safety health medicine biotech cosmetics"
        " textile clothing boilerplate timber paper printing publishing video music performance sport contest"
        " event forum assembly board committee agreement exchange visit meeting interview briefing fair".split()
    ),
    verbs=_verbs(
        "announced/said/explained/disclosed expanded/increased/enlarged cut/reduced/lowered held/hosted/organised"
        " signed/concluded pursues/promotes/conducts supports/backs/assists reviews/examines released/published"
        " started/launched/began finished/completed/ended expects/forecasts/anticipates discussed/debated"
        " selected/chose/picked stressed/emphasised requested/asked"
    ),
    places=tuple(
        "Seoul Busan Daegu Incheon Jeju Tokyo Osaka Nagoya Fukuoka Sapporo Sendai Kyoto".split()
    ),
    suffixes=tuple(
        "Industries Tech Precision Chemical Foods Trading Association Institute Foundation".split()
    ),
    titles=tuple("chairman president director minister professor chief".split()),
    units=tuple(
        "billion won|firms|people|cases|percent|million dollars|months|tonnes|rounds".split("|")
    ),
    adverbs=tuple(
        "jointly gradually recently formally together first again mainly largely soon".split()
    ),
    quotations=("“{}”, {}, the {}, said.", "{}, the {}, stressed that “{}”."),
)
LANGUAGES = {"ko": KOREAN, "ja": JAPANESE, "en": ENGLISH}
