import {Component} from "@odoo/owl";

import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {_t} from "@web/core/l10n/translation";
import {useOwnedDialogs, useService} from "@web/core/utils/hooks";
import {FormViewDialog} from "@web/views/view_dialogs/form_view_dialog";

/**
 * What else can be made for a customer, beside a note: a call to log, a plan to start, and what
 * the administrator lets people create. Everything opens in a dialog, with the customer and the
 * deal filled in.
 */
export class FeedCreateMenu extends Component {
    static template = "crm_activity_feed.FeedCreateMenu";
    static components = {Dropdown, DropdownItem};
    static props = {
        /** `{source_id, label, icon, model}` */
        creatable: Array,
        canLogCall: Boolean,
        canPlan: Boolean,
        disabled: Boolean,
        /** Gives a promise of `{partnerId, leadId}` as saved; of false when saving failed. */
        getTarget: Function,
        /** Models that have a plan to start. */
        planModels: Array,
        /** What is written in the composer: the result of a call, if it is one. */
        text: String,
        /** Called with ids (none if they are not known) and model of what was created. */
        onCreated: Function,
        onCallLogged: Function,
    };

    setup() {
        this.action = useService("action");
        this.feedService = useService("crm_feed");
        this.addDialog = useOwnedDialogs();
    }

    get isEmpty() {
        return !(
            this.props.canLogCall ||
            this.props.canPlan ||
            this.props.creatable.length
        );
    }

    /** @param {Object} item one of `creatable`; its form opens with the customer filled in */
    async create(item) {
        const target = await this.getTarget();
        if (!target) {
            return;
        }
        const {
            res_model: resModel,
            name: title,
            context,
            is_wizard: isWizard,
        } = await this.feedService.getCreateAction(
            item.source_id,
            target.partnerId,
            target.leadId
        );
        if (isWizard) {
            return this.openWizard(title, resModel, context, (infos) =>
                this.props.onCreated(infos.res_ids || [], item.model)
            );
        }
        this.addDialog(FormViewDialog, {
            resModel,
            title,
            context,
            onRecordSaved: (record) => this.props.onCreated([record.resId], resModel),
        });
    }

    async logCall() {
        const target = await this.getTarget();
        if (!target) {
            return;
        }
        const context = {
            default_partner_id: target.partnerId,
            default_lead_id: target.leadId,
            default_result: this.props.text.trim() || false,
        };
        const title = _t("Log a call").toString();
        return this.openWizard(title, "crm.feed.call.wizard", context, (infos) => {
            if (infos.res_ids) {
                this.props.onCallLogged();
                this.props.onCreated(infos.res_ids, "crm.feed.note");
            }
        });
    }

    async startPlan() {
        const target = await this.getTarget();
        if (!target) {
            return;
        }
        const {partnerId, leadId} = target;
        const ofDeal = leadId && this.props.planModels.includes("crm.lead");
        const [model, id] = ofDeal ? ["crm.lead", leadId] : ["res.partner", partnerId];
        const context = {
            active_model: model,
            active_id: id,
            active_ids: [id],
            plan_mode: true,
        };
        const title = _t("Start a plan").toString();
        return this.openWizard(title, "mail.activity.schedule", context, () =>
            this.props.onCreated([], "mail.activity")
        );
    }

    /** @returns {Promise<{ partnerId: number, leadId: number|false }|false>} */
    async getTarget() {
        const target = await this.props.getTarget();
        return target?.partnerId ? {...target, leadId: target.leadId || false} : false;
    }

    /**
     * @param {string} name of the dialog
     * @param {string} resModel a wizard: its button does the work, then it closes itself
     * @param {Object} context
     * @param {(infos: Object) => void} onClosed with what the wizard tells. Those of Odoo tell
     *     nothing, neither when they are done nor when they are discarded: then the feed is
     *     asked once in vain.
     */
    openWizard(name, resModel, context, onClosed) {
        return this.action.doAction(
            {
                type: "ir.actions.act_window",
                name,
                res_model: resModel,
                views: [[false, "form"]],
                target: "new",
                context: {dialog_size: "large", ...context},
            },
            {onClose: (infos) => onClosed(infos || {})}
        );
    }
}
