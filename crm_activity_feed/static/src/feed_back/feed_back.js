import {Component, onMounted, useExternalListener, useState} from "@odoo/owl";

import {throttleForAnimation} from "@web/core/utils/timing";

import {getOffset, getScroller} from "../feed/scroller";

/** The way back to the newest entry: shows when that is out of sight. */
export class FeedBack extends Component {
    static template = "crm_activity_feed.FeedBack";
    static props = {
        /** Whether the newest entry is not even there. */
        isAway: Boolean,
        /** Where the history begins on the page. */
        getStart: Function,
        onClick: Function,
    };

    setup() {
        this.state = useState({isFar: false});
        const update = throttleForAnimation(() => this.update());
        useExternalListener(window, "scroll", update, {capture: true, passive: true});
        onMounted(update);
    }

    update() {
        const start = this.props.getStart();
        if (start) {
            const scroller = getScroller(start);
            this.state.isFar = getOffset(start, scroller) < -scroller.clientHeight;
        }
    }
}
