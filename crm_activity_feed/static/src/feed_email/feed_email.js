import {FeedEntryBody} from "../feed_entry/feed_entry_body";
import {feedRendererRegistry} from "../feed_entry/feed_renderer";

/**
 * A mail: the first lines of what its writer says; as a whole apart from the page, with history
 * and signature folded. From whom to whom it went stands above, see `FeedMeta`.
 */
export class FeedEmail extends FeedEntryBody {
    get text() {
        const {preview, is_all, is_text_title} = this.data;
        if (preview === undefined) {
            // A mail of another source.
            return {isMail: true};
        }
        return {
            // What is the title need not be said again.
            preview: is_text_title ? "" : preview,
            hasMore: Boolean(is_text_title || !is_all),
            isMail: true,
        };
    }
}

/** What colleagues write: where the title is the text, the text only when asked for. */
export class FeedMessage extends FeedEntryBody {
    get text() {
        return this.data.is_text_title ? {preview: "", hasMore: true} : {};
    }
}

feedRendererRegistry.add("email", FeedEmail).add("message", FeedMessage);
