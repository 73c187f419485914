const { TestEnvironment } = require('jest-environment-node');
const { pglite } = require('./engines.js');
const { postgresServer } = require('./postgresServer.js');

/**
 * Node, plus what lives outside jest's VM: PGlite, a PostgreSQL server, and an end for everything that a test opens.
 * What is opened in a test (or its beforeEach) ends with the test, what is opened in beforeAll with its describe block.
 */
module.exports = class DatabasesEnvironment extends TestEnvironment {
  #endings = new Map();
  #scope = this;

  async setup() {
    await super.setup();
    this.global.testDatabases = { pglite, postgres: postgresServer, atEnd: (work) => this.#remember(work) };
  }

  async handleTestEvent({ name, hook, test, describeBlock }) {
    if (name === 'test_start') {
      this.#scope = test;
    } else if (name === 'hook_start' && hook.type.endsWith('All')) {
      this.#scope = hook.parent;
    } else if (name === 'test_done') {
      await this.#end(test);
    } else if (name === 'run_describe_finish') {
      await this.#end(describeBlock);
    }
  }

  async teardown() {
    for (const scope of [...this.#endings.keys()]) {
      await this.#end(scope);
    }
    await super.teardown();
  }

  #remember(work) {
    const endings = this.#endings.get(this.#scope) ?? [];
    this.#endings.set(this.#scope, [...endings, work]);
  }

  /** Last opened, first closed; one that fails does not keep the others open. */
  async #end(scope) {
    const endings = this.#endings.get(scope) ?? [];
    this.#endings.delete(scope);
    const failures = [];
    for (const work of endings.reverse()) {
      await Promise.resolve()
        .then(work)
        .catch((error) => failures.push(error));
    }
    if (failures.length > 0) {
      throw failures[0];
    }
  }
};
