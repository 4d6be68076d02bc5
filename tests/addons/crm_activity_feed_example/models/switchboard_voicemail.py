from odoo import fields, models


class SwitchboardVoicemail(models.Model):
    """What a caller left on the tape. Its fields tell all: no code for the feed."""

    _name = "switchboard.voicemail"
    _description = "Voicemail"
    _order = "date_received desc, id desc"

    name = fields.Char(required=True)
    call_id = fields.Many2one(
        "switchboard.call", required=True, ondelete="cascade", index=True
    )
    date_received = fields.Datetime(required=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users", string="For", default=lambda self: self.env.user
    )
    transcript = fields.Text()
