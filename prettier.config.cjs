// The OCA's settings; the indentation comes from .editorconfig.
module.exports = {
    // A plugin named by its path is found wherever prettier is called from.
    plugins: [require.resolve("@prettier/plugin-xml")],
    bracketSpacing: false,
    printWidth: 88,
    proseWrap: "always",
    semi: true,
    trailingComma: "es5",
    xmlWhitespaceSensitivity: "preserve",
};
