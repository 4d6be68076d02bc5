from odoo.tools import convert_file

#: For how long the installation prepares messages of before, in seconds.
BACKFILL_SECONDS = 20


def post_init_hook(env):
    """Complete what data files cannot do."""
    if env.ref("base.module_crm_activity_feed").demo:
        _load_demo_of_apps(env)
    _add_digest_figures(env)
    # What takes longer is left to the scheduled job.
    if not env["crm.feed.backfill"]._run(BACKFILL_SECONDS):
        env["crm.feed.backfill"]._plan()


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

    Notes go with their table anyway; as long as they are there, their customers
    cannot be deleted, those of the demo data among them.
    """
    env["crm.feed.source"]._drop_indexes()
    parameters = env["ir.config_parameter"]
    parameters.search([("key", "=like", "crm_activity_feed.%")]).unlink()
    # Favourites that users made: Odoo would keep them, of models that are gone.
    filters = env["ir.filters"].with_context(active_test=False)
    filters.search([("model_id", "=like", "crm.feed.%")]).unlink()
    notes = env["crm.feed.note"].with_context(active_test=False)
    notes.search([]).unlink()  # pylint: disable=no-search-all
    if "account.payment" in env:
        _withdraw_demo_invoices(env)


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
