"""What subscriptions and the pages of mailed links say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MESSAGES: Mapping[str, str] = {
    "subscriptions_say": "Who is told what, when, and in which language.",
    "subscriptions_none": "There is no subscription yet.",
    "no_channels": (
        "hanil.toml names no channel yet: an administrator sets one up (docs/delivery.md)."
    ),
    "subscription_new": "New subscription",
    "subscription_change": "Change “{name}”",
    "subscription": "Subscription",
    "subscription_name": "Name",
    "whose": "Whose",
    "of_commands": "command line",
    "sub channel": "Channel",
    "channel_gone": "hanil.toml no longer names this channel: nothing is sent.",
    "stories_of": "Stories",
    "all_relevant": "All relevant stories",
    "present_filter": "As before",
    "filters_advice": "A filter that you save in the queue can be chosen here.",
    "rhythm": "When",
    "rhythm at_once": "At once",
    "rhythm daily": "Daily",
    "rhythm weekly": "Weekly",
    "at_time": "At",
    "weekday": "Day of the week",
    "days_of": "Days (daily)",
    "days every": "Every day",
    "days weekdays": "Monday to Friday",
    "days KR": "Working days in Korea",
    "days JP": "Working days in Japan",
    "days either": "Working days in either country",
    "message_language": "Language",
    "sections": "Sections by",
    "sections tag": "tag",
    "sections concept": "subject",
    "sections country": "country",
    "least_score": "Least score",
    "quiet_from": "Quiet from",
    "quiet_until": "Quiet until",
    "empty_too": "Send it on empty days, too",
    "last_served": "Last sent",
    "sub never": "never",
    "sub paused": "paused",
    "sub active": "active",
    "sub pause": "Pause",
    "sub resume": "Resume",
    "sub change": "Change",
    "sub create": "Create",
    "sub preview": "Preview",
    "delete_this": "Delete this subscription",
    "delete_sure": "Delete it for good. What waits to be sent is not sent any more.",
    "recipients": "Recipients",
    "recipients_say": (
        "Addresses that need no account. Each is asked by mail once, and gets nothing until it"
        " has confirmed."
    ),
    "recipients_none": "Nobody but whom hanil.toml names.",
    "mail_address": "Mail address",
    "add_recipient": "Add and ask",
    "take_out": "Take out",
    "sub state": "State",
    "recipient asked": "asked, not confirmed",
    "recipient confirmed": "gets it",
    "recipient ended": "unsubscribed",
    "recipient bounced": "refused by its mail server: {said}",
    "bad name": "A name has 1 to 60 characters, on one line.",
    "bad taken": "There is a subscription of this name already.",
    "bad channel": "Choose a channel of the list.",
    "bad at_time": "Write the time like 08:30.",
    "bad quiet": "Write both quiet hours like 22:00, or neither.",
    "bad least_score": "The least score is a number from 0 to 1000.",
    "bad address": "That is no address that a mail can be sent to.",
    "bad often": "It was asked so often today, or there are so many, that no more can be added.",
    "bad personal": (
        "Nobody in particular reads a message: it can't have what is unread, what is new since the"
        " last visit or what waits for “me”."
    ),
    "bad choice": "Choose one of the values that are offered.",
    "mail_ask_end": "Stop mail of “{name}”?",
    "mail_ended": "You get no more mail of “{name}”.",
    "mail_ended_all": "You get no more of our mails.",
    "mail_ask_confirm": "Do you want mail of “{name}”?",
    "mail_confirmed": "You will get “{name}” by mail.",
    "mail_link_void": "This link can't be used.",
    "mail_link_not_now": "That is not possible just now. Please try again later.",
    "link_void_advice": "It may be old, or cut. To stop a mail, answer it with “unsubscribe”.",
    "end_this": "Stop it",
    "end_everything": "Stop all mails",
    "confirm_this": "Yes, send it",
    "confirm_or_nothing": "If you do nothing, you get nothing.",
}
