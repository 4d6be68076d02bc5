"""Odoo's command line, as a file.

With workers, Odoo starts the file that it was started by once more, for websockets.
``python -m odoo`` has none that could be.
"""

import clock

if __name__ == "__main__":
    clock.start()
    import odoo.cli

    odoo.cli.main()
