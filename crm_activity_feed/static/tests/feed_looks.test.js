import {beforeEach, describe, expect, mockDate, test} from "@odoo/hoot";
import {click, keyDown, keyUp, queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {animationFrame, Deferred} from "@odoo/hoot-mock";

import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    contains,
    makeServerError,
    mockService,
    onRpc,
} from "@web/../tests/web_test_helpers";

import {showEntry} from "./helpers/feed_entry_helpers";

describe.current.tags("desktop");
defineMailModels();

beforeEach(() => mockDate("2026-11-20 10:00:00", +0));

const OLGA = {id: 9, display_name: "Acme, Olga"};
const ACME = {id: 8, display_name: "Acme"};
const ANNA = {id: 3, display_name: "Anna"};
const BOSS = {id: 1, display_name: "Decision maker", color: 10};
const getMail = () => queryOne(".o_crm_feed_mail_body").shadowRoot;

/** @returns {Object} an incoming mail */
function makeMail(values = {}) {
    const {data, ...others} = values;
    return {
        kind: "email",
        res_model: "mail.message",
        source: {id: 6, name: "E-mail"},
        title: "Re: Offer",
        partner_id: OLGA,
        customer_id: ACME,
        author_id: OLGA,
        role: BOSS,
        body: "<p>Agreed.</p>",
        data: {
            direction: "in",
            from: {id: 9, display_name: "Olga"},
            to: [{id: 3, display_name: "Anna"}],
            to_more: 0,
            preview: "Agreed.",
            is_all: true,
            is_text_title: false,
            ...data,
        },
        ...others,
    };
}

test("a mail says who wrote to whom, which way, and with which role", async () => {
    await showEntry(makeMail({data: {to_more: 2}}));
    expect(".o_crm_feed_entry_author").toHaveText("Olga");
    expect(".o_crm_feed_role").toHaveText("Decision maker");
    expect(".o_crm_feed_role").toHaveClass("o_crm_feed_color_10");
    expect(queryAllTexts(".o_crm_feed_entry_name")).toEqual(["Anna"]);
    expect(".o_crm_feed_people").toHaveText(/\+2$/);
    expect(".o_crm_feed_direction").toHaveAttribute("title", "received");
    expect(".o_crm_feed_entry_preview").toHaveText("Agreed.");
    // All is said.
    expect(".o_crm_feed_entry_toggle").toHaveCount(0);
});

test("a mail does not say twice that it is one", async () => {
    const source = {id: 6, name: "E-mail", activity_type_id: 4};
    const kind = {id: 4, display_name: "Email", icon: "fa-envelope"};
    await showEntry(makeMail({source, activity_type_id: kind}));
    expect(".o_crm_feed_direction").toHaveCount(1);
    expect(".o_crm_feed_entry_type").toHaveCount(0);
});

test("a mail that is said to be a call says so", async () => {
    const source = {id: 6, name: "E-mail", activity_type_id: 4};
    const kind = {id: 2, display_name: "Call", icon: "fa-phone"};
    await showEntry(makeMail({source, activity_type_id: kind}));
    expect(".o_crm_feed_entry_type").toHaveText("Call");
});

test("a mail unfolds apart from the page, its history folded", async () => {
    await showEntry(
        makeMail({
            body: `<style>body{}</style><p>Agreed. <a href="https://acme.example">Us</a></p>
                <div data-o-mail-quote="1">-- Olga</div>
                <blockquote data-o-mail-quote="1">What do you think?</blockquote>`,
            data: {is_all: false},
        })
    );
    await contains(".o_crm_feed_entry_toggle").click();
    expect(".o_crm_feed_entry_preview").toHaveCount(0);
    const quotes = getMail().querySelectorAll("[data-o-mail-quote]");
    expect([...quotes].map((el) => el.hidden)).toEqual([true, true]);
    expect(getMail().querySelector("a").target).toBe("_blank");
    const buttons = getMail().querySelectorAll("button");
    expect(buttons.length).toBe(1);
    expect(buttons[0].getAttribute("aria-expanded")).toBe("false");
    await click(buttons[0]);
    expect([...quotes].map((el) => el.hidden)).toEqual([false, false]);
    expect(buttons[0].getAttribute("aria-expanded")).toBe("true");
    await contains(".o_crm_feed_entry_toggle").click();
    expect(".o_crm_feed_entry_preview").toHaveCount(1);
});

test("a mail that is nothing but a quotation is shown", async () => {
    await showEntry(
        makeMail({
            body: `<blockquote data-o-mail-quote="1">Forwarded</blockquote>`,
            data: {is_all: false},
        })
    );
    await contains(".o_crm_feed_entry_toggle").click();
    expect(getMail().querySelector("blockquote").hidden).toBe(false);
    expect(getMail().querySelector("button")).toBe(null);
});

test("the rest of a long text is fetched when it is asked for", async () => {
    const answer = new Deferred();
    onRpc("crm.feed.entry", "get_body", ({args}) => {
        expect.step(`get_body ${args[0]}`);
        return answer;
    });
    await showEntry({id: 5, body: "<p>The beginning…</p>", body_more: true});
    expect.verifySteps([]);
    await contains(".o_crm_feed_entry_toggle").click();
    expect(".o_crm_feed_text_loading").toHaveCount(1);
    expect(".o_crm_feed_entry_body").toHaveText("The beginning…");
    answer.resolve("<p>The beginning and the end</p>");
    await animationFrame();
    expect(".o_crm_feed_text_loading").toHaveCount(0);
    expect(".o_crm_feed_entry_body").toHaveText("The beginning and the end");
    // Once is enough.
    await contains(".o_crm_feed_entry_toggle").click();
    await contains(".o_crm_feed_entry_toggle").click();
    expect.verifySteps(["get_body 1-5"]);
});

