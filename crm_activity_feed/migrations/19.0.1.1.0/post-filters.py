from odoo import SUPERUSER_ID, api

#: Favourites of the report on contacts, that are filters of its search now: those have
#: a name in each language.
NAMES = {
    "calls_by_person": "Calls per person and month",
    "contracts_by_reason": "Contracts by reason",
    "contacts_by_reason": "Contacts by reason and kind",
}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name, text in NAMES.items():
        favourite = env.ref(
            f"crm_activity_feed.ir_filters_{name}", raise_if_not_found=False
        )
        # Whoever has given it another name has made it something else.
        if favourite and favourite.name == text:
            favourite.unlink()
