import { LoadingState, type DataQueryError, type DataQueryResponse } from '@grafana/data';
import { inPlainWords } from './errors.ts';

/** The response's errors in plain words. */
export function errorsOf(response: DataQueryResponse): DataQueryError[] {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- Grafana's own data sources still answer with it alone
  const { errors, error } = response;
  return (errors ?? (error === undefined ? [] : [error])).map(inPlainWords);
}

/** A response with nothing but errors. */
export function failed(errors: readonly DataQueryError[]): DataQueryResponse {
  return { data: [], ...withErrors(errors) };
}

/** The errors as a response has them; nothing where there are none. */
export function withErrors(errors: readonly DataQueryError[]): Partial<DataQueryResponse> {
  const [error] = errors;
  return error === undefined
    ? {}
    : // eslint-disable-next-line @typescript-eslint/no-deprecated -- panels still show it, lists of errors are elsewhere
      { error, errors: [...errors], state: LoadingState.Error };
}
