import {markRaw} from "@odoo/owl";

import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {Reactive} from "@web/core/utils/reactive";

import {LivePulse} from "./live_pulse";
import {INTERVAL, LiveSchedule} from "./live_schedule";

const CHANGED = "crm_feed/changed";
const PREFIX = "crm_feed/";
const ALL = `${PREFIX}all`;
/** Feeds of many customers change all the time: they ask less often, in ms. */
const WIDE_INTERVAL = 20000;
/** What concerns every feed at once is asked for over so long, in ms. */
const BULK_JITTER = 15000;
/** A connection that is back within that time was never missed, in ms. */
const GRACE = 10000;

/**
 * @param {Object|string} scope as `get_page` takes it
 * @returns {string} the channel on which its changes are told
 */
export function getChannel(scope) {
    const {partner, lead, record} = scope;
    if (partner) {
        return `${PREFIX}res.partner/${partner}`;
    }
    if (lead) {
        return `${PREFIX}crm.lead/${lead}`;
    }
    return record ? PREFIX + record.join("/") : ALL;
}

/**
 * Tells the feeds on the screen that something has changed.
 *
 * A message of the bus names the record whose feed has changed and nothing else; whoever may not
 * read the record gets none.
 */
export class FeedLive extends Reactive {
    /**
     * @param {Object} bus the host's service
     * @param {import("../feed_service").FeedService} server
     */
    constructor(bus, server) {
        super();
        this.bus = markRaw(bus);
        /** Whether changes do not come in at the moment. */
        this.isLost = false;
        /** Whether the server, or its database, does not answer. */
        this.isServerLost = false;
        this.hasMissed = false;
        this.timer = 0;
        /** @type {Map<string, Set<LiveSchedule>>} by channel */
        this.watchers = markRaw(new Map());
        this.pulse = markRaw(
            new LivePulse({
                ask: (lastId) => server.pulse.ask([...this.watchers.keys()], lastId),
                onMissed: (payload) => this.onChanged(payload),
                onLost: (isLost) => this.onServerLost(isLost),
            })
        );
        bus.subscribe(CHANGED, (payload, message) => {
            this.pulse.hear(message?.id);
            this.onChanged(payload);
        });
        bus.addEventListener("BUS:DISCONNECT", () => this.onDisconnect());
        bus.addEventListener("BUS:CONNECT", () => this.onConnect());
        bus.addEventListener("BUS:RECONNECT", () => this.onConnect());
    }

    /**
     * @param {Object|string} scope as `get_page` takes it
     * @param {Object} params
     * @param {() => Promise<boolean>} params.run see `LiveSchedule`
     * @param {() => number} [params.getVersion] see `LiveSchedule`
     * @returns {() => void} ends it
     */
    watch(scope, params) {
        const channel = getChannel(scope);
        const interval = channel === ALL ? WIDE_INTERVAL : INTERVAL;
        const schedule = new LiveSchedule({interval, ...params});
        if (!this.watchers.has(channel)) {
            this.watchers.set(channel, new Set());
            this.bus.addChannel(channel);
        }
        this.watchers.get(channel).add(schedule);
        this.pulse.start();
        return () => {
            schedule.stop();
            const others = this.watchers.get(channel);
            others.delete(schedule);
            if (!others.size) {
                this.watchers.delete(channel);
                this.bus.deleteChannel(channel);
            }
            if (!this.watchers.size) {
                this.pulse.stop();
            }
        };
    }

    /** @param {{ model?: string, id?: number, bulk?: boolean }} payload */
    onChanged({model, id, bulk}) {
        if (bulk) {
            this.pingAll();
            return;
        }
        const channel = model ? `${PREFIX}${model}/${id}` : ALL;
        this.watchers.get(channel)?.forEach((schedule) => schedule.ping());
    }

    /** Have all feeds ask, but not all browsers at the same moment. */
    pingAll() {
        for (const schedules of this.watchers.values()) {
            schedules.forEach((schedule) => schedule.ping(BULK_JITTER));
        }
    }

    /** @param {boolean} isLost */
    onServerLost(isLost) {
        this.isServerLost = isLost;
        if (!isLost) {
            this.pingAll();
        }
    }

    onDisconnect() {
        this.hasMissed = true;
        this.timer ||= browser.setTimeout(() => {
            this.isLost = true;
        }, GRACE);
    }

    onConnect() {
        browser.clearTimeout(this.timer);
        this.timer = 0;
        this.isLost = false;
        if (this.hasMissed) {
            this.hasMissed = false;
            this.pingAll();
        }
    }
}

export const feedLiveService = {
    dependencies: ["bus_service", "crm_feed"],
    start: (env, {bus_service: bus, crm_feed: server}) => new FeedLive(bus, server),
};

registry.category("services").add("crm_feed_live", feedLiveService);
