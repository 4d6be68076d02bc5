"""`make readme`: the addon's README.rst, made of the fragments in its `readme/`.

Run by the Python of `venv-packaging`, which has mistune and docutils.
"""

import ast
import io
import re
import sys
import textwrap

from .system import ADDON, ROOT, Failure, main_guard

FOLDER = ROOT / ADDON
README = FOLDER / "README.rst"
WIDTH = 88
#: Fragment and the heading it stands below; the first one follows the title.
FRAGMENTS = {
    "DESCRIPTION": None,
    "CONFIGURE": "Configuration",
    "USAGE": "Usage",
    "DEVELOP": "Development",
    "CONTRIBUTORS": "Contributors",
}
CONTENTS = ".. contents:: Contents\n   :local:\n   :depth: 2\n\n"
NOTICE = (
    ".. Made by `make readme` from the fragments in readme/: change those.\n"
    "   What is written here is lost.\n\n"
)
#: What would be markup in the target, and is none in the source.
SPECIAL = re.compile(r"([\\*`|]|(?<=\w)_(?!\w))")


def make():
    """Return the text of README.rst."""
    name = ast.literal_eval((FOLDER / "__manifest__.py").read_text())["name"]
    parts = [NOTICE, heading(name, "=", over=True)]
    for fragment, title in FRAGMENTS.items():
        if title:
            parts.append(heading(title, "="))
        text = convert((FOLDER / f"readme/{fragment}.md").read_text())
        parts.append(text.strip() + "\n\n")
        if not title:
            parts.append(CONTENTS)
    return "".join(parts).rstrip() + "\n"


def heading(title, mark, over=False):
    line = mark * len(title) + "\n"
    return f"{line * over}{title}\n{line}\n"


def convert(markdown):
    """Return a fragment as reStructuredText."""
    import mistune
    from mistune.plugins.table import table_in_list

    # A link to a picture leads there from readme/, the README is one folder up.
    markdown = re.sub(r"\]\(\.\./(?=static/)", "](", markdown)
    plugins = ["table", table_in_list]
    return mistune.create_markdown(renderer=renderer(), plugins=plugins)(markdown)


def renderer():
    from mistune.renderers.rst import RSTRenderer

    class Renderer(RSTRenderer):
        """With tables, wrapped lines, and markup characters that are text."""

        def __init__(self):
            super().__init__()
            for name in ("", "_head", "_body", "_row", "_cell"):
                self.register(f"table{name}", globals()[f"render_table{name}"])

        def text(self, token, state):
            return SPECIAL.sub(r"\\\1", token["raw"])

        def block_text(self, token, state):
            return wrap(super().block_text(token, state)) + "\n"

        def paragraph(self, token, state):
            text = super().paragraph(token, state)
            if text.startswith(".. "):
                return text
            return wrap(text) + "\n\n"

        def heading(self, token, state):
            text = self.render_children(token, state)
            # "##" of a fragment is one below the fragment's own heading.
            return heading(text, "=-~^"[token["attrs"]["level"] - 1])

    return Renderer()


def wrap(text):
    # The margin is for the lists that the text may be in.
    return textwrap.fill(
        text, WIDTH - 2, break_long_words=False, break_on_hyphens=False
    )


def render_table(renderer, token, state):
    rows = renderer.render_children(token, state)
    return f".. list-table::\n   :header-rows: 1\n\n{textwrap.indent(rows, '   ')}\n"


def render_table_body(renderer, token, state):
    return renderer.render_children(token, state)


def render_table_row(renderer, token, state):
    cells = renderer.render_children(token, state)
    return "* " + textwrap.indent(cells, "  ")[2:]


# The head is a row as well, its cells come without one.
render_table_head = render_table_row


def render_table_cell(renderer, token, state):
    text = wrap(renderer.render_children(token, state))
    return "- " + textwrap.indent(text, "  ")[2:] + "\n"


def check(text):
    """Raise a `Failure` if docutils finds a fault in it."""
    import docutils.core

    faults = io.StringIO()
    settings = {
        "warning_stream": faults,
        "report_level": 1,
        "halt_level": 5,
        "syntax_highlight": "none",
    }
    docutils.core.publish_doctree(text, settings_overrides=settings)
    if faults.getvalue():
        raise Failure(f"README.rst would be faulty:\n{faults.getvalue()}")


def main():
    text = make()
    check(text)
    if "--check" not in sys.argv:
        README.write_text(text)
    elif README.read_text() != text:
        raise Failure("README.rst is not what readme/ says: make readme")


if __name__ == "__main__":
    main_guard(main)
