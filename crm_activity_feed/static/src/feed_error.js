/**
 * @param {Error} error of a call
 * @param {string} otherwise what to say of an error that is not meant for users
 * @returns {string} what the server told the user, or `otherwise`
 */
export function getErrorMessage(error, otherwise) {
    const isForUsers = error.exceptionName?.startsWith("odoo.exceptions.");
    return (isForUsers && error.data?.message) || otherwise.toString();
}
