const { pglite, timescaledb } = require('./drivers.js');
const { cleanUp, leftovers } = require('./engineReset.js');

/** Opening an engine takes seconds and 250 MB that come back late; cleaning one up, a fifth of a second. */
const idle = [];
const maximumIdle = 2;

/** PGlite as the tests get it: databases in memory are handed on, clean, from one test to the next. */
class TestPGlite extends pglite.PGlite {
  static async create(options) {
    return options.dataDir === 'memory://' ? (idle.pop() ?? (await openReusable(options))) : super.create(options);
  }
}

async function openReusable(options) {
  const engine = await pglite.PGlite.create(options);
  await engine.exec('CREATE EXTENSION timescaledb');
  // Once now, so that rights which are the default read the same before and after they were granted.
  await cleanUp(engine);
  const asNew = await leftovers(engine);
  // Own properties hide the methods of the class, for this engine only.
  engine.close = async () => {
    if (idle.length < maximumIdle && (await isAsNew(engine, asNew))) {
      idle.push(engine);
    } else {
      await pglite.PGlite.prototype.close.call(engine);
    }
  };
  return engine;
}

/** Whatever the cleaning does not know (an altered default, a crashed engine) ends the engine's career. */
async function isAsNew(engine, asNew) {
  try {
    await cleanUp(engine);
    return (await leftovers(engine)) === asNew;
  } catch {
    return false;
  }
}

module.exports = { pglite: { ...pglite, PGlite: TestPGlite, timescaledb } };
