import {Component, useEffect, useRef} from "@odoo/owl";

import {usePosition} from "@web/core/position/position_hook";

/**
 * The colleagues that are suggested while somebody types a mention; see `useMentions`.
 */
export class FeedMentions extends Component {
    static template = "crm_activity_feed.FeedMentions";
    static props = {
        /** `{items, position, listId, isEmpty}` of `useMentions` */
        state: Object,
        /** Returns the text field that the list belongs to. */
        getTarget: Function,
        onSelect: Function,
    };

    setup() {
        this.listRef = useRef("list");
        usePosition("list", () => this.props.getTarget(), {position: "bottom-start"});
        useEffect(
            () => {
                this.listRef.el
                    ?.querySelector("[aria-selected=true]")
                    ?.scrollIntoView({block: "nearest"});
            },
            () => [this.props.state.position]
        );
    }

    getAvatar({id}) {
        return `/web/image/res.partner/${id}/avatar_128`;
    }
}
