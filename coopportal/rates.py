"""How often somebody may do what costs something or could be guessed at.

Counted by allauth's limiter, beside its own: per address (`ip`), per person (`user`) or per `key` that the view names.
"""

from __future__ import annotations

from typing import Final

ACCOUNT_RATE_LIMITS: Final = {
    # A hall full of members signs in from behind one address; a mailbox still gets no more than three.
    "request_login_code": "60/m/ip,3/m/key",
    "visit_start": "10/m/ip",
    "visit_answer": "60/m/ip",
    "present_abroad": "20/m/user",
    "recognise": "20/m/user",
    "interest_send": "5/m/ip,30/h/ip",
    "comment_send": "5/m/ip,30/h/ip",
    "join_start": "20/m/ip",
    "join_send": "10/m/ip",
    "join_confirm": "20/m/ip",
    "check_card": "60/m/ip,600/h/ip",
    "verify_api": "240/m/ip",
    "card_replace": "5/h/user",
    "own_data": "20/h/user",
    "own_details": "20/h/user",
    "claim_mail": "10/h/ip,3/h/key",
    "sender_check": "10/m/user",
    "unsubscribe": "20/m/key",
    "unsubscribe_guess": "60/m/ip",
    "mail_events": "600/m/ip",
    "find_membership": "5/m/ip,30/h/ip",
    "claim_send": "10/m/ip,3/h/key",
    "shop_code": "240/m/ip",
    "issue_api": "120/m/key",
    "incident_take": "60/m/ip",
    "incident": "20/d/key",
    "desk_pair": "20/m/ip,100/h/ip",
    "desk_scan": "60/m/key",
    "desk_lookup": "20/m/ip,200/h/ip",
}
