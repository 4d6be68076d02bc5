/**
 * Do something, unless it is being done: a second click is no second wish.
 *
 * @param {{ isRunning: boolean }} state of the component, shows that it is being done
 * @param {() => Promise<any>} task
 */
export async function runOnce(state, task) {
    if (state.isRunning) {
        return;
    }
    state.isRunning = true;
    try {
        await task();
    } finally {
        state.isRunning = false;
    }
}
