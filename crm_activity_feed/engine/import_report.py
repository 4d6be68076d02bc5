"""What is wrong with the lines of an import, in the words and places users need."""

#: How many different problems are listed, and how many lines of each.
MAX_PROBLEMS = 100
MAX_LINES = 20


class ImportReport:
    """Gathers the problems of a batch of lines; one message for each.

    A problem that many lines have (a column that was forgotten, a name that fits
    nobody) is told once, with its lines.
    """

    def __init__(self, model):
        context = model.env.context
        self.env = model.env
        self.model = model
        #: Whether Odoo's import screen shows the messages.
        self.on_screen = bool(context.get("import_file"))
        #: Line of the first row of the batch in the file; see `base_import.import`.
        self.first_line = context.get("crm_feed_import_first_line", 1)
        self.problems = {}
        self._marks = set()

    def is_marked(self, info, *fields):
        """Tell whether a problem of one of these cells of a row is noted already."""
        return any((info["record"], field) in self._marks for field in fields)

    def get_line(self, info):
        """Return the number of a row's line, as the importer counts."""
        return self.first_line + info["rows"]["from"]

    def add(self, info, field, text, path=(), **details):
        """Note a problem of one cell.

        :param dict info: ``record`` and ``rows`` of the row, as ``load`` has them
        :param str field: name of the field, for the column
        :param str text: why, and what to do next
        :param path: field path of the column, when the screen offers to create, skip
            or empty what was not found
        :param details: ``value`` and ``moreinfo``, as Odoo's converter gives them
        """
        problem = {"infos": [], "path": list(path), "details": details}
        self.problems.setdefault((field, text), problem)["infos"].append(info)
        self._marks.add((info["record"], field))

    def add_converted(self, message):
        """Note what Odoo's own conversion of a cell says.

        :param dict message: as it is logged: ``message``, ``record``, ``rows``...
        """
        text, more = message["message"], message.get("moreinfo")
        if isinstance(more, str):
            text = f"{text.rstrip('.')}. {more}"
        info = {name: message[name] for name in ("record", "rows")}
        self.add(info, message["field"], text, value=message.get("value"))

    def get_messages(self):
        """Return the problems as ``load`` reports them, by line; few enough to read."""
        problems = sorted(
            self.problems.items(), key=lambda item: item[1]["infos"][0]["record"]
        )
        messages = [
            self._make_message(field, text, problem)
            for (field, text), problem in problems[:MAX_PROBLEMS]
        ]
        if (more := len(problems) - MAX_PROBLEMS) > 0:
            messages.append(self._make_more_message(more))
        return messages

    def _make_message(self, field, text, problem):
        first, *others = problem["infos"]
        line = self.get_line(first)
        column = self.model._fields[field]._description_string(self.env)
        # The screen says the row itself, but not beside a column.
        if self.on_screen and not problem["path"]:
            message = self.env._("%(column)s: %(problem)s", column=column, problem=text)
        else:
            message = self.env._(
                "Line %(line)s, %(column)s: %(problem)s",
                line=line,
                column=column,
                problem=text,
            )
        if others:
            message = f"{message} {self._name_lines(others)}"
        details = {name: value for name, value in problem["details"].items() if value}
        return {
            "type": "error",
            "message": message,
            "field": field,
            "field_name": column,
            # What belongs to no column, the screen lists above them all, one by one.
            "field_path": problem["path"] or ["line"],
            "record": first["record"],
            "rows": dict(first["rows"]),
            "lines": [self.get_line(info) for info in problem["infos"]],
            **details,
        }

    def _name_lines(self, infos):
        lines = [str(self.get_line(info)) for info in infos]
        names = ", ".join(lines[:MAX_LINES])
        if (more := len(lines) - MAX_LINES) > 0:
            return self.env._(
                "The same on lines %(lines)s and %(count)s more.",
                lines=names,
                count=more,
            )
        if len(lines) == 1:
            return self.env._("The same on line %s.", names)
        return self.env._("The same on lines %s.", names)

    def _make_more_message(self, count):
        return {
            "type": "error",
            "message": self.env._(
                "Nothing was imported. The first %(shown)s problems are listed, there "
                "are more (%(count)s). Correct these, then test the file again.",
                shown=MAX_PROBLEMS,
                count=count,
            ),
        }
