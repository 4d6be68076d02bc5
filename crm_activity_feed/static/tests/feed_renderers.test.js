import {beforeEach, describe, expect, mockDate, test} from "@odoo/hoot";
import {queryAllTexts} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";

import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {contains, makeMockEnv, mountWithCleanup} from "@web/../tests/web_test_helpers";
import {MainComponentsContainer} from "@web/core/main_components_container";

import {formatSize} from "@crm_activity_feed/feed_attachments/feed_attachments";
import {formatStay} from "@crm_activity_feed/feed_change/feed_change";

import {showEntry} from "./helpers/feed_entry_helpers";

describe.current.tags("desktop");
defineMailModels();

beforeEach(() => mockDate("2026-11-20 10:00:00", +0));

const file = (values) => ({type: "binary", size: 0, mimetype: "", ...values});
const PLAN = file({
    id: 7,
    name: "plan.png",
    mimetype: "image/png",
    size: 2048,
    checksum: "abc",
});

test("files have a picture or icon, name and size, and can be downloaded", async () => {
    await showEntry({
        attachments: [
            PLAN,
            file({id: 8, name: "list.zip", mimetype: "application/zip", size: 3.2e6}),
        ],
    });
    expect(queryAllTexts(".o_crm_feed_attachment_name")).toEqual([
        "plan.png",
        "list.zip",
    ]);
    expect(queryAllTexts(".o_crm_feed_attachment_size")).toEqual(["2 kB", "3.2 MB"]);
    expect(".o_crm_feed_attachment_image").toHaveAttribute(
        "data-src",
        /\/web\/image\/7\/96x96\?unique=abc$/
    );
    expect(".o_crm_feed_attachment .fa-file-archive-o").toHaveCount(1);
    expect(".o_crm_feed_attachment_download:last").toHaveAttribute(
        "href",
        /\/web\/content\/8\?.*download=true/
    );
    expect(".o_crm_feed_attachment_download:last").toHaveAttribute(
        "aria-label",
        "Download list.zip"
    );
});

test("what can be viewed opens in the viewer; the rest is no button", async () => {
    await mountWithCleanup(MainComponentsContainer);
    await showEntry({
        attachments: [file({id: 8, name: "a.zip", mimetype: "application/zip"}), PLAN],
    });
    expect("button.o_crm_feed_attachment_open").toHaveCount(1);
    await contains("button.o_crm_feed_attachment_open").click();
    expect(".o-FileViewer").toHaveCount(1);
    expect(".o-FileViewer-header").toHaveText(/plan\.png/);
});

test("an address is opened if it is one of the web", async () => {
    const link = (id, url) => file({id, name: `Link ${id}`, type: "url", url});
    await showEntry({
        attachments: [link(1, "https://map.example"), link(2, "javascript:alert(1)")],
    });
    expect("a.o_crm_feed_attachment_open").toHaveCount(1);
    expect("a.o_crm_feed_attachment_open").toHaveAttribute(
        "href",
        "https://map.example"
    );
    expect(".o_crm_feed_attachment_download").toHaveCount(0);
});

test("many files are counted, and shown when asked for", async () => {
    const attachments = [...Array(9).keys()].map((id) => file({id, name: `${id}.txt`}));
    await showEntry({attachments});
    expect(".o_crm_feed_attachment").toHaveCount(6);
    expect(".o_crm_feed_attachments_more").toHaveText("3 more files");
    await contains(".o_crm_feed_attachments_more").click();
    expect(".o_crm_feed_attachment").toHaveCount(9);
    expect(".o_crm_feed_attachments_more").toHaveCount(0);
});

test("sizes are written in the largest unit", () => {
    const sizes = [8, 999, 1000, 25_499, 1_250_000, 7.1e9];
    expect(sizes.map(formatSize)).toEqual([
        "8B",
        "999B",
        "1 kB",
        "25 kB",
        "1.3 MB",
        "7.1 GB",
    ]);
});

test("a change tells how long the deal had been where it was", async () => {
    await showEntry({
        kind: "change",
        title: "Qualified → Won",
        status: "Opportunity Won",
        amount: {value: 1500, currency_id: 1},
        data: {from: "Qualified", to: "Won", seconds: 12.5 * 86400, tone: "success"},
    });
    expect(".o_crm_feed_change_stay").toHaveText("after 12 days in Qualified");
    expect(".o_crm_feed_entry_status").toHaveClass("text-success-emphasis");
    expect(".o_crm_feed_entry_amount").toHaveText("$ 1,500.00");
});

test("that a stage has changed is not said twice", async () => {
    await showEntry({
        kind: "change",
        title: "New → Qualified",
        status: "Stage Changed",
        data: {from: "New", to: "Qualified", seconds: 7200, tone: false},
    });
    expect(".o_crm_feed_entry_status").toHaveCount(0);
    expect(".o_crm_feed_change_stay").toHaveText("after 2 hours in New");
});

