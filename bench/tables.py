"""Tables of the reports."""


def table(head, rows):
    """Return a table that reads well as text and as Markdown."""
    lines = [head, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    # Words to the left, figures to the right.
    words = [not any(row[c][:1].isdigit() for row in rows) for c in range(len(head))]
    rule = [
        "-" * width if word else "-" * (width - 1) + ":"
        for width, word in zip(widths, words, strict=True)
    ]

    def join(cells):
        cells = zip(cells, widths, words, strict=True)
        parts = [c.ljust(width) if word else c.rjust(width) for c, width, word in cells]
        return f"| {' | '.join(parts)} |"

    return "\n".join(join(line) for line in (head, rule, *rows))
