"""The parts of CRM that a user follows or mutes as a whole."""

from odoo.fields import Domain

#: What each section holds: ``{section: (model, domain)}``.
SECTIONS = {
    "lead": ("crm.lead", Domain("type", "=", "lead")),
    "deal": ("crm.lead", Domain("type", "=", "opportunity")),
    "company": ("res.partner", Domain("is_company", "=", True)),
    "contact": ("res.partner", Domain("is_company", "=", False)),
}
#: Models that have sections.
MODELS = frozenset(model for model, _domain in SECTIONS.values())


def split(records):
    """Return ``{section: records}`` of records of one model, all of them.

    :param records: in sudo where their reader may see none of it: which section a
        record belongs to tells nothing of what it says
    """
    return {
        section: found
        for section, (model, domain) in SECTIONS.items()
        if model == records._name and (found := records.filtered_domain(domain))
    }
