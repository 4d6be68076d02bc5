import {
    Component,
    markup,
    onMounted,
    onPatched,
    onWillUpdateProps,
    useRef,
    useState,
} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

import {getErrorMessage} from "../feed_error";
import {openOutside} from "../feed_outside";
import {FeedMailBody} from "./feed_mail_body";

/**
 * The text of an entry: some lines of it until asked for all. Of a long one the page has only the
 * beginning; the rest is fetched when it is asked for.
 */
export class FeedText extends Component {
    static template = "crm_activity_feed.FeedText";
    static components = {FeedMailBody};
    static props = {
        entry: Object,
        isUnfolded: {type: Boolean, optional: true},
        onToggle: {type: Function, optional: true},
        /** Plain text that stands for the folded body; without it, its first lines do. */
        preview: {type: String, optional: true},
        /** Whether the body says more than the preview, however short it is. */
        hasMore: {type: Boolean, optional: true},
        /** Whether it is a mail, whose own styles must not reach the page. */
        isMail: {type: Boolean, optional: true},
    };

    setup() {
        this.feedService = useService("crm_feed");
        this.bodyRef = useRef("body");
        this.state = useState({isCut: false, whole: "", isLoading: false, error: ""});
        const measure = () => {
            const el = this.bodyRef.el;
            if (el && !this.props.isUnfolded) {
                this.state.isCut = el.scrollHeight > el.clientHeight + 1;
            }
        };
        onMounted(measure);
        onPatched(measure);
        onMounted(() => this.loadWhole(this.props));
        onWillUpdateProps((nextProps) => {
            if (nextProps.entry.body !== this.props.entry.body) {
                this.state.whole = "";
            }
            // The text comes when it comes; the entry unfolds at once.
            this.loadWhole(nextProps);
        });
    }

    /** @param {Object} props of this component */
    async loadWhole(props) {
        const {entry, isUnfolded} = props;
        if (
            !isUnfolded ||
            !entry.body_more ||
            this.state.whole ||
            this.state.isLoading
        ) {
            return;
        }
        Object.assign(this.state, {isLoading: true, error: ""});
        try {
            this.state.whole = (await this.feedService.getBody(entry.key)) || "";
        } catch (error) {
            this.state.error = getErrorMessage(
                error,
                _t("The whole text could not be loaded. Check the connection.")
            );
        } finally {
            this.state.isLoading = false;
        }
    }

    get hasPreview() {
        return this.props.preview !== undefined && !this.props.isUnfolded;
    }

    get html() {
        return (
            (this.props.isUnfolded && this.state.whole) || this.props.entry.body || ""
        );
    }

    /** The server sanitizes it: that is part of the contract of `body`. */
    get body() {
        return markup(this.html);
    }

    get hasToggle() {
        const {entry, hasMore, isUnfolded, onToggle} = this.props;
        const isMore = this.state.isCut || isUnfolded || hasMore || entry.body_more;
        return Boolean(onToggle && isMore);
    }

    /** @param {MouseEvent} ev */
    onClick(ev) {
        openOutside(ev);
    }
}
