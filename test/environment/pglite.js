// Inside jest's VM, PGlite ends the process by its dynamic imports. This module stands in for it and for its extensions;
// behind it is the real one, which the environment has loaded outside.
module.exports = globalThis.testDatabases.pglite;
