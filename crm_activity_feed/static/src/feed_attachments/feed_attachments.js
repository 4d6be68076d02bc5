import {Component, useState} from "@odoo/owl";

import {FileModel} from "@web/core/file_viewer/file_model";
import {useFileViewer} from "@web/core/file_viewer/file_viewer_hook";
import {_t} from "@web/core/l10n/translation";
import {url} from "@web/core/utils/urls";

/** How many are shown until asked for all. */
const MAX_SHOWN = 6;
const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"];
const THUMBNAIL = "96x96";

/**
 * @param {number} size in bytes
 * @returns {string} e.g. "1.2 MB", as the user's language writes it
 */
export function formatSize(size) {
    let power = 0;
    while (size >= 1000 && power < UNITS.length - 1) {
        size /= 1000;
        power++;
    }
    return new Intl.NumberFormat(luxon.Settings.defaultLocale || undefined, {
        style: "unit",
        unit: UNITS[power],
        unitDisplay: power ? "short" : "narrow",
        maximumFractionDigits: power > 1 ? 1 : 0,
    }).format(size);
}

/**
 * @param {string} mimetype
 * @returns {string} the icon of a file
 */
function getFileIcon(mimetype) {
    const icons = {
        "application/pdf": "fa-file-pdf-o",
        "application/zip": "fa-file-archive-o",
        "text/plain": "fa-file-text-o",
    };
    if (icons[mimetype]) {
        return icons[mimetype];
    }
    const hints = [
        ["image/", "fa-file-image-o"],
        ["video/", "fa-file-video-o"],
        ["audio/", "fa-file-audio-o"],
        ["spreadsheet", "fa-file-excel-o"],
        ["excel", "fa-file-excel-o"],
        ["presentation", "fa-file-powerpoint-o"],
        ["powerpoint", "fa-file-powerpoint-o"],
        ["word", "fa-file-word-o"],
    ];
    return (hints.find(([hint]) => mimetype.includes(hint)) || ["", "fa-file-o"])[1];
}

/**
 * The files of an entry: images as small pictures, all with name and size; opened in Odoo's file
 * viewer, or downloaded where that cannot show them.
 */
export class FeedAttachments extends Component {
    static template = "crm_activity_feed.FeedAttachments";
    static props = {attachments: Array};

    setup() {
        this.viewer = useFileViewer();
        this.state = useState({isUnfolded: false});
    }

    get files() {
        return this.props.attachments.map((attachment) => {
            const file = Object.assign(new FileModel(), attachment);
            const isLink = attachment.type === "url";
            const isSafe = /^https?:\/\//i.test(attachment.url || "");
            return {
                file,
                name: attachment.name,
                icon: isLink ? "fa-link" : getFileIcon(attachment.mimetype),
                size: attachment.size ? formatSize(attachment.size) : "",
                thumbnail:
                    file.isImage && !isLink
                        ? url(`/web/image/${file.id}/${THUMBNAIL}`, {
                              unique: attachment.checksum || "",
                          })
                        : "",
                // An address may be of any kind, also one that runs a script.
                address: isLink && isSafe ? attachment.url : "",
                canView: !isLink && file.isViewable,
                canDownload: !isLink,
            };
        });
    }

    get shown() {
        return this.state.isUnfolded ? this.files : this.files.slice(0, MAX_SHOWN);
    }

    get hiddenCount() {
        return this.files.length - this.shown.length;
    }

    get moreLabel() {
        return this.hiddenCount === 1
            ? _t("1 more file")
            : _t("%s more files", this.hiddenCount);
    }

    getDownloadLabel(item) {
        return _t("Download %s", item.name);
    }

    onView(item) {
        const files = this.files.filter(({canView}) => canView);
        const index = files.findIndex(({file}) => file.id === item.file.id);
        this.viewer.open(
            files[index].file,
            files.map(({file}) => file)
        );
    }
}
