/**
 * A link in what people write must not take the user out of Odoo: open it in a new tab.
 *
 * @param {MouseEvent} ev
 */
export function openOutside(ev) {
    const link = ev.target.closest("a[href]");
    if (link) {
        link.target = "_blank";
        link.rel = "noopener noreferrer";
    }
}
