import {beforeEach, describe, expect, mockDate, test} from "@odoo/hoot";
import {animationFrame, Deferred} from "@odoo/hoot-mock";

import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {contains, onRpc} from "@web/../tests/web_test_helpers";

import {makePage, onDefaults, onPage, openFeed} from "./helpers/feed_test_helpers";

const FORM = /* xml */ `
    <form>
        <sheet>
            <field name="name"/>
            <notebook>
                <page string="Feed" name="crm_feed">
                    <field name="message_is_follower" invisible="1"/>
                    <field name="parent_id" invisible="1"/>
                    <widget name="crm_feed"/>
                </page>
            </notebook>
        </sheet>
    </form>`;
const FOLLOW = ".o_crm_feed_follow";
const FOLLOWING = ".o_crm_feed_following";
const UNDO = ".o_crm_feed_undo .btn-link, .o_crm_feed_undo button:contains(Undo)";

describe.current.tags("desktop");
defineMailModels();

/** What the server knows. */
let isFollowing = false;
let chosen = [];

function makeFollow() {
    const keys = {comment: "Messages", deal: "Deals", note: "Notes"};
    return {
        is_following: isFollowing,
        reasons: isFollowing ? ["By hand"] : [],
        choices: Object.entries(keys).map(([key, name]) => ({
            key,
            name,
            is_chosen: !isFollowing || chosen.includes(key),
        })),
        subtype_ids: isFollowing ? [1, 2] : [],
    };
}

beforeEach(() => {
    mockDate("2026-11-20 10:00:00", +0);
    isFollowing = false;
    chosen = ["comment", "deal", "note"];
    onDefaults();
    onPage(() => makePage());
    onRpc("crm.feed.subscription", "get_follow", () => makeFollow());
    onRpc("crm.feed.subscription", "set_follow", ({args, kwargs}) => {
        const {keys, subtype_ids} = kwargs;
        expect.step([...args, keys || subtype_ids]);
        isFollowing = args[2];
        chosen = keys || ["comment", "deal", "note"];
        return makeFollow();
    });
});

test("one click follows all that happens; it can be undone", async () => {
    await openFeed({arch: FORM});
    await contains(FOLLOW).click();
    expect(FOLLOW).toHaveCount(0);
    expect(FOLLOWING).toHaveCount(1);
    await contains(UNDO).click();
    expect(FOLLOW).toHaveCount(1);
    expect.verifySteps([
        ["res.partner", 1, true, undefined],
        ["res.partner", 1, false, undefined],
    ]);
});

test("the menu says why, and lets one choose", async () => {
    await openFeed({arch: FORM});
    await contains(FOLLOW).click();
    await contains(FOLLOWING).click();
    await animationFrame();
    expect(".o_crm_feed_follow_why").toHaveText("By hand");
    expect(".o_crm_feed_follow_all").toHaveClass("selected");
    await contains("[data-choice=deal]").click();
    expect("[data-choice=deal]").not.toHaveClass("selected");
    expect(".o_crm_feed_follow_all").not.toHaveClass("selected");
    await contains(".o_crm_feed_follow_all").click();
    expect("[data-choice=deal]").toHaveClass("selected");
    expect.verifySteps([
        ["res.partner", 1, true, undefined],
        ["res.partner", 1, true, ["comment", "note"]],
        ["res.partner", 1, true, ["comment", "deal", "note"]],
    ]);
});

test("unfollowed by mistake, all is as it was", async () => {
    await openFeed({arch: FORM});
    await contains(FOLLOW).click();
    await contains(FOLLOWING).click();
    await animationFrame();
    await contains(".o_crm_feed_unfollow").click();
    expect(FOLLOW).toHaveCount(1);
    await contains(".o_crm_feed_undo:last button:contains(Undo)").click();
    expect(FOLLOWING).toHaveCount(1);
    expect.verifySteps([
        ["res.partner", 1, true, undefined],
        ["res.partner", 1, false, undefined],
        ["res.partner", 1, true, [1, 2]],
    ]);
});

test("two clicks follow once", async () => {
    const deferred = new Deferred();
    onRpc("crm.feed.subscription", "set_follow", async () => {
        expect.step("asked");
        await deferred;
        isFollowing = true;
        return makeFollow();
    });
    await openFeed({arch: FORM});
    await contains(FOLLOW).click();
    expect(FOLLOW).toHaveProperty("disabled", true);
    deferred.resolve();
    await animationFrame();
    expect(FOLLOWING).toHaveCount(1);
    expect.verifySteps(["asked"]);
});

test("a form that does not load whether one follows has no button", async () => {
    await openFeed({arch: FORM.replace(/<field name="message_is_follower".*?>/, "")});
    expect(".o_crm_feed").toHaveCount(1);
    expect(FOLLOW).toHaveCount(0);
});
