-- What operators are compared by: how many addresses each of them has, by the constituency that is valid now.
CREATE TABLE stats.operator_sizes (
  operator text PRIMARY KEY,
  addresses bigint NOT NULL CHECK (addresses > 0)
);
COMMENT ON COLUMN stats.operator_sizes.addresses IS 'IPv4 addresses of its networks, without those of others within them; or what its ASNs announce, where that is more';
