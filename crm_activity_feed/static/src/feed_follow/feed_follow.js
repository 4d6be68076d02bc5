import {Component, useState} from "@odoo/owl";

import {CheckboxItem} from "@web/core/dropdown/checkbox_item";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {_t} from "@web/core/l10n/translation";
import {Mutex} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";

import {offerUndo} from "../offer_undo";

/**
 * Follow a customer, a deal or another document, and choose what to be told of.
 *
 * Make a new one for another record (`t-key`).
 */
export class FeedFollow extends Component {
    static template = "crm_activity_feed.FeedFollow";
    static components = {CheckboxItem, Dropdown, DropdownItem};
    static props = {
        model: String,
        id: Number,
        isFollowing: Boolean,
        /** Called with whether the user follows now; may give a promise. */
        onChanged: Function,
    };

    setup() {
        this.feedService = useService("crm_feed");
        this.notification = useService("notification");
        this.state = useState({isBusy: false, follow: null});
        this.mutex = new Mutex();
    }

    get choices() {
        return this.state.follow.choices;
    }

    get isEverything() {
        return this.choices.every((choice) => choice.is_chosen);
    }

    get why() {
        return this.state.follow.reasons.join(" · ");
    }

    /** The menu says what is so now: a policy or the chatter may have changed it. */
    async loadMenu() {
        this.state.follow = await this.feedService.getFollow(
            this.props.model,
            this.props.id
        );
        if (this.state.follow.is_following !== this.props.isFollowing) {
            await this.props.onChanged(this.state.follow.is_following);
        }
    }

    /**
     * @param {boolean} isFollowing
     * @param {{ subtype_ids?: number[] }} [options]
     */
    async save(isFollowing, options) {
        this.state.isBusy = true;
        try {
            this.state.follow = await this.feedService.setFollow(
                this.props.model,
                this.props.id,
                isFollowing,
                options
            );
            await this.props.onChanged(isFollowing);
        } finally {
            this.state.isBusy = false;
        }
    }

    async follow() {
        await this.save(true);
        offerUndo(
            this.notification,
            _t("You are told of what happens here from now on."),
            () => this.save(false)
        );
    }

    async unfollow() {
        const {subtype_ids} = this.state.follow;
        await this.save(false);
        offerUndo(
            this.notification,
            _t("You are not told of what happens here any more."),
            () => this.save(true, {subtype_ids})
        );
    }

    toggleEverything() {
        const isChosen = !this.isEverything;
        for (const choice of this.choices) {
            choice.is_chosen = isChosen;
        }
        return this.saveChoices();
    }

    toggle(choice) {
        choice.is_chosen = !choice.is_chosen;
        return this.saveChoices();
    }

    /** One after the other: the last click counts, however slow the server is. */
    saveChoices() {
        const keys = this.choices
            .filter((choice) => choice.is_chosen)
            .map((choice) => choice.key);
        return this.mutex.exec(async () => {
            try {
                await this.feedService.setFollow(
                    this.props.model,
                    this.props.id,
                    true,
                    {keys}
                );
            } catch (error) {
                // What is shown would not be so.
                this.state.follow = await this.feedService.getFollow(
                    this.props.model,
                    this.props.id
                );
                throw error;
            }
        });
    }
}
