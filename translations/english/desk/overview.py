"""What the overview and the pages of organisations, places and concepts say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MESSAGES: Mapping[str, str] = {
    "from_to": "{since} to {until}",
    "week_before": "Week before",
    "week_after": "Week after",
    "all_concepts": "Organisations, places, concepts",
    "overview_none": "There is no relevant story in these days.",
    "say_even": "Of {both} told in both countries with a clock time, each was first with half.",
    "say_first KR": (
        "Korea’s press was first with {first}, of {both} told in both countries with a clock time."
    ),
    "say_first JP": (
        "Japan’s press was first with {first}, of {both} told in both countries with a clock time."
    ),
    "say_no_lead": "No story was told in both countries with a clock time.",
    "say_change": "The largest change: {name}, from {before} to {now} {now:story|stories}.",
    "figures_of_week": "Figures of the week",
    "kpi_stories": (
        "relevant stories: Korea told {korea}, Japan {japan}; {articles}"
        " {articles:article|articles}."
    ),
    "kpi_before": "{value} on average before.",
    "kpi_lead": "median lead where both told it.",
    "kpi_lead_before": "{time} the week before.",
    "n_of_m": "{n} of {m}",
    "kpi_progress": "decided; {waiting} wait, and {border} more at the border.",
    "kpi_recall": "estimated recall of the watch list, {low} to {high} %.",
    "kpi_no_recall": "Too few articles of the samples are decided for an estimate of the recall.",
    "stories_a_day": "Relevant stories a day",
    "stories_a_day_about": (
        "Korea above the line, Japan beneath, {since} to {until}. The table beneath has every"
        " figure."
    ),
    "weeks_count": "{count} {count:week|weeks}",
    "korea_above": "Korea, above",
    "japan_beneath": "Japan, beneath",
    "weekends_shaded": "Weekends shaded",
    "table_days": "Table: {count} days",
    "table_weeks": "Table: {count} {count:week|weeks}",
    "table_periods": "Table: {count} {count:row|rows}, week by week",
    "table_leads": "Table: hours of lead",
    "stories_in": "{country}: stories",
    "articles_in": "{country}: articles",
    "mean_before": "mean before",
    "in_these_days": "these days",
    "drawn": "Drawn",
    "change": "Change",
    "by_concept": "By concept",
    "by_organisation": "By organisation",
    "against_before": "stories, against the mean of up to four periods before",
    "none_named": "None was named.",
    "who_leads": "Who leads, by how many hours",
    "stories_count": "{count} {count:story|stories}",
    "leads_about": "Number of stories, by the hours between the first reports of both countries.",
    "leads_undated": "{count} more were told in both, but without two certain times: no lead.",
    "hours_of_lead": "Hours of lead",
    "leads_desc": (
        "{both} {both:story|stories} told in both countries. Japan led in {japan}, Korea in"
        " {korea}. The "
        "table beneath has every figure."
    ),
    "japan_first_hours": "Japan first, hours",
    "korea_first_hours": "Korea first, hours",
    "first_by_hours": "First, by hours",
    "only_in JP": "In Japan, not yet in Korea",
    "only_in KR": "In Korea, not yet in Japan",
    "date_tick": "{day} {month}",
    "no_leads": "None of these days.",
    "only_none": "None of these days.",
    "score_is": "score {score}",
    "not_watched": "Not watched in these days:",
    "too_low": "The figures are too low by what they published meanwhile.",
    "kind organisation": "Organisation",
    "kind place": "Place",
    "kind topic": "Concept",
    "kind action": "Concept",
    "kinds organisation": "Organisations",
    "kinds place": "Places",
    "kinds topic": "Concepts",
    "concept_say": (
        "Named in {stories} relevant {stories:story|stories} from {since} to {until}: Korea"
        " told {korea}, "
        "Japan {japan}."
    ),
    "concept_none": "No relevant story has named it so far.",
    "stories_a_week": "Relevant stories a week",
    "stories_a_week_about": (
        "Korea above the line, Japan beneath; the last week ends today. The table beneath has"
        " every figure."
    ),
    "week_from": "Week from",
    "all_together": "All",
    "newest_stories": "Newest stories",
    "first_story": "First story",
    "its_names": "Names",
    "more_names": "and {count} more",
    "together_with": "Together with",
    "together_of": "In the {count} newest stories.",
    "concept": "Concept",
    "stories": "Stories",
    "concepts_say": (
        "All that the watch list looks for, with the relevant stories of the last {count} "
        "weeks that name it."
    ),
}
