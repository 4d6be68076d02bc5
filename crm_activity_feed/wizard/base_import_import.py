import re

from odoo import api, models

from odoo.addons.base_import.models.base_import import (
    TIME_PATTERNS,
    ImportValidationError,
)

NOTE = "crm.feed.note"
DAY_AND_TIME = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(\s+\d.*)?")


class BaseImport(models.TransientModel):
    """What the import of notes cannot know from the lines it gets."""

    _inherit = "base_import.import"

    def execute_import(self, fields, columns, options, dryrun=False):
        """Count lines as the file does: with its headers, and with former batches."""
        if self.res_model != NOTE:
            return super().execute_import(fields, columns, options, dryrun=dryrun)
        has_headers = bool(options.get("has_headers"))
        before = int(options.get("skip") or 0) + has_headers
        record = self.with_context(crm_feed_import_first_line=before + 1)
        result = super(BaseImport, record).execute_import(
            fields, columns, options, dryrun=dryrun
        )
        for message in result["messages"]:
            if rows := message.get("rows"):
                message["rows"] = {name: rows[name] + before for name in rows}
                message["record"] = message["rows"]["from"] + 1
        if result.get("name"):
            # The screen looks the text of a line up by its number.
            result["name"] = [""] * has_headers + result["name"]
        return result

    def _try_match_date_time(self, preview_values, options):
        """Recognize a column of days of which some have a time, as histories do."""
        types = super()._try_match_date_time(preview_values, options)
        texts = [value for value in preview_values if isinstance(value, str) and value]
        if (
            types
            or self.res_model != NOTE
            or not texts
            or not all(DAY_AND_TIME.fullmatch(text) for text in texts)
        ):
            return types
        return super()._try_match_date_time(
            [text.split()[0] for text in texts], options
        )

    @api.model
    def _parse_date_from_data(self, data, index, name, field_type, options):
        """Leave what is no date to the notes, which name all such lines at once."""
        if self.res_model != NOTE:
            return super()._parse_date_from_data(data, index, name, field_type, options)
        day = options.get("date_format") or "%Y-%m-%d"
        formats = [None, *(f"{day} {time}" for time in TIME_PATTERNS)]
        for line in data:
            for datetime_format in formats:
                tried = {"datetime_format": datetime_format} if datetime_format else {}
                try:
                    super()._parse_date_from_data(
                        *([line], index, name, field_type),
                        {**options, **tried},
                    )
                    break
                except ImportValidationError:
                    continue
        return None
