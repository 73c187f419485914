-- What feeds deliver, and what was to be expected of them. All of it is learned from the events and the statistics: lost,
-- it comes back, but for the lags of days whose events are gone.

-- What each feed gave on each counted day. Part of the day: written with its rows.
CREATE TABLE stats.feed_days (
  day timestamp NOT NULL,
  provider text,
  feed text,
  feed_code text,
  version bigint NOT NULL,
  source uuid,
  events bigint NOT NULL,
  lag_hours integer
);
-- Names have no place in an index: they may be too long for one.
CREATE INDEX feed_days_day ON stats.feed_days (day);
COMMENT ON COLUMN stats.feed_days.version IS 'with source: the version of the day that has these events';
COMMENT ON COLUMN stats.feed_days.lag_hours IS 'hours after the end of the day by which 95 % of the events had been observed; NULL: not known';

-- What is expected of each feed now.
CREATE TABLE stats.feeds (
  provider text,
  feed text,
  feed_code text,
  method text NOT NULL,
  first_day timestamp NOT NULL,
  last_day timestamp NOT NULL,
  ends_on timestamp,
  delivers text NOT NULL,
  weekdays text,
  delivered_days integer NOT NULL,
  of_days integer NOT NULL,
  lag_hours integer,
  usual_events bigint,
  low_events bigint,
  high_events bigint
);
COMMENT ON COLUMN stats.feeds.method IS 'what it measures: scan, sinkhole, honeypot, other';
COMMENT ON COLUMN stats.feeds.ends_on IS 'last day on which it is expected, as the settings say';
COMMENT ON COLUMN stats.feeds.delivers IS 'daily, weekdays, weekly, irregular, ended, unknown';
COMMENT ON COLUMN stats.feeds.weekdays IS 'on which it delivers, where it does not on all';
COMMENT ON COLUMN stats.feeds.lag_hours IS 'hours after the end of a day by which 95 of 100 days had 95 % of their events; NULL: not known';
COMMENT ON COLUMN stats.feeds.usual_events IS 'median of the days on which it delivered, within a robust band';

-- Each feed on each day.
CREATE TABLE stats.feed_status (
  day timestamp NOT NULL,
  provider text,
  feed text,
  feed_code text,
  closing text NOT NULL,
  status text NOT NULL,
  expected boolean NOT NULL,
  events bigint NOT NULL,
  usual_events bigint
);
CREATE INDEX feed_status_day ON stats.feed_status (day);
COMMENT ON COLUMN stats.feed_status.closing IS 'open, provisional or closed, at the last run';
COMMENT ON COLUMN stats.feed_status.status IS 'delivered, thin, missing, not expected, unknown';
COMMENT ON COLUMN stats.feed_status.expected IS 'whether it had to deliver, by what was known before that day';

-- Each day as a whole.
CREATE TABLE stats.day_status (
  day timestamp PRIMARY KEY,
  closing text NOT NULL,
  share_in real,
  expected_feeds integer NOT NULL,
  missing_feeds integer NOT NULL,
  thin_feeds integer NOT NULL,
  judged text NOT NULL
);
COMMENT ON COLUMN stats.day_status.share_in IS 'share of what usually comes that is of feeds for which the day is closed';
COMMENT ON COLUMN stats.day_status.judged IS 'version of the day and rules by which it was judged';
