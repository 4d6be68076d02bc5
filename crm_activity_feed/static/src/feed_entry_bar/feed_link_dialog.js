import {Component, onMounted, useRef} from "@odoo/owl";

import {Dialog} from "@web/core/dialog/dialog";

/** Shows a link to be copied by hand, where the browser does not let us copy it. */
export class FeedLinkDialog extends Component {
    static template = "crm_activity_feed.FeedLinkDialog";
    static components = {Dialog};
    static props = {link: String, close: Function};

    setup() {
        this.inputRef = useRef("input");
        onMounted(() => this.inputRef.el.select());
    }
}
