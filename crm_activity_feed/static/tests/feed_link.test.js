import {beforeEach, describe, expect, test} from "@odoo/hoot";
import {waitFor} from "@odoo/hoot-dom";
import {advanceTime, animationFrame} from "@odoo/hoot-mock";

import {router} from "@web/core/browser/router";

import {openFormView, start, defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    contains,
    getService,
    makeMockEnv,
    mockService,
    serverState,
} from "@web/../tests/web_test_helpers";

import {
    LONG,
    getTitles,
    makeNumbered,
    onHistory,
    setUpHistory,
} from "./helpers/feed_history_helpers";
import {FORM, makeEntry, makePage, onPage, openFeed} from "./helpers/feed_test_helpers";

describe.current.tags("desktop");
defineMailModels();
beforeEach(setUpHistory);

/**
 * Come by a link, as the host reads it from the address.
 *
 * @param {string} key
 * @param {Object} [params] of the view
 */
async function openByLink(key, params = {}) {
    await makeMockEnv();
    router.pushState({resId: 1, feed_entry: key}, {sync: true});
    getService("crm_feed_link").read();
    await openFeed(params);
    await animationFrame();
    await animationFrame();
}

test("a link shows its entry, whatever the filters are, and points at it", async () => {
    const {asked} = onHistory(60, LONG);
    await openByLink("1-30");
    expect(asked).toEqual(["1-30 5"]);
    expect(getTitles()).toEqual(["E29", "E30", "E31", "E32", "E33"]);
    expect("[data-key='1-30']").toHaveClass("o_crm_feed_target");
    expect("[data-key='1-30']").toBeFocused();
    await advanceTime(5000);
    expect("[data-key='1-30']").not.toHaveClass("o_crm_feed_target");
});

test("a link is followed once, and on its own record only", async () => {
    const {asked} = onHistory(5);
    await makeMockEnv();
    router.pushState({resId: 2, feed_entry: "1-4"}, {sync: true});
    const link = getService("crm_feed_link");
    link.read();
    await openFeed();
    expect(asked).toEqual(["newest 3"]);
    expect(link.takeEntry({id: 2})).toBe("1-4");
    expect(link.takeEntry({id: 2})).toBe(null);
});

test("a link to what is to do leads to the block above the history", async () => {
    onPage((scope, {at}) =>
        makePage({
            open: [makeEntry({id: 7, is_open: true, title: "Call"})],
            entries: [makeNumbered(1)],
            at: {key: at, is_open: true, is_noise: false},
        })
    );
    await openByLink("1-7");
    expect("[data-key='1-7']").toHaveClass("o_crm_feed_target");
    expect("[data-key='1-7']").toHaveText(/Call/);
});

test("a link to a technical change switches them on and unfolds its run", async () => {
    const noise = [2, 3, 4].map((id) => makeNumbered(id, {is_noise: true}));
    onPage((scope, {at, filters}) => {
        expect.step([at, filters]);
        return makePage({
            entries: [makeNumbered(1), ...(filters.noise ? noise : [])],
            at: {key: at, is_open: false, is_noise: true},
        });
    });
    await openByLink("1-3");
    expect.verifySteps([
        ["1-3", {}],
        ["1-3", {noise: true}],
    ]);
    expect("[data-key='1-3']").toHaveClass("o_crm_feed_target");
});

test("a link to what is gone says so, and the feed shows", async () => {
    onPage(() => makePage({entries: [makeNumbered(1)]}));
    await openByLink("1-999");
    expect(getTitles()).toEqual(["E1"]);
    expect(".o_notification").toHaveText(/not there any more, or not open to you/);
});

test("a link that is no link says so, too, and asks for nothing", async () => {
    onPage((scope, {at}) => {
        expect(at).toBe(undefined);
        return makePage({entries: [makeNumbered(1)]});
    });
    await openByLink("999-1");
    expect(getTitles()).toEqual(["E1"]);
    expect(".o_notification").toHaveText(/not there any more, or not open to you/);
});

test("a link to an entry of another customer leads to its document", async () => {
    mockService("action", {
        doAction: (action) => expect.step(`${action.res_model},${action.res_id}`),
    });
    onPage((scope, {at}) =>
        makePage({
            entries: [makeNumbered(1)],
            at: {
                key: at,
                is_open: false,
                is_noise: false,
                document_model: "crm.lead",
                document_id: 5,
            },
        })
    );
    await openByLink("9-5");
    expect(".o_notification").toHaveText(/not part of this feed/);
    await contains(".o_notification button:contains(Open it)").click();
    expect.verifySteps(["crm.lead,5"]);
});

test("the page of a form with the feed opens by itself for a link", async () => {
    onPage((scope, {at}) =>
        makePage({entries: [makeNumbered(3)], at: at ? {key: at} : false})
    );
    await start();
    router.pushState({resId: serverState.partnerId, feed_entry: "1-3"}, {sync: true});
    getService("crm_feed_link").read();
    await openFormView("res.partner", serverState.partnerId, {arch: FORM});
    await waitFor("[data-key='1-3'].o_crm_feed_target");
    expect(".o_notebook_headers .nav-link.active").toHaveText("Feed");
});
