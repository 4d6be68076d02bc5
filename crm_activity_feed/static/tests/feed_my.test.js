import {beforeEach, describe, expect, mockDate, test} from "@odoo/hoot";
import {queryAllTexts} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";

import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    contains,
    getService,
    mockService,
    mountWebClient,
    mountWithCleanup,
} from "@web/../tests/web_test_helpers";

import {FeedCustomer} from "@crm_activity_feed/feed_customer/feed_customer";

import {makeEntry, makePage, onPage} from "./helpers/feed_test_helpers";

const ACME = {id: 11, display_name: "Acme"};
const OLGA = {id: 12, display_name: "Acme, Olga"};

describe.current.tags("desktop");
defineMailModels();

beforeEach(() => mockDate("2026-11-20 10:00:00", +0));

async function openMyFeed() {
    await mountWebClient();
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "crm_activity_feed.my_feed",
        name: "My Feed",
    });
    await animationFrame();
}

test("My Feed is a page of its own, where nothing is written", async () => {
    onPage((scope) => {
        expect.step(JSON.stringify(scope));
        return makePage({entries: [makeEntry({title: "Called"})]});
    });
    await openMyFeed();
    expect.verifySteps(['"mine"']);
    expect(".o_breadcrumb .active").toHaveText("My Feed");
    expect(".o_crm_feed_entry_title").toHaveText("Called");
    expect(".o_crm_feed_composer").toHaveCount(0);
});

test("every entry begins with its customer; the contact is named beside it", async () => {
    onPage(() =>
        makePage({
            open: [
                makeEntry({is_open: true, customer_id: ACME, partner_id: OLGA}),
                makeEntry({is_open: true, customer_id: ACME, partner_id: ACME}),
            ],
            entries: [makeEntry({customer_id: ACME, partner_id: OLGA}), makeEntry()],
        })
    );
    await openMyFeed();
    expect(queryAllTexts(".o_crm_feed_entry_customer")).toEqual([
        "Acme",
        "Acme",
        "Acme",
    ]);
    expect(queryAllTexts(".o_crm_feed_entry_name")).toEqual(["Olga", "Olga"]);
});

test("a click on the customer opens it", async () => {
    mockService("action", {
        doAction: (action) => expect.step(`${action.res_model},${action.res_id}`),
    });
    await mountWithCleanup(FeedCustomer, {props: {customer: ACME}});
    await contains(".o_crm_feed_entry_customer").click();
    expect.verifySteps(["res.partner,11"]);
});

test("an empty feed of mine tells what will be in it", async () => {
    onPage(() => makePage());
    await openMyFeed();
    expect(".o_crm_feed_empty").toHaveText(/Nothing in your feed yet/);
});
