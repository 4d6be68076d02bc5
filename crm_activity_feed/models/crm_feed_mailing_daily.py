from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date, format_time
from odoo.tools.urls import urljoin

from ..engine.access import SALESPERSON
from .crm_feed_mailing import Mailing, get_morning

#: A mail is read in a minute: what is more is told as a number.
MAX_LINES = 40


class CrmFeedMailing(models.AbstractModel):
    """The plan of the day: what is overdue and what is due today, in one mail."""

    _inherit = "crm.feed.mailing"

    @api.model
    def _get_mailings(self):
        daily = Mailing(
            title=self.env._("Plan of the day"),
            wanted="crm_feed_daily_mail",
            sent_on="crm_feed_daily_mail_on",
            get_period=get_morning,
            find_users=self._find_daily_users,
            prepare=self._prepare_daily,
        )
        return {**super()._get_mailings(), "daily": daily}

    @api.model
    def _find_daily_users(self, domain):
        """Return the salespersons, and whoever else owns a note that is due.

        Others have activities, too; but who does not sell did not ask for a feed.
        """
        tomorrow = fields.Date.add(fields.Date.today(), days=1)
        due = Domain([("state", "=", "open"), ("deadline_day", "<=", tomorrow)])
        owners = self.env["crm.feed.note"]._read_group(due, ["user_id"])
        sellers = Domain("all_group_ids", "in", self.env.ref(SALESPERSON).ids)
        owners = Domain("id", "in", [owner.id for (owner,) in owners])
        return self.env["res.users"].search(domain & (sellers | owners))

    @api.model
    def _prepare_daily(self, mailing):
        """Return what is to be told to the current user today; see ``Mailing``."""
        Entry = self.env["crm.feed.entry"]
        user = self.env.user
        due = Entry._get_scope_domain("mine") & Domain(
            "state", "in", ["overdue", "today"]
        )
        # What is mine to do, and meetings that I take part in. Of the rest, somebody
        # else keeps the plan.
        due &= Domain("user_id", "=", user.id) | Domain("kind", "=", "meeting")
        ids = Entry.search(due, order="date, id", limit=MAX_LINES + 1).ids
        if not ids:
            return None
        count = len(ids) if len(ids) <= MAX_LINES else Entry.search_count(due)
        entries = {entry["id"]: entry for entry in Entry._read_entries(ids[:MAX_LINES])}
        entries = [entries[id_] for id_ in ids if id_ in entries]
        today = fields.Date.context_today(self)
        day = format_date(self.env, today, date_format="full")
        heading = self.env._("Your plan for %(day)s", day=day)
        values = {
            "heading": heading,
            "sections": [
                {
                    "state": state,
                    "lines": [
                        self._prepare_line(entry)
                        for entry in entries
                        if entry["state"] == state
                    ],
                }
                for state in ("overdue", "today")
            ],
            "more": count - len(entries),
            "plan_url": urljoin(self.get_base_url(), self._get_plan_path()),
        }
        return heading, "crm_activity_feed.crm_feed_mail_daily", values

    @api.model
    def _prepare_line(self, entry):
        """Return an entry as a line of a mail.

        :param dict entry: as in ``crm.feed.entry.get_page``
        :return: ``{"title", "url", "when", "names"}``: plain texts
        """
        path = self._get_path(*self._get_entry_place(entry))
        # The name of a contact tells its company.
        links = (entry["partner_id"] or entry["customer_id"], entry["lead_id"])
        return {
            "title": entry["title"] or entry["source"]["name"],
            "url": urljoin(self.get_base_url(), path),
            "when": self._format_when(entry),
            "names": [link["display_name"] for link in links if link],
        }

    @api.model
    def _format_when(self, entry):
        moment = fields.Datetime.to_datetime(entry["date"])
        if not entry["is_all_day"]:
            moment = fields.Datetime.context_timestamp(self, moment)
        if entry["state"] == "overdue":
            return format_date(self.env, moment.date())
        if entry["is_all_day"]:
            return self.env._("All day")
        return format_time(self.env, moment.time(), time_format="short")

    @api.model
    def _get_entry_place(self, entry):
        """Return where to read an entry: in the feed of its customer.

        Who has no feed is led to the record. The client's copy is ``getEntryPath``.

        :return: ``(model, id, key of the entry or False)``
        """
        document = entry["document_model"], entry["document_id"]
        if not self.env.user.has_group(SALESPERSON):
            return *document, False
        if customer := entry["customer_id"]:
            return "res.partner", customer["id"], entry["key"]
        if lead := entry["lead_id"]:
            return "crm.lead", lead["id"], entry["key"]
        return *document, entry["key"]

    @api.model
    def _get_path(self, model, res_id, key):
        """Return the path that leads to a place; see :meth:`_get_entry_place`."""
        # What has no dot could be the path of an action.
        path = f"/odoo/{model if '.' in model else f'm-{model}'}/{res_id}"
        return f"{path}?feed_entry={key}" if key else path

    @api.model
    def _get_plan_path(self):
        if self.env.user.has_group(SALESPERSON):
            return "/odoo/my-day"
        return "/odoo/action-crm_activity_feed.crm_feed_note_action"
