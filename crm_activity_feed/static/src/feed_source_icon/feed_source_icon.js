import {Component} from "@odoo/owl";

import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** What tells documents and deeds apart at a glance; by its name, for those who cannot see it. */
const ICONS = {
    "fa-circle-o": _t("Circle"),
    "fa-file-text-o": _t("Document"),
    "fa-files-o": _t("Documents"),
    "fa-pencil-square": _t("Bill"),
    "fa-pencil-square-o": _t("Writing"),
    "fa-sticky-note-o": _t("Note"),
    "fa-handshake-o": _t("Handshake"),
    "fa-gavel": _t("Hammer"),
    "fa-shopping-cart": _t("Shopping cart"),
    "fa-shopping-bag": _t("Shopping bag"),
    "fa-money": _t("Money"),
    "fa-credit-card": _t("Credit card"),
    "fa-bank": _t("Bank"),
    "fa-undo": _t("Back"),
    "fa-truck": _t("Truck"),
    "fa-cube": _t("Parcel"),
    "fa-wrench": _t("Wrench"),
    "fa-cogs": _t("Gears"),
    "fa-cog": _t("Gear"),
    "fa-tasks": _t("Tasks"),
    "fa-check": _t("Check mark"),
    "fa-check-square-o": _t("Box with check mark"),
    "fa-calendar": _t("Calendar"),
    "fa-clock-o": _t("Clock"),
    "fa-hourglass-half": _t("Hourglass"),
    "fa-bell-o": _t("Bell"),
    "fa-phone": _t("Telephone"),
    "fa-envelope-o": _t("Envelope"),
    "fa-comment-o": _t("Speech bubble"),
    "fa-comments-o": _t("Speech bubbles"),
    "fa-life-ring": _t("Life ring"),
    "fa-ticket": _t("Ticket"),
    "fa-graduation-cap": _t("Graduation cap"),
    "fa-bullhorn": _t("Megaphone"),
    "fa-thumbs-o-up": _t("Thumb up"),
    "fa-star-o": _t("Star"),
    "fa-heart-o": _t("Heart"),
    "fa-trophy": _t("Trophy"),
    "fa-flag-o": _t("Flag"),
    "fa-user-o": _t("Person"),
    "fa-users": _t("People"),
    "fa-building-o": _t("Building"),
    "fa-home": _t("House"),
    "fa-map-marker": _t("Place"),
    "fa-plane": _t("Plane"),
    "fa-car": _t("Car"),
    "fa-key": _t("Key"),
    "fa-exchange": _t("Exchange"),
};

/** The icon of a source, chosen from a few dozen. */
export class FeedSourceIcon extends Component {
    static template = "crm_activity_feed.FeedSourceIcon";
    static components = {Dropdown, DropdownItem};
    static props = standardFieldProps;

    get icon() {
        return this.props.record.data[this.props.name] || "fa-circle-o";
    }

    get label() {
        return (ICONS[this.icon] || this.icon).toString();
    }

    get icons() {
        return Object.entries(ICONS).map(([icon, label]) => ({
            icon,
            label: label.toString(),
        }));
    }

    select(icon) {
        return this.props.record.update({[this.props.name]: icon});
    }
}

export const feedSourceIcon = {
    component: FeedSourceIcon,
    displayName: _t("Icon"),
    supportedTypes: ["char"],
};

registry.category("fields").add("crm_feed_source_icon", feedSourceIcon);
