import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

/** More of them at once are one pop-up: who has ten notes at nine reads none of ten. */
const MAX_POPUPS = 3;

/**
 * Shows the reminders of notes, wherever in Odoo the user is.
 *
 * The message that tells of them holds ids only; what to show is asked for with the user's own
 * rights, and of a note that was done in the meantime nothing is shown.
 */
export class FeedReminders {
    /** @param {Object} services */
    constructor(services) {
        this.action = services.action;
        this.feed = services.crm_feed;
        this.link = services.crm_feed_link;
        this.notification = services.notification;
    }

    /** @param {{ note_ids: number[] }} payload */
    async onReminder({note_ids: noteIds}) {
        let notes = [];
        try {
            notes = await this.feed.getReminders(noteIds);
        } catch {
            // No connection: the inbox, or the mail, holds the reminder as well.
            return;
        }
        if (notes.length > MAX_POPUPS) {
            this.showMany(notes);
        } else {
            notes.forEach((note) => this.showOne(note));
        }
    }

    /** @param {Object} note see `crm.feed.note.get_reminders` */
    showOne(note) {
        const {title, customer, deadline} = note;
        const heading = _t("Reminder: %s", title);
        this.show(heading, customer ? `${deadline} · ${customer}` : deadline, () =>
            this.openNote(note)
        );
    }

    /** @param {Object[]} notes */
    showMany(notes) {
        const titles = notes.slice(0, MAX_POPUPS).map(({title}) => title);
        const count = notes.length - titles.length;
        const names = titles.join(", ");
        this.show(
            _t("Notes to think of: %s", notes.length),
            _t("%(names)s and %(count)s more", {names, count}),
            () => this.openNotes(notes)
        );
    }

    /**
     * @param {string} title
     * @param {string} message
     * @param {() => void} open
     */
    show(title, message, open) {
        const close = this.notification.add(message, {
            title,
            type: "warning",
            sticky: true,
            buttons: [
                {
                    name: _t("Look at it"),
                    primary: true,
                    onClick: () => {
                        close();
                        open();
                    },
                },
            ],
        });
    }

    /** @param {Object} note */
    openNote(note) {
        const {model, res_id: resId, key} = note;
        if (key) {
            this.link.lead(model, resId, key);
        }
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: resId,
            views: [[false, "form"]],
        });
    }

    /** @param {Object[]} notes */
    openNotes(notes) {
        this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Notes to think of"),
            res_model: "crm.feed.note",
            domain: [["id", "in", notes.map(({id}) => id)]],
            views: [
                [false, "list"],
                [false, "kanban"],
                [false, "form"],
            ],
        });
    }
}

export const feedReminderService = {
    dependencies: [
        "action",
        "bus_service",
        "crm_feed",
        "crm_feed_link",
        "notification",
    ],
    start(env, services) {
        const reminders = new FeedReminders(services);
        const {bus_service: bus} = services;
        bus.subscribe("crm_feed/reminder", (payload) => reminders.onReminder(payload));
        bus.start();
        return reminders;
    },
};

registry.category("services").add("crm_feed_reminder", feedReminderService);
