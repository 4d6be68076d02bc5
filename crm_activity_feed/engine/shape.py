"""By which way a page finds messages and activities: chosen before it is read.

========== ===================================================================
way        when
========== ===================================================================
documents  A deal, a record, a contact, most customers: their documents are few.
           Found first, then their messages by document.
customer   A customer with very many messages, all of them stamped with their
           customer: the newest first, from the index on customer and date.
walk       The feed of everybody, and of somebody who took part lately, or whose
           customers did: all messages by date; the page is full after some hundreds
           or thousands. What one follows as well, if much happens there.
person     Else: the messages they wrote or got and those of their documents, or of
           what they follow, which are few, or else they are not recent.
records    One record after the other, for a list: the documents of each, found
           inside the statement, then their messages by document.
========== ===================================================================

All ways give the same page: each goes on until it is full, and looks at the document
of each message, its customer and its record rules. Only the time differs.
"""

from odoo.tools import SQL

DOCUMENTS, CUSTOMER, WALK, PERSON = "documents", "customer", "walk", "person"
RECORDS = "records"

#: From how many messages on the customer's index is the faster way.
MANY_MESSAGES = 2000
#: How far back somebody's own messages are looked for, in messages of all.
RECENT_MESSAGES = 20000
#: How many of them fill a page, whatever is left out of it.
ENOUGH_MESSAGES = 100


def choose_shape(scope):
    """Return the way for a page of ``scope``; costs at most one small query."""
    if scope is None:
        return WALK
    if scope.shape:
        return scope.shape
    if scope.customer and _is_large(scope.env, scope.customer):
        return CUSTOMER
    if scope.is_bounded:
        return DOCUMENTS
    if scope.person and not _is_active(scope):
        return PERSON
    return WALK


def _is_large(env, customer):
    if not env["crm.feed.backfill"]._is_complete():
        return False
    return _has(
        env,
        SQL(
            "SELECT FROM mail_message WHERE feed_customer_id = %s OFFSET %s LIMIT 1",
            *(customer.id, MANY_MESSAGES),
        ),
    )


def _is_active(scope):
    """Whether a page of messages is among the last ones of all."""
    return _has(
        scope.env,
        SQL(
            "SELECT FROM (SELECT author_id, model, res_id, feed_customer_id"
            " FROM mail_message"
            " ORDER BY date_trunc('second', COALESCE(date, create_date)) DESC, id DESC"
            " LIMIT %s) recent WHERE %s OFFSET %s LIMIT 1",
            *(RECENT_MESSAGES, scope.get_recent_condition("recent"), ENOUGH_MESSAGES),
        ),
    )


def _has(env, select):
    return env.execute_query(SQL("SELECT EXISTS (%s)", select))[0][0]