test("a text that cannot be fetched says so, and is asked for again", async () => {
    let isBroken = true;
    onRpc("crm.feed.entry", "get_body", () => {
        if (isBroken) {
            throw makeServerError({type: "MissingError", message: "Gone"});
        }
        return "<p>All of it</p>";
    });
    await showEntry({body: "<p>The beginning…</p>", body_more: true});
    await contains(".o_crm_feed_entry_toggle").click();
    await animationFrame();
    expect(".o_crm_feed_text_error").toHaveCount(1);
    isBroken = false;
    await contains(".o_crm_feed_text_retry").click();
    await animationFrame();
    expect(".o_crm_feed_text_error").toHaveCount(0);
    expect(".o_crm_feed_entry_body").toHaveText("All of it");
});

test("words that came with a page are never markup", async () => {
    const evil = `<img src="x" onerror="window.feedWasHacked = true">`;
    await showEntry(
        makeMail({
            title: evil,
            lead_id: {id: 4, display_name: evil},
            role: {...BOSS, display_name: evil},
            reason_id: {id: 2, display_name: evil, color: 0},
            attachments: [
                {id: 1, name: evil, mimetype: "text/plain", size: 1, type: "binary"},
            ],
            data: {
                preview: evil,
                from: {id: 9, display_name: evil},
                to: [{id: false, display_name: evil}],
            },
        })
    );
    expect(".o_crm_feed_entry_preview").toHaveText(evil);
    expect(".o_crm_feed_attachment_name").toHaveText(evil);
    // Those of the look have an empty `alt`.
    expect(".o_crm_feed_entry img").not.toHaveCount(0);
    expect(".o_crm_feed_entry img:not([alt=''])").toHaveCount(0);
    expect(window.feedWasHacked).toBe(undefined);
});

test("a contact and a deal are links: with Ctrl the browser opens a tab", async () => {
    mockService("action", {
        doAction: (action) => expect.step(`${action.res_model},${action.res_id}`),
    });
    await showEntry({
        author_id: ANNA,
        partner_id: OLGA,
        customer_id: ACME,
        lead_id: {id: 4, display_name: "40 desks"},
        role: BOSS,
    });
    const [contact, deal] = [".o_crm_feed_people a", "a:contains(40 desks)"];
    expect(contact).toHaveText("Olga");
    expect(contact).toHaveAttribute("href", "/odoo/res.partner/9");
    expect(deal).toHaveAttribute("href", "/odoo/crm.lead/4");
    expect(".o_crm_feed_people .o_crm_feed_role").toHaveCount(1);
    await contains(contact).click();
    await contains(deal).click();
    expect.verifySteps(["res.partner,9", "crm.lead,4"]);
    queryOne(deal).addEventListener("click", (ev) => {
        expect.step(`prevented: ${ev.defaultPrevented}`);
        ev.preventDefault();
    });
    await keyDown("Control");
    await click(deal);
    await keyUp("Control");
    expect.verifySteps(["prevented: false"]);
});

test("neither the contact nor the deal of the form is said again", async () => {
    const values = {
        author_id: ANNA,
        partner_id: OLGA,
        customer_id: ACME,
        lead_id: {id: 4, display_name: "40 desks"},
    };
    await showEntry(values, {model: "res.partner", id: 9});
    expect(queryAllTexts(".o_crm_feed_entry_name")).toEqual(["40 desks"]);
    await showEntry(values, {model: "crm.lead", id: 4});
    expect(queryAllTexts(".o_crm_feed_entry_name")).toEqual(["40 desks", "Olga"]);
});

test("what is no letter is about the contact, not to him", async () => {
    await showEntry({
        kind: "message",
        author_id: ANNA,
        partner_id: OLGA,
        customer_id: ACME,
        role: BOSS,
    });
    expect(".o_crm_feed_people").toHaveText("Anna");
    expect(queryAllTexts(".o_crm_feed_entry_name")).toEqual(["OlgaDecision maker"]);
});

test("kind and reason are badges, and the kind is not said twice", async () => {
    await showEntry({
        kind: "note",
        source: {id: 1, name: "Note"},
        activity_type_id: {id: 2, display_name: "Call", icon: "fa-phone"},
        reason_id: {id: 3, display_name: "Offer", color: 3},
    });
    expect(".o_crm_feed_entry_source").toHaveText("Note");
    expect(".o_crm_feed_entry_type").toHaveText("Call");
    expect(".o_crm_feed_entry_type i").toHaveClass("fa-phone");
    expect(".o_crm_feed_entry_reason").toHaveClass("o_crm_feed_color_3");
});

test("of an activity its kind is said, once", async () => {
    await showEntry({
        kind: "activity",
        source: {id: 3, name: "Done activity"},
        activity_type_id: {id: 2, display_name: "Call", icon: "fa-phone"},
    });
    expect(".o_crm_feed_entry_source").toHaveText("Call");
    expect(".o_crm_feed_entry_type").toHaveCount(0);
});

test("a text that is the title shows as a whole only when asked for", async () => {
    await showEntry({
        kind: "message",
        title: "A long story that goes on and…",
        body: "<p>A long story that goes on and on</p>",
        data: {is_text_title: true},
    });
    expect(".o_crm_feed_entry_body").toHaveCount(0);
    await contains(".o_crm_feed_entry_toggle").click();
    expect(".o_crm_feed_entry_body").toHaveText("A long story that goes on and on");
});
