-- Which operators may log in, each with a role and a schema of its own. Everybody who may connect sees that those exist,
-- and the definitions of all views: so their names and definitions say an opaque id, never an operator.
CREATE TABLE stats.operator_access (
  operator text PRIMARY KEY,
  id text NOT NULL UNIQUE CHECK (id ~ '^op_[0-9a-f]{16}$'),
  least_operators integer NOT NULL CHECK (least_operators >= 3),
  least_events integer NOT NULL CHECK (least_events >= 1),
  granted_at timestamptz NOT NULL
);
COMMENT ON COLUMN stats.operator_access.id IS 'name of its role and of its schema';
COMMENT ON COLUMN stats.operator_access.least_operators IS 'operators of a day, itself included, without which it is not shown the national numbers';
COMMENT ON COLUMN stats.operator_access.least_events IS 'events that the others must have beside the largest of them';
