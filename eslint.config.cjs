const js = require("@eslint/js");
const globals = require("globals");
const jsdoc = require("eslint-plugin-jsdoc");

module.exports = [
    {ignores: ["node_modules/", ".dev/", "**/static/lib/", "**/static/tests/lib/"]},
    js.configs.recommended,
    {
        files: ["**/static/**/*.js"],
        languageOptions: {
            ecmaVersion: 2022,
            // Odoo treats every file of an addon as a native module.
            sourceType: "module",
            globals: {...globals.browser, luxon: "readonly", odoo: "readonly"},
        },
        plugins: {jsdoc},
        rules: {
            complexity: ["error", 15],
            curly: "error",
            eqeqeq: "error",
            "jsdoc/check-alignment": "error",
            "jsdoc/check-param-names": "error",
            "jsdoc/check-tag-names": "error",
            "jsdoc/require-param-name": "error",
            "no-alert": "error",
            "no-console": "error",
            "no-debugger": "error",
            "no-eval": "error",
            "no-shadow": "error",
            "no-unused-vars": ["error", {argsIgnorePattern: "^_"}],
            "no-var": "error",
            "object-shorthand": "error",
            "prefer-const": "error",
        },
    },
    {
        files: ["*.cjs"],
        languageOptions: {sourceType: "commonjs", globals: globals.node},
    },
];
