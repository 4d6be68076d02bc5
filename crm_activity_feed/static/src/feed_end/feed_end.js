import {Component, useEffect, useRef} from "@odoo/owl";

import {getScroller} from "../feed/scroller";

/** How far from the screen an end is when the next page is asked for, in pixels. */
const AHEAD = 600;

/** One end of what is loaded of the history: there is more beyond it. */
export class FeedEnd extends Component {
    static template = "crm_activity_feed.FeedEnd";
    static props = {
        direction: [{value: "older"}, {value: "newer"}],
        isLoading: Boolean,
        error: String,
        /** Changes when something has been loaded: maybe the end is still in sight. */
        version: String,
        onClick: Function,
        onInSight: Function,
    };

    setup() {
        const rootRef = useRef("root");
        useEffect(
            (el) => {
                const scroller = getScroller(el);
                const observer = new IntersectionObserver(
                    (changes) => {
                        if (changes.at(-1).isIntersecting) {
                            this.props.onInSight(this.props.direction);
                        }
                    },
                    {
                        root: scroller === document.scrollingElement ? null : scroller,
                        rootMargin: `${AHEAD}px 0px`,
                    }
                );
                // A fresh observer reports at once: needed when a page does not fill the
                // screen.
                observer.observe(el);
                return () => observer.disconnect();
            },
            () => [rootRef.el, this.props.version]
        );
    }
}
