from odoo import SUPERUSER_ID, api

#: What the roles that come with the addon mean for a decision. They are loaded once, so
#: that names and colors stay as they were changed; this field is new to them.
INFLUENCES = {
    "decision_maker": "decides",
    "influencer": "influences",
    "evaluator": "influences",
    "sponsor": "influences",
}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name, influence in INFLUENCES.items():
        role = env.ref(
            f"crm_activity_feed.crm_feed_role_{name}", raise_if_not_found=False
        )
        if role:
            role.influence = influence