test("one day and one hour are no plural", async () => {
    await makeMockEnv();
    const texts = [86400, 2 * 86400, 3600, 86399, 59].map((seconds) =>
        formatStay(seconds, "New").toString()
    );
    expect(texts).toEqual([
        "after 1 day in New",
        "after 2 days in New",
        "after 1 hour in New",
        "after 23 hours in New",
        "after less than an hour in New",
    ]);
});

test("a document shows amount, state and by when it is due", async () => {
    const invoice = {
        kind: "document",
        amount: {value: 100, currency_id: 1},
        status: "Not Paid",
    };
    const data = {tone: false, due: "2026-11-10", due_kind: "payment", is_late: true};
    await showEntry({...invoice, data});
    expect(".o_crm_feed_document_due").toHaveText("overdue since Tue, Nov 10");
    expect(".o_crm_feed_document_due").toHaveClass("text-danger");
    await showEntry({...invoice, data: {...data, due: "2026-12-01", is_late: false}});
    expect(".o_crm_feed_document_due:last").toHaveText("due Tue, Dec 1");
    await showEntry({...invoice, data: {...data, due_kind: "answer"}});
    expect(".o_crm_feed_document_due:last").toHaveText("expired on Tue, Nov 10");
});

const MEETING = {kind: "meeting", res_model: "calendar.event"};

test("a meeting shows from when to when, where, and who comes", async () => {
    await showEntry({
        ...MEETING,
        status: "Showroom",
        date: "2026-11-19 12:00:00",
        data: {
            stop: "2026-11-19 13:30:00",
            is_all_day: false,
            video: "https://call.example/1",
            attendees: [
                {id: 1, display_name: "Anna", state: "accepted"},
                {id: 2, display_name: "Olga", state: "declined"},
                {id: 3, display_name: "Oleg", state: "needsAction"},
            ],
            attendees_more: 4,
        },
    });
    expect(".o_crm_feed_meeting_time").toHaveText("12:00 to 13:30");
    expect(".o_crm_feed_meeting_place").toHaveText("Showroom");
    expect(".o_crm_feed_meeting_video").toHaveText("Video call");
    expect(queryAllTexts(".o_crm_feed_attendees li")).toEqual([
        "Anna\naccepted",
        "Olga\ndeclined",
        "Oleg",
        "+4",
    ]);
    expect(".o_crm_feed_entry_status").toHaveCount(0);
});

test("a meeting of several days shows the days, one of a day no time", async () => {
    const meeting = {...MEETING, date: "2026-11-18 00:00:00", is_all_day: true};
    await showEntry({...meeting, data: {stop: "2026-11-20", is_all_day: true}});
    expect(".o_crm_feed_meeting_time").toHaveText("Wed, Nov 18 to Fri, Nov 20");
    await showEntry({...meeting, data: {stop: "2026-11-18", is_all_day: true}});
    expect(".o_crm_feed_meeting_time").toHaveCount(1);
});

test("of a private meeting only the time is shown", async () => {
    await showEntry({
        ...MEETING,
        title: "Busy",
        data: {stop: "2026-11-19 13:00:00", is_all_day: false},
    });
    expect(".o_crm_feed_meeting_time").toHaveCount(1);
    expect(".o_crm_feed_attendees").toHaveCount(0);
    expect(".o_crm_feed_meeting_place").toHaveCount(0);
});

test("meetings, mails and changes of other sources keep what they tell", async () => {
    const values = {status: "Held", data: {from: "Rome", due: "soon", direction: "in"}};
    for (const kind of ["meeting", "email", "change", "document", "note"]) {
        await showEntry({kind, res_model: "x_visit", ...values});
    }
    await showEntry({kind: "email", res_model: "x_visit", body: "<p>Dear Anna</p>"});
    expect(queryAllTexts(".o_crm_feed_entry_status")).toEqual(Array(5).fill("Held"));
    expect(".o_crm_feed_entry_body").toHaveText("Dear Anna");
    expect(".o_crm_feed_direction").toHaveCount(0);
});

test("what was done late or early says by how much", async () => {
    const done = (days_late) => ({
        kind: "activity",
        outcome: "Reached her",
        data: {planned: "2026-11-17", days_late},
    });
    for (const days of [2, 1, 0, -1, -3]) {
        await showEntry(done(days));
    }
    await animationFrame();
    expect(queryAllTexts(".o_crm_feed_punctuality")).toEqual([
        "2 days late",
        "1 day late",
        "1 day early",
        "3 days early",
    ]);
    expect(".o_crm_feed_punctuality:first").toHaveAttribute(
        "title",
        "Planned for Tue, Nov 17"
    );
});
