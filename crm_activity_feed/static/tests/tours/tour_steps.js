/**
 * What the tours share. Nothing is clicked that also exists on the page before: a step that
 * leads to another page is followed by one that waits for it.
 */

/** The feed has loaded what it was asked for. */
export const FEED = ".o_crm_feed[aria-busy=false]";

/** What one step may take on a busy machine, in ms. */
export const PATIENCE = 30000;

/**
 * A tour takes a time limit too, but in developer mode the host refuses all tours when
 * one has it: those of other addons as well.
 *
 * @param {Function} getSteps
 * @returns {Function} the same steps, each of which may take its time
 */
export function patiently(getSteps) {
    return () => getSteps().map((step) => ({timeout: PATIENCE, ...step}));
}

/**
 * @param {string} name of an action on an open or done entry, or of its bar
 * @param {string} title of the entry
 * @returns {Object} a step that clicks it; buttons of the bar show on hover only
 */
export function clickInEntry(name, title) {
    return {
        content: `${name}: ${title}`,
        trigger: `${FEED} article[data-key]:contains(${title}):has([data-action=${name}])`,
        run: ({anchor}) => anchor.querySelector(`[data-action=${name}]`).click(),
    };
}

/**
 * @param {string} text
 * @returns {Object[]} steps that write a note on the feed
 */
export function writeNote(text) {
    return [
        {
            content: `write: ${text}`,
            trigger: `${FEED} .o_crm_feed_composer_input:enabled`,
            run: `edit ${text}`,
        },
        {
            content: "Enter saves it",
            trigger: ".o_crm_feed_composer_input",
            run: "press Enter",
        },
        {
            content: "it is among what comes next",
            trigger: `${FEED} .o_crm_feed_open_entry:contains(${text})`,
        },
    ];
}

/**
 * @param {string} name of the customer whose form is open
 * @returns {Object[]} steps that open the Feed tab
 */
export function openFeedTab(name) {
    return [
        {
            content: `the form of ${name} is open`,
            trigger: `.o_breadcrumb .active:contains(${name})`,
        },
        {
            content: "open the Feed tab",
            trigger: ".o_form_view .o_notebook_headers .nav-link[name=crm_feed]",
            run: "click",
        },
        {
            content: "the feed is there",
            trigger: `${FEED} .o_crm_feed_composer`,
        },
    ];
}

/**
 * @param {() => any} isDone
 * @param {() => any} [act] what is done again and again until then
 * @throws {Error} when it takes too long
 */
export async function waitUntil(isDone, act = () => {}) {
    for (let tries = 0; !isDone(); tries++) {
        if (tries > PATIENCE / 200) {
            throw new Error(`In vain: ${act} until ${isDone}`);
        }
        act();
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
}
