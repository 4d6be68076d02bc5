"""How a document stands: good, bad or waiting; and by when it is due."""

from odoo import fields

#: Keys of the states of Odoo's own documents, by how good the news is. What is not
#: named has no colour.
_TONES = {
    "success": {"paid", "sale", "purchase", "done", "won", "1_done", "approved"},
    "info": {"sent", "in_payment", "in_process", "partial", "open", "confirmed"},
    "danger": {"lost", "cancel", "cancelled", "1_canceled", "rejected", "blocked"},
    "muted": {"draft", "reversed", "invoicing_legacy"},
}
#: What says of a model how a record stands, where its status is a free stage.
_STATES = {"crm.lead": "won_status", "project.task": "state"}
#: By when a document is to be paid or answered, and while it is in which states.
_DUES = {
    "account.move": (
        "invoice_date_due",
        "payment",
        {"payment_state": ("not_paid", "partial"), "move_type": ("out_invoice",)},
    ),
    "sale.order": ("validity_date", "answer", {"state": ("draft", "sent")}),
}


def get_document_look(record, status_path):
    """Return what the renderer of documents shows besides the words, or ``False``.

    :param record: any record; fields that it lacks or the user may not read are left
        out
    :param str status_path: the path of its status, or ``None``
    :return: ``{"tone": "success" | "info" | "danger" | "muted" | False, "due":
        "YYYY-MM-DD" | False, "due_kind": "payment" | "answer" | False, "is_late":
        bool}``
    """
    tone = _get_tone(record, _STATES.get(record._name, status_path))
    due, due_kind = _get_due(record)
    if not (tone or due):
        return False
    is_late = bool(due) and due < fields.Date.context_today(record)
    return {
        "tone": tone,
        "due": fields.Date.to_string(due) if due else False,
        "due_kind": due_kind,
        "is_late": is_late,
    }


def _can_read(record, name):
    field = record._fields.get(name)
    return field is not None and record._has_field_access(field, "read")


def _get_tone(record, name):
    if not name or "." in name or not _can_read(record, name):
        return False
    if record._fields[name].type != "selection":
        return False
    value = record[name]
    return next((tone for tone, keys in _TONES.items() if value in keys), False)


def _get_due(record):
    """Return ``(date, what is due)`` of a document that waits, else ``False`` s."""
    name, kind, states = _DUES.get(record._name, (None, False, {}))
    if not name or not all(_can_read(record, field) for field in (name, *states)):
        return False, False
    if not record[name]:
        return False, False
    if any(record[field] not in values for field, values in states.items()):
        return False, False
    return record[name], kind
