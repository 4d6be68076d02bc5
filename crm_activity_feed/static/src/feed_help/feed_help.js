import {Component} from "@odoo/owl";

import {Dialog} from "@web/core/dialog/dialog";
import {_t} from "@web/core/l10n/translation";
import {usePopover} from "@web/core/popover/popover_hook";
import {useService} from "@web/core/utils/hooks";

import {HELP} from "../feed_keys/feed_keys";

/** The keys of the feed, with what they do. */
export class FeedHelpKeys extends Component {
    static template = "crm_activity_feed.FeedHelpKeys";
    static props = {};

    get groups() {
        return HELP;
    }
}

export class FeedHelpPopover extends Component {
    static template = "crm_activity_feed.FeedHelpPopover";
    static components = {FeedHelpKeys};
    static props = {close: Function};
}

export class FeedHelpDialog extends Component {
    static template = "crm_activity_feed.FeedHelpDialog";
    static components = {Dialog, FeedHelpKeys};
    static props = {close: Function};

    get title() {
        return _t("Keys of the feed");
    }
}

/**
 * The button that lists the keys: beside it, or in a dialog where there is no room.
 */
export class FeedHelp extends Component {
    static template = "crm_activity_feed.FeedHelp";
    static props = {};

    setup() {
        this.ui = useService("ui");
        this.dialog = useService("dialog");
        this.popover = usePopover(FeedHelpPopover, {
            popoverClass: "o_crm_feed_help_popover",
            position: "bottom-end",
            role: "dialog",
            setActiveElement: true,
        });
    }

    onClick(ev) {
        if (this.ui.isSmall) {
            this.dialog.add(FeedHelpDialog);
        } else if (this.popover.isOpen) {
            this.popover.close();
        } else {
            this.popover.open(ev.currentTarget, {});
        }
    }
}
