import {Component, useState} from "@odoo/owl";

import {Dropdown} from "@web/core/dropdown/dropdown";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useOwnedDialogs, useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {FormViewDialog} from "@web/views/view_dialogs/form_view_dialog";

import {useFreshRecord} from "../feed_contact/use_fresh_record";
import {FeedRecordLink} from "../feed_record_link/feed_record_link";
import {runOnce} from "../run_once";
import {FeedPeopleAdd} from "./feed_people_add";
import {FeedPerson} from "./feed_person";

/** Who only takes part is behind a button, from so many people on. */
const MAX_SHOWN = 4;

/** What is the matter with who decides; nothing is said where all is well. */
const SIGNALS = {
    unknown: _t("No decision maker known"),
    left: _t("The decision maker left"),
    silent: _t("Not spoken to the decision maker lately"),
};

/**
 * Who decides and who has a say at a customer or in a deal, when one has talked to each of them
 * last, and what is missing. Roles are changed in place.
 */
export class FeedPeople extends Component {
    static template = "crm_activity_feed.FeedPeople";
    static components = {Dropdown, FeedPeopleAdd, FeedPerson, FeedRecordLink};
    static props = {...standardFieldProps};

    setup() {
        this.feedService = useService("crm_feed");
        this.notification = useService("notification");
        this.addDialog = useOwnedDialogs();
        this.state = useState({isRunning: false, isWhole: false});
        useFreshRecord(() => this.props.record, this.env);
    }

    /** @returns {Object|false} see `docs/api.md`; false where nobody has to decide */
    get data() {
        return this.props.record.data[this.props.name] || false;
    }

    get signal() {
        return SIGNALS[this.props.record.data.feed_decision_state];
    }

    /** Where nobody has a role and nothing is to be decided, there is nothing to say. */
    get isVisible() {
        return Boolean(this.data && (this.data.people.length || this.signal));
    }

    get isDeal() {
        return this.props.record.resModel === "crm.lead";
    }

    get people() {
        const {people} = this.data;
        if (this.state.isWhole || people.length <= MAX_SHOWN) {
            return people;
        }
        const matter = people.filter(({influence}) => influence !== "takes_part");
        return (matter.length ? matter : people).slice(0, MAX_SHOWN);
    }

    get hiddenCount() {
        return this.data.people.length - this.people.length;
    }

    get moreLabel() {
        return _t("%s more", this.hiddenCount);
    }

    /** The field itself is never written: whether the form may be changed counts. */
    get canEdit() {
        return Boolean(this.data.can_edit && this.props.record.isInEdition);
    }

    get canAdd() {
        return this.canEdit && Boolean(this.data.customer);
    }

    searchContacts(text) {
        return this.feedService.people.searchContacts(this.data.customer.id, text);
    }

    /**
     * @param {{ id: number, name: string }} person
     * @param {{ id: number, display_name: string }|null} role
     */
    setRole(person, role) {
        return runOnce(this.state, async () => {
            const {record} = this.props;
            if (!(await record.save())) {
                return;
            }
            const host = {model: record.resModel, id: record.resId};
            const set = (roleId) =>
                this.feedService.people.setRole(host.model, host.id, person.id, roleId);
            const before = await set(role ? role.id : false);
            this.announce(host);
            const {name} = person;
            const close = this.notification.add(
                role
                    ? _t("%(person)s: %(role)s", {
                          person: name,
                          role: role.display_name,
                      })
                    : _t("%s has no role any more", name),
                {
                    type: "success",
                    buttons: [
                        {
                            name: _t("Undo"),
                            onClick: async () => {
                                close();
                                await set(before);
                                this.announce(host);
                            },
                        },
                    ],
                }
            );
        });
    }

    /** The form, its feed and its chatter are read anew. */
    announce(host) {
        this.env.bus.trigger("MAIL:RELOAD-THREAD", host);
    }

    /** @param {{ id: number, name: string }} person */
    async plan(person) {
        const {record} = this.props;
        if (!(await record.save())) {
            return;
        }
        const host = {model: record.resModel, id: record.resId};
        this.addDialog(FormViewDialog, {
            resModel: "crm.feed.note",
            title: _t("Plan a contact with %s", person.name),
            context: {
                crm_feed_default_deadline: true,
                default_partner_id: person.id,
                default_lead_id: this.isDeal && record.resId,
            },
            onRecordSaved: () => this.announce(host),
        });
    }

    /** @param {string} name of somebody who is not there yet */
    async createContact(name) {
        const {record} = this.props;
        if (!(await record.save())) {
            return;
        }
        const host = {model: record.resModel, id: record.resId};
        this.addDialog(FormViewDialog, {
            resModel: "res.partner",
            title: _t("New contact"),
            context: {
                default_parent_id: this.data.customer.id,
                default_type: "contact",
                default_name: name,
            },
            onRecordSaved: () => this.announce(host),
        });
    }
}

registry.category("fields").add("crm_feed_people", {
    component: FeedPeople,
    displayName: _t("People and Their Roles"),
    supportedTypes: ["json"],
    fieldDependencies: [
        {
            name: "feed_decision_state",
            type: "selection",
            selection: [],
            readonly: true,
        },
    ],
    isEmpty: () => false,
});
