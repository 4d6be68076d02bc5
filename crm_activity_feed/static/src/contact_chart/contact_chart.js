import {
    Component,
    onWillStart,
    onWillUnmount,
    useEffect,
    useRef,
    useState,
} from "@odoo/owl";

import {loadBundle} from "@web/core/assets";
import {cookie} from "@web/core/browser/cookie";
import {getColor, getCustomColor} from "@web/core/colors/colors";
import {localization} from "@web/core/l10n/localization";

/** Of series that mean good, bad or neither: as the host shows such states. */
const TONES = {
    done: ["#28a745", "#3fbf5f"],
    overdue: ["#dc3545", "#e5636f"],
    planned: ["#9a9da3", "#7d828a"],
};

/**
 * Numbers by week, stacked: as bars and, for who cannot see or click bars, as a table of
 * buttons.
 */
export class ContactChart extends Component {
    static template = "crm_activity_feed.ContactChart";
    static props = {
        title: String,
        labels: {type: Array, element: String},
        series: {
            type: Array,
            element: {
                type: Object,
                shape: {
                    key: String,
                    label: String,
                    counts: {type: Array, element: Number},
                    "*": true,
                },
            },
        },
        /** With the key of a series and the number of a week. */
        onOpened: Function,
    };

    setup() {
        this.canvas = useRef("canvas");
        this.state = useState({isTable: false});
        this.chart = null;
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => this.draw(),
            () => [this.props.series, this.props.labels, this.state.isTable]
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    get total() {
        return this.props.series.reduce((sum, {counts}) => sum + add(counts), 0);
    }

    /** @returns {Object[]} a row a week, the newest first, without empty ones */
    get rows() {
        const rows = this.props.labels.map((label, week) => ({
            label,
            week,
            counts: this.props.series.map(({key, counts}) => ({
                key,
                count: counts[week],
            })),
        }));
        return rows.filter(({counts}) => counts.some(({count}) => count)).reverse();
    }

    draw() {
        this.chart?.destroy();
        this.chart = null;
        if (this.canvas.el) {
            // eslint-disable-next-line no-undef
            this.chart = new Chart(this.canvas.el, this.getConfig());
        }
    }

    getConfig() {
        const scheme = cookie.get("color_scheme");
        const isRtl = localization.direction === "rtl";
        // That of the page, whatever its theme; lines are the same, but faint.
        const text = getComputedStyle(this.canvas.el).color;
        const line = text.replace(/^rgba?\(([^)]+)\)$/, (all, parts) => {
            const [red, green, blue] = parts.split(",");
            return `rgba(${red},${green},${blue},0.15)`;
        });
        return {
            type: "bar",
            data: {
                labels: this.props.labels,
                datasets: this.props.series.map(({key, label, counts}, number) => ({
                    label,
                    data: counts,
                    backgroundColor: TONES[key]
                        ? getCustomColor(scheme, ...TONES[key])
                        : getColor(number, scheme, this.props.series.length),
                })),
            },
            options: {
                // Nobody waits for bars to grow.
                animation: false,
                maintainAspectRatio: false,
                onClick: (event, [bar]) =>
                    bar && this.open(bar.datasetIndex, bar.index),
                onHover: (event, bars) => {
                    event.native.target.style.cursor = bars.length ? "pointer" : "";
                },
                plugins: {
                    legend: {
                        position: "bottom",
                        rtl: isRtl,
                        labels: {color: text, boxWidth: 12},
                    },
                    tooltip: {rtl: isRtl},
                },
                scales: {
                    x: {
                        stacked: true,
                        reverse: isRtl,
                        grid: {display: false},
                        ticks: {color: text, maxRotation: 0, autoSkipPadding: 8},
                    },
                    y: {
                        stacked: true,
                        beginAtZero: true,
                        position: isRtl ? "right" : "left",
                        grid: {color: line},
                        ticks: {color: text, precision: 0},
                    },
                },
            },
        };
    }

    /**
     * @param {number} position of the series
     * @param {number} week
     */
    open(position, week) {
        this.props.onOpened(this.props.series[position].key, week);
    }
}

function add(numbers) {
    return numbers.reduce((sum, number) => sum + number, 0);
}
