import {beforeEach, describe, expect, mockDate, test} from "@odoo/hoot";
import {queryAllTexts} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {Component, onMounted, xml} from "@odoo/owl";

import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {contains, onRpc, patchWithCleanup} from "@web/../tests/web_test_helpers";
import {_t} from "@web/core/l10n/translation";
import {Registry} from "@web/core/registry";

import {feedActionRegistry} from "@crm_activity_feed/feed_entry/feed_actions";
import {feedRendererProps} from "@crm_activity_feed/feed_entry/feed_entry_body";
import {feedRendererRegistry} from "@crm_activity_feed/feed_entry/feed_renderer";

import {
    makeEntry,
    makePage,
    onDefaults,
    onPage,
    openFeed,
} from "./helpers/feed_test_helpers";

describe.current.tags("desktop");
defineMailModels();

beforeEach(() => {
    mockDate("2026-11-20 10:00:00", +0);
    patchWithCleanup(console, {error: (message) => expect.step(message)});
    onDefaults();
});

class VisitBody extends Component {
    static template = xml`<em class="visit" t-out="props.entry.data.place"/>`;
    static props = {...feedRendererProps};
}

test("a kind with a renderer of its own uses it, done or still to do", async () => {
    feedRendererRegistry.add("visit", VisitBody);
    const visit = {kind: "visit", body: "<p>Told</p>"};
    onPage(() =>
        makePage({
            open: [makeEntry({...visit, is_open: true, data: {place: "Rome"}})],
            entries: [makeEntry({...visit, data: {place: "Oslo"}}), makeEntry()],
        })
    );
    await openFeed();
    expect(queryAllTexts(".visit")).toEqual(["Rome", "Oslo"]);
    expect(".o_crm_feed_entry_body").toHaveCount(0);
});

test("a kind without a renderer has the standard look", async () => {
    onPage(() =>
        makePage({entries: [makeEntry({kind: "unheard_of", body: "<p>Told</p>"})]})
    );
    await openFeed();
    expect(".o_crm_feed_entry_body").toHaveText("Told");
});

test("a renderer that fails gives way to the standard look, and is told of once", async () => {
    feedRendererRegistry.add("visit", VisitBody);
    // No `data`: the template cannot be shown.
    const visit = (body) => makeEntry({kind: "visit", body, data: null});
    onPage(() =>
        makePage({
            open: [makeEntry({kind: "visit", data: null, is_open: true})],
            entries: [visit("<p>First</p>"), visit("<p>Second</p>"), makeEntry()],
        })
    );
    await openFeed();
    expect(queryAllTexts(".o_crm_feed_entry_body")).toEqual(["First", "Second"]);
    expect(".o_crm_feed_entry").toHaveCount(3);
    expect(".o_crm_feed_open_entry").toHaveCount(1);
    expect.verifySteps([
        `crm_activity_feed: VisitBody, the renderer of "visit", failed`,
    ]);
});

test("a renderer that fails once it is on the screen leaves the feed alone", async () => {
    class TripBody extends VisitBody {
        setup() {
            onMounted(() => {
                throw new Error("too late");
            });
        }
    }
    feedRendererRegistry.add("trip", TripBody);
    const trip = {kind: "trip", body: "<p>Told</p>", data: {place: "Oslo"}};
    const entries = [makeEntry(trip), makeEntry()];
    onPage(() => makePage({entries: [...entries]}));
    await openFeed();
    expect(".o_crm_feed_entry").toHaveCount(2);
    expect.verifySteps([`crm_activity_feed: TripBody, the renderer of "trip", failed`]);
    entries.push(makeEntry());
    await contains(".o_crm_feed_chip[data-kind=note]").click();
    await animationFrame();
    expect(".o_crm_feed_entry").toHaveCount(3);
    expect(".o_crm_feed_entry_body").toHaveText("Told");
});

test("what is no component or has no label is refused", () => {
    const refused = /Validation error/;
    patchWithCleanup(odoo, {debug: "1"});
    for (const value of [undefined, {}, "VisitBody", () => {}]) {
        expect(() => feedRendererRegistry.add("wrong", value)).toThrow(refused);
    }
    for (const value of [
        {},
        {label: 5},
        {label: "Go", run: "go"},
        {label: "Go", x: 1},
    ]) {
        expect(() => feedActionRegistry.add("wrong", value)).toThrow(refused);
    }
    const names = Object.keys(feedRendererRegistry.content);
    expect(names).not.toInclude("wrong");
    feedRendererRegistry.add("visit", VisitBody);
    feedActionRegistry.add("go", {label: _t("Go"), icon: "fa-car", run: () => {}});
    expect(feedRendererRegistry.get("visit")).toBe(VisitBody);
});

test("a second renderer of a kind says that it replaces the first", () => {
    const registry = new Registry("renderers");
    registry.add("visit", VisitBody);
    class OtherBody extends VisitBody {}
    expect(() => registry.add("visit", OtherBody)).toThrow(/already exists/);
    registry.add("visit", OtherBody, {force: true});
    expect(registry.get("visit")).toBe(OtherBody);
});

test("an action with a button is run by the server", async () => {
    feedActionRegistry.add("call_again", {label: "Call again", icon: "fa-phone"});
    let entries = [makeEntry({actions: ["unheard_of", "call_again"], title: "Call"})];
    onPage(() => makePage({entries}));
    onRpc("crm.feed.entry", "run_action", ({args}) => {
        expect.step(args.slice(1));
        entries = [];
        return makeEntry({is_open: true, title: "Call"});
    });
    await openFeed();
    expect(queryAllTexts(".o_crm_feed_action")).toEqual(["Call again"]);
    await contains(".o_crm_feed_entry .o_crm_feed_action").click();
    expect.verifySteps([["call_again", {}]]);
    expect(".o_crm_feed_action").toHaveCount(0);
});

test("an action may do something of its own first", async () => {
    feedActionRegistry.add("dial", {
        label: "Dial",
        run: async ({entry, env, runAction}) => {
            expect.step([entry.title, Boolean(env.services.action)]);
            await runAction({outcome: "Busy"});
        },
    });
    onPage(() =>
        makePage({open: [makeEntry({actions: ["dial"], title: "Olga", is_open: true})]})
    );
    onRpc("crm.feed.entry", "run_action", ({args}) => {
        expect.step(args.slice(1));
        return false;
    });
    await openFeed();
    await contains(".o_crm_feed_open_entry .o_crm_feed_action").click();
    expect.verifySteps([
        ["Olga", true],
        ["dial", {outcome: "Busy"}],
    ]);
});
