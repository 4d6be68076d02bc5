import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

registry
    .category("crm_activity_feed.actions")
    .add("call_again", {label: _t("Call again tomorrow"), icon: "fa-repeat"})
    .add("dial", {
        label: _t("Dial"),
        icon: "fa-phone",
        // The telephone on the desk does it, not the server.
        run: ({entry}) => browser.open(`tel:${entry.data.phone}`, "_self"),
    });
