import logging

from odoo.tools import SQL, convert_file

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from .models.crm_feed_subscription import WEAK_ORIGINS

_logger = logging.getLogger(__name__)

#: Tables with more rows than that are worth a word in the log.
MANY_ROWS = 500_000
#: For how long the installation prepares messages of before, in seconds.
BACKFILL_SECONDS = 20
#: Records that the removal deletes in one go.
BATCH = 1000
#: Records that users make on a model, and the field that names it. Actions come after
#: the jobs and templates that run or offer them.
_OF_A_MODEL = (
    ("ir.filters", "model_id"),
    ("ir.exports", "resource"),
    ("base_import.mapping", "res_model"),
    ("base_import.import", "res_model"),
    ("mail.message.subtype", "res_model"),
    ("mail.activity.plan", "res_model"),
    ("mail.template", "model_id.model"),
    ("ir.cron", "model_id.model"),
    ("base.automation", "model_id.model"),
    ("ir.actions.server", "model_id.model"),
    ("ir.actions.act_window", "res_model"),
    ("ir.actions.report", "model"),
    ("ir.rule", "model_id.model"),
    ("ir.ui.view", "model"),
)


def pre_init_hook(env):
    """Say beforehand what will take its time."""
    env.cr.execute(
        SQL(
            "SELECT relname, reltuples::bigint FROM pg_class"
            " WHERE relname IN ('mail_message', 'mail_followers', 'mail_activity')"
            " AND relkind = 'r' AND reltuples > %s ORDER BY relname",
            MANY_ROWS,
        )
    )
    for table, count in env.cr.fetchall():
        _logger.info(
            "About %s rows in %s: nobody can write there while indexes are made. They"
            " can be made beforehand, see the documentation of crm_activity_feed.",
            *(count, table),
        )


def post_init_hook(env):
    """Complete what data files cannot do."""
    if env.ref("base.module_crm_activity_feed").demo:
        _load_demo_of_apps(env)
    _add_digest_figures(env)
    # What takes longer is left to the scheduled job.
    if not env["crm.feed.backfill"]._run(BACKFILL_SECONDS):
        env["crm.feed.backfill"]._plan()
        _logger.info("A scheduled job prepares the other messages for the feed.")


def _add_digest_figures(env):
    """Show our figures in the digest that everybody gets, if it is still there.

    Not in a data file: it would make a digest anew that somebody has deleted.
    """
    digest = env.ref("digest.digest_digest_default", raise_if_not_found=False)
    if digest:
        digest.write(
            {"kpi_crm_feed_contacts_done": True, "kpi_crm_feed_notes_overdue": True}
        )


def _load_demo_of_apps(env):
    """Load the chapters of the story that need other apps.

    Their files are not in the manifest: Odoo would load them without the apps too.
    """
    for app in _get_demo_apps(env):
        for suffix in ("_demo.xml", "_recorded_demo.sql"):
            _load_demo(env, f"demo/{app}{suffix}")


def _get_demo_apps(env):
    """Yield the apps that the story has a chapter for and that are ready for it."""
    if "sale.order" in env and "opportunity_id" in env["sale.order"]:
        yield "sale"
    if "account.payment" in env and env.company.chart_template:
        yield "account"
    if "project.task" in env:
        yield "project"


def _load_demo(env, path):
    convert_file(env, "crm_activity_feed", path, {}, mode="init", noupdate=True)
    # The next file may be SQL, which reads and writes behind the ORM's back.
    env.flush_all()
    env.invalidate_all()


def uninstall_hook(env):
    """Clear the way for Odoo, which removes our records one by one.

    And take along what Odoo would leave: what users made on our models, and what the
    addon made on models of others. Customers' words stay with their documents: comments
    on entries, meetings, planned activities, and the follows that somebody chose.
    """
    env["crm.feed.source"]._drop_indexes()
    parameters = env["ir.config_parameter"]
    parameters.search([("key", "=like", "crm_activity_feed.%")]).unlink()
    _end_follows(env)
    _remove_menus(env, _get_own_models(env))
    _remove_what_users_made(env, _get_own_models(env))
    _remove_messages(env)
    _remove_records(env)
    _remove_references(env, _get_own_models(env))
    if "account.payment" in env:
        _withdraw_demo_invoices(env)


def _get_own_models(env):
    return sorted(
        name
        for name, model in env.registry.items()
        if model._original_module == "crm_activity_feed"
    )


def _end_follows(env):
    """End the follows that nobody chose: by policies, and with a customer.

    As long as their reasons are there: nothing else tells which follows these are.
    """
    reasons = env["crm.feed.subscription"]
    while weak := reasons.search([("origin", "in", WEAK_ORIGINS)], limit=BATCH):
        weak._end()
    env.cr.execute(SQL("DELETE FROM crm_feed_subscription"))
    reasons.invalidate_model()


