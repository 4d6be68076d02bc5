import {Component, useEffect, useRef, xml} from "@odoo/owl";

import {cookie} from "@web/core/browser/cookie";
import {_t} from "@web/core/l10n/translation";

const QUOTES = "[data-o-mail-quote], .o-signature-container";

const STYLE = `
    :host { display: block; overflow-x: auto; }
    img { max-width: 100%; height: auto; }
    p { margin: 0 0 0.5rem; }
    a { color: var(--o-crm-feed-link); }
    button {
        display: block; margin: 0.25rem 0; padding: 0 0.5rem; border: 0;
        border-radius: 1rem; background: var(--o-crm-feed-quote); color: inherit;
        font: inherit; cursor: pointer;
    }
    [hidden] { display: none !important; }`;

/** As Odoo's chatter shows mails in the dark: their own colors would be unreadable. */
const DARK_STYLE = `
    * { background-color: transparent !important; color: inherit !important; }
    a, a * { color: var(--o-crm-feed-link) !important; }
    button { border: 1px solid currentColor; }`;

/**
 * Put a button in place of each run of quoted history or signature, which unfolds it. A mail that
 * is nothing but a quotation is shown as it is.
 *
 * @param {HTMLElement} root
 */
export function foldQuotes(root) {
    const isOuter = (el) => !el.parentElement.closest(QUOTES);
    const quotes = [...root.querySelectorAll(QUOTES)].filter(isOuter);
    const rest = root.cloneNode(true);
    rest.querySelectorAll(QUOTES).forEach((el) => el.remove());
    if (!rest.textContent.trim() && !rest.querySelector("img")) {
        return;
    }
    let last = null;
    for (const quote of quotes) {
        const follows = last && quote.previousElementSibling === last.at(-1);
        if (follows) {
            last.push(quote);
        } else {
            last = [quote];
            quote.before(makeButton(last));
        }
        quote.hidden = true;
    }
}

/**
 * @param {HTMLElement[]} quotes what the button shows and hides
 * @returns {HTMLButtonElement}
 */
function makeButton(quotes) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "…";
    button.title = _t("Quoted text and signature");
    button.setAttribute("aria-label", button.title);
    button.setAttribute("aria-expanded", "false");
    button.addEventListener("click", () => {
        const isHidden = !quotes[0].hidden;
        quotes.forEach((quote) => (quote.hidden = isHidden));
        button.setAttribute("aria-expanded", String(!isHidden));
    });
    return button;
}

/**
 * A whole mail, apart from the page: in a shadow root, where its styles stay, as in Odoo's
 * chatter. History and signature are folded; links open in a new tab.
 */
export class FeedMailBody extends Component {
    static template = xml`<div t-ref="host" class="o_crm_feed_mail_body"/>`;
    static props = {
        /** Sanitized by the server. */
        html: String,
    };

    setup() {
        this.hostRef = useRef("host");
        useEffect(
            (el, html) => this.render_(el, html),
            () => [this.hostRef.el, this.props.html]
        );
    }

    /**
     * @param {HTMLElement} el
     * @param {string} html
     */
    render_(el, html) {
        const root = el.shadowRoot || el.attachShadow({mode: "open"});
        const style = document.createElement("style");
        const isDark = cookie.get("color_scheme") === "dark";
        style.textContent = isDark ? STYLE + DARK_STYLE : STYLE;
        // A document of its own runs nothing while it is prepared.
        const {body} = new DOMParser().parseFromString(html, "text/html");
        foldQuotes(body);
        for (const link of body.querySelectorAll("a[href]")) {
            link.target = "_blank";
            link.rel = "noopener noreferrer";
        }
        root.replaceChildren(style, ...body.childNodes);
    }
}
