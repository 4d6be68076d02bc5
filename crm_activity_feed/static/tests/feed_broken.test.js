import {beforeEach, describe, expect, mockDate, test} from "@odoo/hoot";
import {animationFrame} from "@odoo/hoot-mock";

import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {contains, mockService} from "@web/../tests/web_test_helpers";

import {
    makeEntry,
    makePage,
    onDefaults,
    onPage,
    openFeed,
} from "./helpers/feed_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const CALLS = {id: 5, name: "Calls", reason: false};
const VISITS = {id: 6, name: "Visits", reason: false};

beforeEach(() => {
    mockDate("2026-11-20 10:00:00", +0);
    onDefaults();
});

test("a feed that is whole says nothing of sources", async () => {
    onPage(() => makePage({entries: [makeEntry()]}));
    await openFeed();
    expect(".o_crm_feed_entry").toHaveCount(1);
    expect(".o_crm_feed_broken").toHaveCount(0);
});

test("everybody reads which source is missing, without a way to its settings", async () => {
    onPage(() => makePage({entries: [makeEntry()], broken: [CALLS]}));
    await openFeed();
    expect(".o_crm_feed_broken").toHaveText("1 source is not shown: Calls");
    expect(".o_crm_feed_broken button").toHaveCount(0);
    expect(".o_crm_feed_entry").toHaveCount(1);
});

test("several are counted, and those of later pages are added once", async () => {
    const answers = [
        makePage({
            entries: [makeEntry(), makeEntry(), makeEntry()],
            older: "place",
            broken: [CALLS],
        }),
        makePage({entries: [makeEntry()], broken: [CALLS, VISITS]}),
    ];
    onPage(() => answers.shift());
    await openFeed();
    if (answers.length) {
        await contains(".o_crm_feed_more").click();
    }
    await animationFrame();
    expect(".o_crm_feed_entry").toHaveCount(4);
    expect(".o_crm_feed_broken").toHaveText("2 sources are not shown: Calls, Visits");
});

test("administrators read the reason and open the source", async () => {
    mockService("action", {
        doAction: (action) => expect.step(`${action.res_model},${action.res_id}`),
    });
    onPage(() => makePage({broken: [{...CALLS, reason: "division by zero"}, VISITS]}));
    await openFeed();
    expect(".o_crm_feed_broken").toHaveText(
        /2 sources are not shown:\s*Calls\s*division by zero\s*Visits/
    );
    await contains(".o_crm_feed_broken_source:first").click();
    expect.verifySteps(["crm.feed.source,5"]);
});