def _remove_menus(env, names):
    """Delete the menus that users made for our actions, or for actions on our models.

    Odoo deletes the actions and keeps such menus, which open nothing then.
    """
    data = env["ir.model.data"].search([("module", "=", "crm_activity_feed")])
    ids = {
        model: lines.mapped("res_id") for model, lines in data.grouped("model").items()
    }
    actions = [
        f"{model},{action_id}"
        for model in ids
        if model.startswith("ir.actions.")
        for action_id in ids[model]
    ]
    for model, path in _OF_A_MODEL:
        if model.startswith("ir.actions."):
            made = env[model].search([(path, "in", names)])
            actions += [f"{model},{action_id}" for action_id in made.ids]
    menus = env["ir.ui.menu"].with_context(active_test=False)
    menus = menus.search([("action", "in", actions)])
    (menus - menus.browse(ids.get("ir.ui.menu"))).unlink()


def _remove_what_users_made(env, names):
    """Delete what users made on our models: favourites, jobs, templates, rules...

    Odoo would keep some, of models that are gone. Others it could not delete, and kept
    the table of the model for them.
    """
    for model, path in _OF_A_MODEL:
        if model not in env:
            continue
        every = env[model].with_context(active_test=False)
        records = every.search([(path, "in", names)])
        data = env["ir.model.data"].search(
            [("module", "=", "crm_activity_feed"), ("model", "=", model)]
        )
        (records - records.browse(data.mapped("res_id"))).unlink()
    # Meetings would go with the model; they are somebody's day.
    env.cr.execute(
        SQL(
            "UPDATE calendar_event SET res_model = NULL, res_model_id = NULL,"
            " res_id = NULL WHERE res_model IN %s",
            tuple(names),
        )
    )


def _remove_messages(env):
    """Delete what is on its way or leads nowhere: mails, reminders, pings.

    What is told on documents of others stays told there, without links to our records.
    """
    env["mail.mail"].search(
        [("state", "!=", "sent"), ("headers", "like", "/crm_feed/mail/")]
    ).unlink()
    # Of several notes at once; that of a single one goes with it.
    env["mail.message"].search(
        [
            ("message_type", "=", "user_notification"),
            ("model", "in", (False, "mail.thread")),
            ("body", "like", "feed_entry="),
        ]
    ).unlink()
    env.cr.execute(
        SQL(
            "UPDATE mail_message SET body = regexp_replace(body, %s, '\\1', 'g')"
            " WHERE body LIKE %s",
            r"<a [^>]*crm\.feed\.[^>]*>((?:(?!</a>).)*)</a>",
            "%crm.feed.%",
        )
    )
    # Both what we tell and what mail tells of our records.
    env.cr.execute(SQL("DELETE FROM bus_bus WHERE message ~ %s", '"crm[._]feed'))


def _remove_records(env):
    """Delete our records that keep others from being deleted.

    They go with their tables anyway. As long as they are there, the customers of notes
    cannot be deleted, those of the demo data among them, nor the roles of contacts.
    """
    env.cr.execute(
        SQL("UPDATE res_partner SET feed_role_id = NULL WHERE feed_role_id IS NOT NULL")
    )
    env.cr.execute(SQL("DELETE FROM crm_feed_lead_contact"))
    env.invalidate_all()
    notes = env["crm.feed.note"].with_context(active_test=False)
    while batch := notes.search([], limit=BATCH):
        batch.unlink()


def _remove_references(env, names):
    """Delete what Odoo notes down of foreign keys and models, and forgets to delete.

    Foreign keys of ours on tables of others; names that other addons give to values of
    fields that our models have from their mixins.
    """
    module = env.ref("base.module_crm_activity_feed")
    keys = env["ir.model.constraint"].with_context(**{MODULE_UNINSTALL_FLAG: True})
    keys.search([("module", "=", module.id), ("type", "=", "f")]).unlink()
    env.cr.execute(
        SQL(
            "DELETE FROM ir_model_data WHERE module <> %(ours)s"
            " AND (model = 'ir.model.fields.selection' AND res_id IN ("
            "SELECT selection.id FROM ir_model_fields_selection selection"
            " JOIN ir_model_fields field ON field.id = selection.field_id"
            " WHERE field.model IN %(names)s)"
            " OR model = 'ir.model.inherit' AND res_id IN ("
            "SELECT inherit.id FROM ir_model_inherit inherit"
            " JOIN ir_model ON ir_model.id = inherit.model_id"
            " WHERE ir_model.model IN %(names)s))",
            ours=module.name,
            names=tuple(names),
        )
    )
    env.invalidate_all()


def _withdraw_demo_invoices(env):
    """Delete the posted invoices of the story: Odoo would not."""
    story = env["ir.model.data"].search(
        [("module", "=", "crm_activity_feed"), ("model", "=", "account.move")]
    )
    moves = env["account.move"].browse(story.mapped("res_id")).exists()
    payments = moves.matched_payment_ids
    payments.action_draft()
    payments.unlink()
    moves.button_draft()
    moves.with_context(force_delete=True).unlink()
