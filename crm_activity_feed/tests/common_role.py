from .common_contact import ContactCommon


class RoleCommon(ContactCommon):
    """The people of ``ContactCommon``, three roles, and one open deal a salesperson.

    ``lost`` is lost; ``lead_ana`` and ``lead_bruno`` are open deals of ``customer``.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lost.action_set_lost()
        cls.boss, cls.advises, cls.uses = cls.env["crm.feed.role"].create(
            [
                {"name": "The boss", "influence": "decides", "sequence": 1, "color": 5},
                {"name": "Who advises", "influence": "influences", "sequence": 2},
                {"name": "Who uses it", "sequence": 3},
            ]
        )
        cls.Line = cls.env["crm.feed.lead.contact"]
        # Long known: whom one has got to know lately, one need not have talked to.
        for person in cls.olga | cls.oleg:
            cls._set_date(person, cls._in(days=-400))

    @classmethod
    def _make_line(cls, lead=None, person=None, role=None):
        return cls.Line.create(
            {
                "lead_id": (lead or cls.lead_ana).id,
                "partner_id": (person or cls.olga).id,
                "role_id": (role or cls.boss).id,
            }
        )

    @classmethod
    def _speak(cls, record, days=1):
        return cls._make_mail(record, cls._in(days=-days))
