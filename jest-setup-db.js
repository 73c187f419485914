// Databases start and fill within a test's time; jest knows no testTimeout per project.
jest.setTimeout(120_000);
