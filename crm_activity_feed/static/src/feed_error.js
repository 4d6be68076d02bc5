import {_t} from "@web/core/l10n/translation";

/**
 * @param {Error} error of a call
 * @returns {string} what the server told the user, or what we can say ourselves
 */
export function getErrorMessage(error) {
    const forUsers = error.exceptionName?.startsWith("odoo.exceptions.");
    return (
        (forUsers && error.data?.message) ||
        _t("The feed could not be loaded.").toString()
    );
}
