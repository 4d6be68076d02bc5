import {beforeEach, describe, expect, test} from "@odoo/hoot";
import {animationFrame} from "@odoo/hoot-mock";

import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {ConnectionLostError, rpcBus} from "@web/core/network/rpc";
import {
    contains,
    getService,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";

import {FeedLive} from "@crm_activity_feed/feed_live/feed_live_service";
import {FeedPulse} from "@crm_activity_feed/feed_live/feed_pulse";
import {FeedService} from "@crm_activity_feed/feed_service";

import {getTitles, onHistory} from "./helpers/feed_history_helpers";
import {PARTNER, makeNew, settle, setUpLive, turn} from "./helpers/feed_live_helpers";
import {makePage, onPage, openFeed} from "./helpers/feed_test_helpers";

describe.current.tags("desktop");
defineMailModels();
beforeEach(setUpLive);

test("it says so when the connection is lost, and asks when it is back", async () => {
    const {all, asked} = onHistory(3);
    patchWithCleanup(FeedLive.prototype, {
        onConnect() {
            expect.step("connected");
            super.onConnect();
        },
    });
    await openFeed();
    await expect.waitForSteps(["connected"]);
    const bus = getService("bus_service");
    bus.trigger("BUS:DISCONNECT", {});
    await settle(3000);
    expect(".o_crm_feed_lost").toHaveCount(0);
    bus.trigger("BUS:DISCONNECT", {});
    await settle(8000);
    expect(".o_crm_feed_lost").toHaveText(/the connection is lost/);
    await contains(".o_crm_feed_lost_refresh").click();
    await animationFrame();
    expect(asked).toHaveLength(2);
    all.unshift(makeNew());
    bus.trigger("BUS:RECONNECT");
    await settle(20000);
    expect.verifySteps(["connected"]);
    expect(".o_crm_feed_lost").toHaveCount(0);
    expect(asked).toHaveLength(3);
    expect(getTitles()[0]).toBe("New 1");
});

/** As somebody else's call does when nobody answers. */
function callInVain() {
    rpcBus.trigger("RPC:RESPONSE", {
        data: {params: {}},
        settings: {},
        error: new ConnectionLostError("/web"),
    });
}

/** Once a minute, and a quarter of one more at most. */
const PULSE = 76000;

test("what the bus has kept to itself comes in within a minute", async () => {
    const {all, asked} = onHistory(3);
    let sent = [];
    onRpc("crm.feed.live", "get_pulse", ({args}) => {
        expect.step(args);
        return {last_id: 8, sent};
    });
    await openFeed();
    await settle(PULSE);
    expect.verifySteps([[["crm_feed/res.partner/1"], 0]]);
    expect(asked).toHaveLength(1);
    all.unshift(makeNew());
    sent = [[9, PARTNER]];
    await settle(PULSE);
    expect.verifySteps([[["crm_feed/res.partner/1"], 8]]);
    expect(asked).toHaveLength(2);
    expect(getTitles()[0]).toBe("New 1");
});

test("what has come by the bus is not asked for twice", async () => {
    const {asked} = onHistory(3);
    onRpc("crm.feed.live", "get_pulse", () => ({last_id: 9, sent: [[9, PARTNER]]}));
    await openFeed();
    const live = getService("crm_feed_live");
    live.pulse.hear(9);
    await settle(PULSE);
    expect(asked).toHaveLength(1);
});

test("nobody asks while no feed is open, or nobody looks", async () => {
    onHistory(3);
    onRpc("crm.feed.live", "get_pulse", () => {
        expect.step("asked");
        return {last_id: 8, sent: []};
    });
    await openFeed();
    await turn("hidden");
    await settle(PULSE);
    expect.verifySteps([]);
    await turn("visible");
    await settle();
    expect.verifySteps(["asked"]);
    await contains(".o_notebook_headers .nav-link[name=other]").click();
    await settle(PULSE);
    expect.verifySteps([]);
});

test("it says so when the server is lost, asks again, and is up to date then", async () => {
    const {all, asked} = onHistory(3);
    let isGone = true;
    let tries = 0;
    patchWithCleanup(FeedPulse.prototype, {
        async ask() {
            tries++;
            if (isGone) {
                throw new ConnectionLostError("/web");
            }
            return super.ask(...arguments);
        },
    });
    await openFeed();
    callInVain();
    await settle();
    expect(".o_crm_feed_lost").toHaveText(/The connection to the server is lost/);
    expect(tries).toBe(1);
    await settle(30000);
    expect(tries).toBeGreaterThan(3);
    expect(tries).toBeLessThan(10);
    expect(asked).toHaveLength(1);
    isGone = false;
    all.unshift(makeNew());
    await settle(50000);
    expect(".o_crm_feed_lost").toHaveCount(0);
    expect(asked).toHaveLength(2);
    expect(getTitles()[0]).toBe("New 1");
});

test("a feed that could not be loaded is, as soon as the server is back", async () => {
    let isGone = true;
    const checkServer = () => {
        if (isGone) {
            throw new ConnectionLostError("/web");
        }
    };
    patchWithCleanup(FeedPulse.prototype, {
        async ask() {
            checkServer();
            return super.ask(...arguments);
        },
    });
    patchWithCleanup(FeedService.prototype, {
        async getPage() {
            checkServer();
            return super.getPage(...arguments);
        },
    });
    onPage(() => makePage({entries: [makeNew()]}));
    await openFeed();
    callInVain();
    expect(".o_crm_feed_error").toHaveCount(1);
    await settle(5000);
    isGone = false;
    await settle(50000);
    expect(".o_crm_feed_error").toHaveCount(0);
    expect(".o_crm_feed_month .o_crm_feed_entry").toHaveCount(1);
});
