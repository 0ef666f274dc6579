"""Words for opposite developments in Korean, Japanese and English: rise and fall, yes and no."""

from __future__ import annotations

#: Words for the one way and for the other, by their beginnings; one with "." is a whole word.
OPPOSITES = """
상승 올랐 오름 오른 끌어올 높아 높였 : 하락 내렸 내림 내린 떨어 끌어내 낮아 낮췄
증가 늘었 늘어 늘려 늘린 늘렸 확대 급증 : 감소 줄었 줄어 줄여 줄인 줄였 축소 급감
개선 호전 회복 반등 : 악화 부진 위축 침체
강세 엔고 원고 : 약세 엔저
흑자 : 적자
낙관 : 비관
찬성 환영 : 반대 반발
승인 통과 가결 : 거부 부결 반려
재개 개시 : 중단 종료 폐지
上昇 上向 増加 増え 拡大 急増 伸び : 下落 低下 下向 減少 減り 減っ 縮小 急減 落ち込
改善 好転 回復 持ち直 : 悪化 低迷 後退
円高 ウォン高 : 円安 ウォン安
黒字 : 赤字
増益 増収 : 減益 減収
賛成 歓迎 : 反対 反発
再開 開始 : 中止 休止 終了 廃止
rise. rises. rising. rose. climb gain. gained. : fall. falls. falling. fell. slump plunge
increas grow grew. jump surge : declin drop decreas shrink shrank.
higher. up. : lower. down.
improv brighten recover rebound better. : worsen darken dim. dims. dimmed. deteriorat weaken worse.
more. : less. fewer.
strong firmer. : weak softer.
ease. eases. eased. easier. easing. relax loosen : tight hard. harder. tougher. stricter.
approv welcom : reject oppos protest refus
expand widen extend : narrow reduc trim. trims. shorten
profit surplus : loss. losses. deficit
resum : halt suspend scrap
"""
