"""Keys of pages of any site as they were made when m026 was released: frozen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus, unquote, unquote_plus, unquote_to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

_BEGINNINGS = tuple(
    (
        """
        __hs _branch_ _bta_ _hs _sgm_ action_object_ action_ref_ action_type_ adjust_
        bsft_ fb_action_ guce_ hmb_ hsa_ matomo_ mindbox- mtm_ oly_ omnisend personaclick_
        piwik_ sb_referer sfmc_ stm_source utm- utm_ vero_ wt.
        """
    ).split()
)
_TRACKERS = frozenset(
    (
        """
        __cft__ __io_lv __s __tn__ __twitter_impression __xts__ _bhlid _branch_match_id _cio_id
        _clde _cldee _ga _gac _gid _gl _ke _kx _openstat _ssc_id a8mat adclid adebis adgroupid
        adj_adgroup adj_campaign adj_creative adj_label adj_t admitad_uid adset_id aff_platform
        aff_trace_key afftrack algo_expid algo_pvid amp_gsa amp_js_v amp_r aqs asc_campaign
        asc_contentid asc_contenttype asc_refurl asc_source at_bbc_team at_campaign
        at_campaign_type at_creation at_custom1 at_custom2 at_custom3 at_custom4 at_format
        at_link_id at_link_origin at_link_type at_medium at_ptr_name at_recipient_id
        at_recipient_list awc bance_xuid bbeml bemobdata beyond_uid cio_id cjdata cjevent
        ck_subscriber_id click_sum cm_cr cm_ite cm_lm cm_mmc cm_mmca1 cm_mmca2 cm_pla cm_sp
        cmpid cto_pld cvid cx_artpos cx_experienceid cx_navsource cx_rec_section cx_testid
        cx_testvariant dclid dicbo dm_i ef_id elq elq_cid elq_ck elq_mid elqaid elqak elqat
        elqcampaignid elqcontactid elqcsid elqcst elqtrack elqtrackid email_token emailreferrer
        ens_medium epik et_cid et_mid et_rid fb_comment_id fb_ref fb_source fbc fbclid fbp fref
        ga_campaign ga_content ga_medium ga_place ga_source ga_term gad gad_adgroupid
        gad_campaignid gad_source gbraid gclid gclsrc gdffi gdfms gdftrk gs_l gs_lcp gs_lcrp
        guccounter gws_rd hootpostid hsctatracking igsh igshid inf_contact_key ir_adid
        ir_campaignid ir_partnerid irclickid iref irgwc is_from_webapp iterable_campaign_id
        iterable_template_id itm_audience itm_campaign itm_channel itm_content itm_medium
        itm_source itm_term jmtyclid kakao_from kakaotalk_from li_fat_id lici lipi maropost_id
        mc_cid mc_eid mc_tc mibextid midsig midtoken mkt_tok mkwid ml_subscriber
        ml_subscriber_hash mrkgadid mrkgcl msclkid msockid n_ad n_ad_group n_ad_group_type
        n_campaign_type n_cid n_keyword n_keyword_id n_mall_id n_mall_pid n_match n_media
        n_network n_query n_rank napm nb_expid_meta nb_placement nltr ns_campaign ns_fee
        ns_linkname ns_mchannel ns_source nx_source obclid ocid oft_c oft_ck oft_d oft_id
        oft_ids oft_k oft_lk oft_sk openexternalbrowser outbrainclickid pcampaign pcrid
        pi_ad_id pi_campaign_id piccampaign pinned_post_asset_id pinned_post_locator
        pinned_post_type pk_campaign pk_cid pk_content pk_keyword pk_kwd pk_medium pk_source
        pk_vid r_campaign_id raneaid ranmid ransiteid rb_clickid rdt_cid recommended_by
        recommended_code redirect_log_mongo_id redirect_mongo_id ref_src ref_url rmxcid roistat
        roistat_visit rtkcid s_cid s_kwcid sc_campaign sc_channel sc_content sc_country
        sc_customer sc_eh sc_geo sc_lid sc_llid sc_medium sc_outcome sc_src sc_uid sccid sei
        sender_device share_source shareadraft smid sms_click sms_source sms_uph smtyp snsfrom
        soc_src soc_trk spjobid spm spmailingid spreportid spuserid sr_share srsltid
        ss_campaign_id ss_campaign_name ss_campaign_sent_date ss_email_id ss_source sscid
        syclid sznclid tblci tduid tracking_id tracking_source trackingid triedredirect
        trk_contact trk_gid trk_link trk_module trk_msg trk_sid trkcampaign trkemail trkinfo
        tt_content tt_from tt_medium ttclid tw_adid tw_campaign tw_source twclid
        unicorn_click_id user_email_address usqp ved vgo_ee vmcid wbraid wickedid wickedsource
        wprov xmt xnpe_cmp xtor yaclid yadclid yadordid yclid yj_r ymclid ysclid ysref zanpid
        zarsrc
        """
    ).split()
)
_VISIT = re.compile(r"^(?:jsession_?id|phpsessid|aspsessionid.*|cftoken)$", re.IGNORECASE)
_SESSION = re.compile(r"^session_?id$", re.IGNORECASE)
_SHORT_NUMBER = re.compile(r"^[0-9]{1,9}$")
_VISIT_IN_PATH = re.compile(r";(?:jsessionid|phpsessid)=[^/;?]*", re.IGNORECASE)


def _without_dots(path: str) -> str:
    """Return a path without ``.`` and ``..``, as browsers resolve them (RFC 3986, 5.2.4)."""
    if "/." not in path:
        return path or "/"
    kept: list[str] = []
    *folders, last = path.split("/")[1:]
    for each in folders:
        if each == "..":
            kept = kept[:-1]
        elif each != ".":
            kept.append(each)
    if last == "..":
        kept = kept[:-1]
    return "/".join(("", *kept, "" if last in {".", ".."} else last))


def _parameters(query: str) -> Iterator[tuple[str, str, str]]:
    """Yield the parameters of a query, escaped: name, ``=`` if there is one, value."""
    for each in query.replace("&amp;", "&").split("&"):
        name, equals, value = each.partition("=")
        if each and not _is_about_reader(unquote_plus(name).lower(), unquote_plus(value)):
            yield _escaped(name), equals, _escaped(value)


def _is_about_reader(name: str, value: str) -> bool:
    if _SESSION.match(name):
        return not _SHORT_NUMBER.match(value)
    return name in _TRACKERS or name.startswith(_BEGINNINGS) or bool(_VISIT.match(name))


def _escaped(text: str) -> str:
    return quote_plus(unquote_to_bytes(text.replace("+", " ")))


_SMALL_SCREEN = re.compile(
    r"^(?:(?:www|m|mobile|amp|sp|touch)\.){1,3}(?=[^.]+\.[^.]+)"
    r"(?!(?:ac|co|com|ed|go|gov|lg|ne|net|or|org|pe|re)\.[a-z]{2}$)"
)
#: What marks the AMP form of a page in its path and query.
_AMP_FILE = re.compile(r"(?<=.)\.amp(?=$|\.html?$)")
_HAS_AMP_FORM = re.compile(r"^\d+$|\d{4}|[-_][^-_]+[-_]|\.\w{2,5}$|^.{24}")
_AMP_QUERY = re.compile(r"^(?:amp(?:=(?:1|true)?)?|output(?:type)?=amp)$", re.IGNORECASE)
_SLASHES = re.compile(r"/{2,}")


def _without_amp(path: str) -> str:
    path = _AMP_FILE.sub("", path)
    plain = path.removeprefix("amp/").removesuffix("/amp")
    return plain if _HAS_AMP_FORM.search(plain.rpartition("/")[2]) else path


def rekeyed(site: str, key: str) -> tuple[str, str]:
    """Return the site and key under which the page of an old site and key is filed now.

    The old key is the page's path without escapes, and its query. What can't be understood stays.
    """
    path, _, query = key.partition("?")
    try:
        host = site if site.isascii() else site.encode("idna").decode().lower()
        path = _VISIT_IN_PATH.sub("", "/" + quote(path, safe="/:@!$&'()*+,;=~-._"))
        path = _without_dots(_SLASHES.sub("/", path))
        named = [f"{name}{equals}{value}" for name, equals, value in _parameters(query)]
        named = [each for each in named if not _AMP_QUERY.match(each)]
        path = "%3F".join(unquote(each, errors="strict") for each in path.split("%3F"))
        path = _without_amp(path.strip("/"))
    except ValueError:
        return site, key
    query = "&".join(sorted(named, key=lambda each: each.partition("=")[0]))
    new = f"{path}?{query}" if query else path
    return _SMALL_SCREEN.sub("", host), new or key
