import type { QueryResultMetaNotice } from '@grafana/data';
import type { Plan } from '@stats-portal/query';

/** What has to be known about the numbers: shown in the corner of the panel. */
export function noticesOf({ exactness, remaining, whole, question }: Plan): QueryResultMetaNotice[] {
  const notices: QueryResultMetaNotice[] = [];
  if (exactness.kind === 'at most') {
    notices.push({ severity: 'warning', text: `The numbers are "at most": ${exactness.reason}.` });
  }
  if (remaining?.kind === 'at most') {
    notices.push({ severity: 'info', text: `The row "remaining" is "at most": ${remaining.reason}.` });
  }
  if (question.shape === 'ranking' && whole?.exactness.kind === 'at most') {
    notices.push({ severity: 'info', text: `The shares are "at least": of the whole, ${whole.exactness.reason}.` });
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
          text: `${notice.text} Numbers are missing here: ask for a top N, for fewer dimensions or for a coarser grain.`,
        }
      : notice
  );
}
