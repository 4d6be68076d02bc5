/** What the server is asked about changes that the bus may have kept to itself. */
export class FeedPulse {
    /** @param {Object} orm the host's service */
    constructor(orm) {
        this.orm = orm;
    }

    /**
     * @param {string[]} channels that the page listens to
     * @param {number} lastId of the answer before
     * @returns {Promise<{ last_id: number, sent: Array }>} see `crm.feed.live.get_pulse`
     */
    ask(channels, lastId) {
        return this.orm.silent.call("crm.feed.live", "get_pulse", [channels, lastId]);
    }
}
