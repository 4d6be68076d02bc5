import {describe, expect, test} from "@odoo/hoot";
import {animationFrame} from "@odoo/hoot-mock";

import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {contains, onRpc, patchWithCleanup} from "@web/../tests/web_test_helpers";
import {user} from "@web/core/user";

import {makePage, onPage} from "./helpers/feed_test_helpers";
import {makePlan, openMyDay} from "./helpers/my_day_test_helpers";

const ACTION_ID = 77;

describe.current.tags("desktop");
defineMailModels();

test("it becomes the home page, and is it no more", async () => {
    onRpc("crm.feed.entry", "get_my_plan", () => makePlan([]));
    onPage(() => makePage());
    patchWithCleanup(user, {homeActionId: false});
    onRpc("res.users", "write", ({args}) => {
        expect.step(args);
        return true;
    });
    await openMyDay({id: ACTION_ID});
    await contains(".o_crm_feed_my_day_menu").click();
    await contains(".o_crm_feed_set_home").click();
    await animationFrame();
    expect.verifySteps([[[user.userId], {action_id: ACTION_ID}]]);
    await contains(".o_crm_feed_my_day_menu").click();
    await contains(".o_crm_feed_unset_home").click();
    await animationFrame();
    expect.verifySteps([[[user.userId], {action_id: false}]]);
    expect(user.homeActionId).toBe(false);
});
