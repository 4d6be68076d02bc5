import {useEntryMarks} from "../feed_entry_bar/use_entry_marks";
import {useNextStep} from "../feed_next/use_next_step";
import {useUndo} from "./use_undo";

/** Actions after which the entry is still where it was, and the focus on it. */
const STAYING = ["reschedule", "reassign", "outcome", "set_kind_reason"];

/**
 * Do something to an entry, by any of its buttons: shows what became of it, tells of it and
 * offers to undo it; asks what comes next after the last thing that was planned.
 *
 * @param {import("../feed_model").FeedModel} model
 * @param {Object} params
 * @param {Object} params.focus of `useKeptFocus`
 * @param {() => Object|undefined} [params.getHost] the record whose form shows the feed
 * @param {() => void} params.onChanged tells the page around the feed
 * @returns {(entry: Object, action: string, values: Object) => any}
 */
export function useEntryActions(model, {focus, getHost = () => undefined, onChanged}) {
    const tellDone = useUndo(model, {focus, onUndone: onChanged});
    const askNext = useNextStep(async (save) => {
        await model.refreshAfter(save);
        onChanged();
    });

    async function runAction(entry, action, values) {
        // The same button of the next entry; what is dropped is dropped where one completes.
        const button = `[data-action="${action === "cancel" ? "done" : action}"]`;
        focus.keep(button, entry.key, STAYING.includes(action));
        const fresh = await focus.during(model.runAction(entry, action, values));
        tellDone(entry, action, fresh);
        askNext(fresh);
        onChanged();
    }

    const marks = useEntryMarks(model, {getHost, runAction, onChanged});
    return (entry, action, values) =>
        marks.has(action)
            ? marks.run(entry, action, values)
            : runAction(entry, action, values);
}
