"""What a page says beside the words of its entries: roles, kinds, attachments.

Each is read at once for a whole page, and only when there is something to read.
"""

#: How many attachments of one entry a page names.
MAX_ATTACHMENTS = 30


class PageExtras:
    """The extras of the entries of a page.

    :param sources: ``{number: crm.feed.source}``
    :param rows: the rows of the page
    :param dict words: ``{(source number, record id): content}``
    """

    def __init__(self, env, sources, rows, words):
        self.env = env
        # What others put into ``data`` is theirs.
        self._mails = {
            number
            for number, source in sources.items()
            if source.model == "mail.message" and source.kind == "email"
        }
        self._types = self._read(rows, "activity_type_id", "mail.activity.type")
        self._reasons = self._read(rows, "reason_id", "crm.feed.reason")
        self._roles = self._read_roles(rows, words)
        self._attachments = self._read_attachments(words)

    def _read(self, rows, name, model):
        ids = {row[name] for row in rows if row.get(name)}
        # As the host shows any link: who may read the record may read its name.
        return {record.id: record for record in self.env[model].sudo().browse(ids)}

    def _read_roles(self, rows, words):
        """Return ``{(deal id or None, contact id): role id}``."""
        contact_ids = {row["partner_id"] for row in rows if row["partner_id"]}
        for (number, _res_id), content in words.items():
            people = self._get_people(number, content)
            contact_ids.update(person["id"] for person in people)
        contact_ids.discard(False)
        lead_ids = {row["lead_id"] for row in rows if row["lead_id"]}
        # A page of names names the role too. The contacts are read already.
        contacts = self.env["res.partner"].sudo().browse(contact_ids)
        roles = {(None, contact.id): contact.feed_role_id.id for contact in contacts}
        if not (contact_ids and lead_ids):
            return roles
        # Not of the deals that only their name is shown of: their roles are not told.
        lines = self.env["crm.feed.lead.contact"].search_fetch(
            [("lead_id", "in", lead_ids), ("partner_id", "in", contact_ids)],
            ["lead_id", "partner_id", "role_id"],
        )
        for line in lines.sudo():
            roles[line.lead_id.id, line.partner_id.id] = line.role_id.id
        return roles

    def _read_attachments(self, words):
        """Return ``{id: attachment}`` of those that the user may read."""
        ids = {
            attachment_id
            for content in words.values()
            for attachment_id in content.get("attachments") or ()
        }
        if not ids:
            return {}
        attachments = self.env["ir.attachment"].search_fetch(
            [("id", "in", ids)],
            ["name", "mimetype", "file_size", "type", "url", "checksum"],
        )
        return {
            attachment.id: {
                "id": attachment.id,
                "name": attachment.name,
                "mimetype": attachment.mimetype or "",
                "size": attachment.file_size,
                "type": attachment.type,
                "url": attachment.type == "url" and (attachment.url or False),
                "checksum": attachment.checksum or False,
            }
            for attachment in attachments
        }

    def attachments(self, words):
        """Return the attachments of an entry, in the order of its words."""
        ids = words.get("attachments") or ()
        readable = [self._attachments[id_] for id_ in ids if id_ in self._attachments]
        return readable[:MAX_ATTACHMENTS]

    def activity_type(self, row):
        """Return the kind of contact of a row, with its icon, or ``False``."""
        if not row["activity_type_id"]:
            return False
        kind = self._types[row["activity_type_id"]]
        return {
            "id": kind.id,
            "display_name": kind.display_name,
            "icon": kind.icon or False,
        }

    def reason(self, row):
        """Return the reason of a row, with its color, or ``False``."""
        if not row["reason_id"]:
            return False
        reason = self._reasons[row["reason_id"]]
        return {
            "id": reason.id,
            "display_name": reason.display_name,
            "color": reason.color,
        }

    def icon(self, source, row):
        """Return the icon of an entry: of an activity, that of its kind."""
        kind = self._types.get(row["activity_type_id"])
        return (source.kind == "activity" and kind and kind.icon) or source.icon

    def role(self, row):
        """Return the role of the contact in the deal, else in general, or ``False``."""
        return self._get_role(row["lead_id"], row["partner_id"])

    def _get_role(self, lead_id, contact_id):
        role_id = self._roles.get((lead_id, contact_id)) or self._roles.get(
            (None, contact_id)
        )
        badges = self.env["crm.feed.role"]._get_feed_badges() if role_id else {}
        return badges.get(role_id, False)

    def data(self, words, row):
        """Return what the renderer of an entry needs; people of a mail with roles."""
        for person in self._get_people(row["number"], words):
            person["role"] = self._get_role(row["lead_id"], person["id"])
        return words.get("data") or False

    def _get_people(self, number, content):
        """Return who a mail is from and to, as its words tell."""
        data = content.get("data") if number in self._mails else None
        return [data["from"], *data["to"]] if data and "from" in data else []
