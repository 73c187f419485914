import type { QueryResultMetaNotice } from '@grafana/data';
import type { Plan } from '@stats-portal/query';
import { words } from './words.ts';

/** What has to be known about the numbers: shown in the corner of the panel. */
export function noticesOf({ exactness, remaining, whole, question, caveats }: Plan): QueryResultMetaNotice[] {
  const notices = caveats.map((caveat): QueryResultMetaNotice => ({
    severity: 'info',
    text: words.notices.caveat({ caveat }),
  }));
  if (exactness.kind === 'at most') {
    notices.push({ severity: 'warning', text: words.notices.atMost({ reason: exactness.reason }) });
  }
  if (remaining?.kind === 'at most') {
    notices.push({ severity: 'info', text: words.notices.remaining({ reason: remaining.reason }) });
  }
  if (question.shape === 'ranking' && whole?.exactness.kind === 'at most') {
    notices.push({ severity: 'info', text: words.notices.shares({ reason: whole.exactness.reason }) });
  }
  return notices;
}

/** PostgreSQL's own notices, the row limit in words that say what to do. */
export function withAdvice(notices: readonly QueryResultMetaNotice[] | undefined): QueryResultMetaNotice[] {
  return (notices ?? []).map((notice) =>
    /row limit|limited to \d+/i.test(notice.text)
      ? {
          ...notice,
          severity: 'warning',
          text: `${notice.text} ${words.notices.rowLimit}`,
        }
      : notice
  );
}
