import {Component, useRef, useState} from "@odoo/owl";

import {Dialog} from "@web/core/dialog/dialog";
import {_t} from "@web/core/l10n/translation";
import {useAutofocus, useService} from "@web/core/utils/hooks";

import {FeedDeadline} from "../feed_deadline/feed_deadline";
import {formatDeadline, getQuickDeadlines, serializeDeadline} from "../feed_dates";
import {FeedOwner} from "../feed_owner/feed_owner";
import {runOnce} from "../run_once";

/**
 * Asks what comes next, when the last thing planned with a customer or in a deal is done.
 */
export class FeedNextDialog extends Component {
    static template = "crm_activity_feed.FeedNextDialog";
    static components = {Dialog, FeedDeadline, FeedOwner};
    static props = {
        /** What was done. */
        entry: Object,
        /** Of what it was the last: "customer" or "lead". */
        isLast: String,
        /** Called with the values of the note; may fail. */
        onPlan: Function,
        /** Called when the user does not want to be asked any more. */
        onSilence: Function,
        close: Function,
    };

    setup() {
        this.feedService = useService("crm_feed");
        this.inputRef = useRef("input");
        this.state = useState({
            name: "",
            deadline: getQuickDeadlines().find(({id}) => id === "tomorrow").deadline,
            owner: this.props.entry.user_id || this.feedService.getCurrentOwner(),
            isSilenced: false,
            isHinting: false,
            isRunning: false,
        });
        useAutofocus({refName: "input"});
    }

    get title() {
        const {customer_id: customer, partner_id: partner} = this.props.entry;
        return _t("What next with %s?", (customer || partner).display_name);
    }

    get explanation() {
        const {isLast, entry} = this.props;
        return isLast === "lead"
            ? _t(
                  "Nothing is planned in the deal “%s” any more.",
                  entry.lead_id.display_name
              )
            : _t("Nothing is planned with this customer any more.");
    }

    get isHinting() {
        return this.state.isHinting && !this.state.name.trim();
    }

    get deadlineLabel() {
        return formatDeadline(this.state.deadline);
    }

    /** @returns {Object} values of a `crm.feed.note` with the same people, deal and reason */
    get values() {
        const {
            partner_id: partner,
            lead_id: lead,
            reason_id: reason,
        } = this.props.entry;
        const {name, deadline, owner} = this.state;
        return {
            name: name.trim(),
            date_deadline: serializeDeadline(deadline),
            is_all_day: deadline.isAllDay,
            user_id: owner.id,
            partner_id: partner.id,
            lead_id: lead ? lead.id : false,
            reason_id: reason ? reason.id : false,
        };
    }

    plan() {
        this.state.isHinting = true;
        if (this.isHinting) {
            this.inputRef.el.focus();
            return;
        }
        return runOnce(this.state, async () => {
            await this.props.onPlan(this.values);
            this.leave();
        });
    }

    leave() {
        if (this.state.isSilenced) {
            this.props.onSilence();
        }
        this.props.close();
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && !ev.isComposing) {
            ev.preventDefault();
            return this.plan();
        }
    }

    focusInput() {
        this.inputRef.el?.focus();
    }
}
