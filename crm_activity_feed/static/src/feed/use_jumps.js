import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

import {serializeEndOfMonth} from "../feed_dates";
import {unfoldRunOf} from "../feed_run/feed_run";

/** How long the entry of a link stands out, in ms. */
const HIGHLIGHTED_FOR = 4000;

/**
 * @param {string} key of an entry, if it is one: "<source number>-<record id>"
 * @returns {boolean}
 */
function isKey(key) {
    const [, number, id] = /^(\d{1,3})-(\d{1,10})$/.exec(key) || [];
    return number > 0 && number < 256 && id > 0 && id < 2 ** 31;
}

/** @param {HTMLElement} el of an entry */
function pointAt(el) {
    el.scrollIntoView({block: "center"});
    if (!el.hasAttribute("tabindex")) {
        el.tabIndex = -1;
    }
    el.focus({preventScroll: true});
    el.classList.add("o_crm_feed_target");
    browser.setTimeout(() => el.classList.remove("o_crm_feed_target"), HIGHLIGHTED_FOR);
}

/**
 * The ways to another place of the history: to a month, to an entry, back to the newest.
 *
 * @param {Object} params
 * @param {{ el: Element|null }} params.rootRef
 * @param {import("../feed_model").FeedModel} params.model
 * @param {Object} params.scroll of `useHistoryScroll`
 * @param {Object} params.loading of `useHistoryLoading`
 * @param {(entry: Object) => any} params.onOpen opens the document of an entry
 * @returns {{ toMonth: Function, toEntry: Function, toNewest: Function }}
 */
export function useJumps({rootRef, model, scroll, loading, onOpen}) {
    const notification = useService("notification");
    const getMonths = () => [...rootRef.el.querySelectorAll(".o_crm_feed_month")];

    function goToMonth(section) {
        section.scrollIntoView({block: "start"});
        section.querySelector(".o_crm_feed_jump").focus({preventScroll: true});
    }

    function goToTop() {
        rootRef.el.scrollIntoView({block: "start"});
        rootRef.el.querySelector(".o_crm_feed_jump")?.focus({preventScroll: true});
    }

    /** Whoever follows a link to an entry comes for what is said about it, too. */
    function openComments(key) {
        const entry = [...model.open, ...model.entries].find((e) => e.key === key);
        if (entry?.comments) {
            model.server.talk.getThread(key).isOpen = true;
        }
    }

    /** @param {Object} entry what a link leads to, if it may be read */
    function tellMissing(entry) {
        if (!entry) {
            notification.add(
                _t("This entry is not there any more, or not open to you."),
                {type: "warning"}
            );
            return;
        }
        const close = notification.add(_t("This entry is not part of this feed."), {
            type: "warning",
            buttons: entry.document_model
                ? [
                      {
                          name: _t("Open it"),
                          primary: true,
                          onClick: () => {
                              close();
                              onOpen(entry);
                          },
                      },
                  ]
                : [],
        });
    }

    return {
        /** @param {string} month "YYYY-MM"; without entries, it leads to those before it */
        async toMonth(month) {
            const shown = getMonths();
            const index = shown.findIndex((el) => el.dataset.month === month);
            // The beginning of the first one may not be here yet.
            if (index > 0 || (index === 0 && !model.newer)) {
                goToMonth(shown[index]);
                return;
            }
            loading.restart();
            if (await model.jumpTo(serializeEndOfMonth(month))) {
                scroll.show(() => {
                    const months = getMonths();
                    const section =
                        months.find((el) => el.dataset.month <= month) || months.at(-1);
                    return section && (() => goToMonth(section));
                });
            } else if (model.error) {
                // The place on the page that tells so is out of sight.
                notification.add(model.error, {type: "danger"});
            }
        },

        /** @param {string} key of an entry */
        async toEntry(key) {
            loading.restart();
            if (!isKey(key)) {
                // A link that was cut off, or made up: no server knows it.
                await model.load();
                tellMissing(false);
                return;
            }
            if (!(await model.jumpToEntry(key))) {
                return;
            }
            if (!model.hasEntry(key)) {
                tellMissing(model.target);
                return;
            }
            unfoldRunOf(key, model.unfolded);
            openComments(key);
            scroll.show(() => {
                // What is pinned stands above as well; it is the last one that counts.
                const selector = `[data-key="${CSS.escape(key)}"]`;
                const el = [...rootRef.el.querySelectorAll(selector)].at(-1);
                return el && (() => pointAt(el));
            });
        },

        async toNewest() {
            loading.restart();
            if (!model.newer) {
                goToTop();
            } else if (await model.load()) {
                scroll.show(() => goToTop);
            } else if (model.error) {
                notification.add(model.error, {type: "danger"});
            }
        },
    };
}
