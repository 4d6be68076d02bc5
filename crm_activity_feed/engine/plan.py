"""What a user is to do, whoever the customer is: the plan of My Day."""

from odoo.fields import Domain
from odoo.tools import SQL

from .assigned import where_user
from .page import FeedPage
from .person_scope import MineScope
from .scope import hook_domain


class PlanScope(MineScope):
    """What I own, and the meetings I go to; not what I only wrote or have been told."""

    _hook = "_get_feed_plan_domain"

    def get_tables(self):
        return {}

    def get_document_conditions(self, branch):
        return [SQL("%s = %s", branch.columns["user_id"], self.env.uid)]

    def get_people_conditions(self, model, people):
        return people

    def get_recent_condition(self, alias):
        return SQL("%s = %s", SQL.identifier(alias, "author_id"), self.person.id)

    def explain(self, rows, sources):
        return None

    def narrow(self, branch):
        domain = self._hook_domain(branch.model)
        if domain is None:
            branch.where(where_user(branch, self.env.user.ids))
        else:
            branch.where_domain(domain)
        return True

    def domain(self):
        names = set(self.env["crm.feed.source"]._get_sources().mapped("model"))
        hooked = [
            name
            for name in sorted(names)
            if hook_domain(self.env[name], self._hook, *self._hook_args()) is not None
        ]
        own = Domain("user_id", "=", self.env.uid)
        for name, select in self._find_documents().items():
            assigned = Domain("res_id", "in", SQL("(%s)", select))
            own |= Domain("res_model", "=", name) & assigned
        return self._hooked_entries() | (own & Domain("res_model", "not in", hooked))


class PlanPage(FeedPage):
    """A page of what is to do and nothing else, of exactly the size asked for."""

    @property
    def open_limit(self):
        return self.limit
