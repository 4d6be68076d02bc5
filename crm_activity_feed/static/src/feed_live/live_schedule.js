import {browser} from "@web/core/browser/browser";

/** How long to wait for what comes with a change, in ms; and at most so much longer. */
const DELAY = 700;
const JITTER = 800;
/** Between two requests of one feed, in ms. */
export const INTERVAL = 5000;
/** A server that takes long is asked less often: so many times as long as it took. */
const REST = 5;

/**
 * Turns any number of pings into few requests.
 *
 * However fast pings come in, one request is on its way at a time, and a feed asks no more
 * often than its interval allows. In a hidden tab nothing is asked for at all, until somebody
 * looks at it. Each browser waits a little while of its own, so that not all ask at once.
 */
export class LiveSchedule {
    /**
     * @param {Object} params
     * @param {() => Promise<boolean>} params.run ask; false: it cannot be done right now
     * @param {() => number} [params.getVersion] another number: it was asked for meanwhile
     * @param {number} [params.interval] between two requests, in ms
     */
    constructor({run, getVersion = () => 0, interval = INTERVAL}) {
        Object.assign(this, {run, getVersion, interval});
        this.timer = 0;
        this.isRunning = false;
        /** Whether something came in while a request was on its way, or nobody looked. */
        this.isWaiting = false;
        this.version = 0;
        this.nextAt = 0;
        this.isStopped = false;
        this.onVisible = () => this.resume();
        document.addEventListener("visibilitychange", this.onVisible);
    }

    get isHidden() {
        return document.visibilityState === "hidden";
    }

    /** @param {number} [jitter] over how long the requests of all browsers spread, in ms */
    ping(jitter = JITTER) {
        this.version = this.getVersion();
        if (this.isRunning || this.isHidden) {
            this.isWaiting = true;
        } else if (!this.timer) {
            this.schedule(jitter);
        }
    }

    schedule(jitter) {
        const soon = DELAY + Math.random() * jitter;
        const allowed = this.nextAt - Date.now();
        this.timer = browser.setTimeout(() => this.start(), Math.max(soon, allowed));
    }

    resume() {
        if (this.isWaiting && !this.isHidden && !this.isRunning) {
            this.isWaiting = false;
            this.schedule(JITTER);
        }
    }

    async start() {
        this.timer = 0;
        if (this.isHidden) {
            this.isWaiting = true;
            return;
        }
        if (this.version !== this.getVersion()) {
            // What was loaded since the last ping is newer than it.
            return;
        }
        const startedAt = Date.now();
        this.isRunning = true;
        let isDone = false;
        try {
            isDone = await this.run();
        } finally {
            this.isRunning = false;
            const rest = Math.max(this.interval, REST * (Date.now() - startedAt));
            this.nextAt = Date.now() + rest;
        }
        if (this.isStopped) {
            return;
        }
        if (!isDone) {
            this.version = this.getVersion();
            this.isWaiting = true;
        }
        this.resume();
    }

    stop() {
        this.isStopped = true;
        this.isWaiting = false;
        browser.clearTimeout(this.timer);
        document.removeEventListener("visibilitychange", this.onVisible);
    }
}
