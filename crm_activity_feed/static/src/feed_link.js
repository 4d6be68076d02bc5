import {router, routerBus} from "@web/core/browser/router";
import {registry} from "@web/core/registry";

/** Name of the notebook page of a form that shows the feed. */
const PAGE = "crm_feed";

/**
 * Follows links to an entry: `?feed_entry=<key>` at the address of a form, or of any page with
 * a feed. The form opens on its page with the feed, and the feed asks for the entry.
 *
 * The host drops from the address what it does not know once the page is open: so the link is
 * read before, and followed once.
 */
export class FeedLink {
    constructor(env) {
        this.read();
        routerBus.addEventListener("ROUTE_CHANGE", () => this.read());
        env.bus.addEventListener("ACTION_MANAGER:UI-UPDATED", () => this.openPage());
    }

    read() {
        const {feed_entry: key, resId} = router.current;
        /** @type {{ key: string, resId: number|false, isOpen: boolean }|null} */
        this.wanted = key
            ? {key: String(key), resId: resId || false, isOpen: false}
            : null;
    }

    /** The page of the link has been opened, or the one after it. */
    openPage() {
        if (!this.wanted || this.wanted.isOpen) {
            this.wanted = null;
            return;
        }
        this.wanted.isOpen = true;
        const tab = document.querySelector(
            `.o_action_manager .o_notebook_headers .nav-link[name="${PAGE}"]`
        );
        if (tab && !tab.classList.contains("active")) {
            tab.click();
        }
    }

    /**
     * @param {{ id: number }|undefined} host record of the form with the feed, if any
     * @returns {string|null} key of the entry to show, the first time
     */
    take(host) {
        if (!this.wanted || (host && host.id !== this.wanted.resId)) {
            return null;
        }
        const {key} = this.wanted;
        this.wanted = null;
        return key;
    }
}

export const feedLinkService = {
    start: (env) => new FeedLink(env),
};

registry.category("services").add("crm_feed_link", feedLinkService);
