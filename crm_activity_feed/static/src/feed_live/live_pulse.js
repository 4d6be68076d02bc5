import {browser} from "@web/core/browser/browser";
import {ConnectionLostError, rpcBus} from "@web/core/network/rpc";

/** How often it is made sure that nothing was missed, in ms; and at most so much later. */
const INTERVAL = 60000;
const JITTER = 15000;
/** How soon a server that does not answer is asked again; longer each time, in ms. */
const RETRY = 2000;
const MAX_RETRY = 30000;
/** Errors of a server that has lost its database. */
const NO_DATABASE = /^psycopg2\.(OperationalError|InterfaceError|DatabaseError)$/;

/**
 * @param {Error} error of a call
 * @returns {boolean} whether the server, or its database, is not there
 */
function isGone(error) {
    return (
        error instanceof ConnectionLostError || NO_DATABASE.test(error?.exceptionName)
    );
}

/**
 * Asks the server now and then whether anything was missed; and when a call was in vain, whether
 * it is there at all, until it is.
 *
 * The connection of the bus tells when it is lost itself, but not when nothing is put into it any
 * more, as after a restart of the database.
 */
export class LivePulse {
    /**
     * @param {Object} params
     * @param {(lastId: number) => Promise<Object>} params.ask see `crm.feed.live.get_pulse`
     * @param {(payload: Object) => void} params.onMissed
     * @param {(isLost: boolean) => void} params.onLost called when the server has gone, and when
     *     it is back
     */
    constructor({ask, onMissed, onLost}) {
        Object.assign(this, {ask, onMissed, onLost});
        this.interval = INTERVAL;
        this.timer = 0;
        this.isOn = false;
        this.isAsking = false;
        this.isLost = false;
        this.isWaiting = false;
        this.retry = RETRY;
        this.lastId = 0;
        /** @type {Set<number>} ids of what has come by the bus since the last answer */
        this.heard = new Set();
        document.addEventListener("visibilitychange", () => this.onVisible());
        rpcBus.addEventListener("RPC:RESPONSE", ({detail}) => this.onResponse(detail));
    }

    start() {
        if (!this.isOn) {
            this.isOn = true;
            this.schedule(this.interval + JITTER * Math.random());
        }
    }

    stop() {
        this.isOn = false;
        this.lastId = 0;
        this.heard.clear();
        browser.clearTimeout(this.timer);
        this.setLost(false);
    }

    /** @param {number} [id] of a message of the bus */
    hear(id) {
        if (this.isOn && id) {
            this.heard.add(id);
        }
    }

    schedule(delay) {
        browser.clearTimeout(this.timer);
        this.timer = browser.setTimeout(() => this.beat(), delay);
    }

    onVisible() {
        if (this.isWaiting && document.visibilityState === "visible") {
            this.isWaiting = false;
            this.schedule(0);
        }
    }

    /** A call of whomever that was in vain is the first sign. */
    onResponse({error}) {
        if (error && isGone(error) && this.isOn && !this.isAsking && !this.isLost) {
            this.schedule(0);
        }
    }

    async beat() {
        if (document.visibilityState === "hidden") {
            this.isWaiting = true;
            return;
        }
        if (this.isAsking) {
            return;
        }
        this.isAsking = true;
        let delay = this.interval;
        try {
            const answer = await this.ask(this.lastId);
            if (this.isOn) {
                this.take(answer);
            }
        } catch (error) {
            // Of other errors, such as the end of the session, others tell.
            if (isGone(error) && this.isOn) {
                this.setLost(true);
                delay = this.retry;
                this.retry = Math.min(this.retry * 1.5, MAX_RETRY);
            }
        } finally {
            this.isAsking = false;
        }
        if (this.isOn) {
            this.schedule(delay);
        }
    }

    /** @param {{ last_id: number, sent: Array }} answer */
    take({last_id: lastId, sent}) {
        const missed = sent.filter(([id]) => !this.heard.has(id));
        this.lastId = lastId;
        this.heard = new Set([...this.heard].filter((id) => id > lastId));
        this.setLost(false);
        missed.forEach(([, payload]) => this.onMissed(payload));
    }

    setLost(isLost) {
        if (!isLost) {
            this.retry = RETRY;
        }
        if (this.isLost !== isLost) {
            this.isLost = isLost;
            this.onLost(isLost);
        }
    }
}
