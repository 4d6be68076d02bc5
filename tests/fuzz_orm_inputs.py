"""Hostile arguments for what every model of Odoo offers: fields, orders, domains."""

from fuzz_junk import Junk
from fuzz_values import FIELDS, FORBIDDEN_PATHS, OPERATORS


class OrmInputs(Junk):
    """To be mixed into :class:`~fuzz_inputs.Inputs`, which picks at random."""

    def field(self):
        return self.pick([*FIELDS, *FIELDS, *FORBIDDEN_PATHS])

    def fields(self):
        return [self.field() for _ in range(self.random.randint(1, 4))]

    def dialog_fields(self):
        names = ("note_ids", "outcome", "from_text", "blocked", "result", "lead_id")
        return [self.pick([*names, "display_name", "partner_id", "hand_over_name"])]

    def spec(self):
        return {
            name: self.pick([{}, {"fields": {self.field(): {}}}])
            for name in self.fields()
        }

    def order(self):
        way = self.pick(["", " asc", " desc", " desc nulls last"])
        column = f"{self.field()}{way}"
        return self.pick(["", None, column, column, "1", "id; --", "random()"])

    def groupby(self):
        return [self.pick([self.field(), "date:month", "date:x", "lead_id:day"])]

    def aggregates(self):
        names = ("__count", "id:max", "res_id:array_agg", "date:max")
        return [self.pick([*names, "lead_id:recordset"])]

    def domain(self, depth=0):
        conditions = []
        for _ in range(self.random.randint(0, 3)):
            if self.chance(0.2):
                conditions.append(self.pick(["&", "|", "!"]))
            field, operator = self.field(), self.pick(OPERATORS)
            value = self.condition_value(depth)
            if field == "id":
                # What PostgreSQL cannot compare with an id, Odoo sends it all the same,
                # of any model. Of entries we refuse it: ``test_security_oracle.py``.
                value = self.pick([1, 257, [1, 2**31], 2**70, False])
                operator = self.pick(OPERATORS[:4])
            conditions.append([field, operator, value])
        return conditions if not self.chance(0.05) else self.junk()

    def condition_value(self, depth):
        if depth < 2 and self.chance(0.25):
            return self.domain(depth + 1)
        return self.pick([self.number(), self.text(), self.several(self.number), False])
