import { type BackendSrv, type BackendSrvRequest, type FetchError, type FetchResponse } from '@grafana/runtime';
import { Observable, Subject, filter, firstValueFrom, takeUntil } from 'rxjs';

/** Requests by fetch. Two with the same requestId: the first is given up, as in Grafana. */
export class PreviewBackendSrv implements BackendSrv {
  readonly #begun = new Subject<string>();

  fetch<T>(options: BackendSrvRequest): Observable<FetchResponse<T>> {
    const { requestId } = options;
    const response = new Observable<FetchResponse<T>>((subscriber) => {
      const controller = new AbortController();
      send<T>(options, controller.signal).then(
        (answer) => {
          subscriber.next(answer);
          subscriber.complete();
        },
        (error: unknown) => {
          // Nobody listens any more to a request that was given up.
          if (!controller.signal.aborted) {
            subscriber.error(error);
          }
        }
      );
      return () => {
        controller.abort();
      };
    });
    if (!requestId) {
      return response;
    }
    this.#begun.next(requestId);
    return response.pipe(takeUntil(this.#begun.pipe(filter((id) => id === requestId))));
  }

  datasourceRequest<T>(options: BackendSrvRequest): Promise<FetchResponse<T>> {
    return firstValueFrom(this.fetch<T>(options));
  }

  request<T>(options: BackendSrvRequest): Promise<T> {
    return this.#of(options);
  }

  get<T>(url: string, params?: Record<string, unknown>, requestId?: string, options?: Partial<BackendSrvRequest>) {
    return this.#of<T>({ ...options, method: 'GET', url, params, requestId });
  }

  delete<T>(url: string, data?: unknown, options?: Partial<BackendSrvRequest>) {
    return this.#of<T>({ ...options, method: 'DELETE', url, data });
  }

  post<T>(url: string, data?: unknown, options?: Partial<BackendSrvRequest>) {
    return this.#of<T>({ ...options, method: 'POST', url, data });
  }

  patch<T>(url: string, data?: unknown, options?: Partial<BackendSrvRequest>) {
    return this.#of<T>({ ...options, method: 'PATCH', url, data });
  }

  put<T>(url: string, data?: unknown, options?: Partial<BackendSrvRequest>) {
    return this.#of<T>({ ...options, method: 'PUT', url, data });
  }

  chunked(): never {
    throw new Error('The preview has no chunked answers.');
  }

  async #of<T>(options: BackendSrvRequest): Promise<T> {
    return (await firstValueFrom(this.fetch<T>(options))).data;
  }
}

async function send<T>(config: BackendSrvRequest, signal: AbortSignal): Promise<FetchResponse<T>> {
  const { url, method = 'GET', params, headers } = config;
  const data: unknown = config.data;
  const address = new URL(url, window.location.origin);
  for (const [name, value] of Object.entries(params ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) {
      address.searchParams.append(name, String(one));
    }
  }
  const answer = await fetch(address, {
    method,
    signal,
    headers: { 'content-type': 'application/json', ...(headers as Record<string, string> | undefined) },
    ...(data !== undefined && { body: JSON.stringify(data) }),
  });
  const content = (await answer.json()) as T;
  const { status, statusText } = answer;
  if (!answer.ok) {
    const details: FetchError = { status, statusText, data: content, config };
    throw Object.assign(new Error(messageOf(content) ?? statusText), details);
  }
  const { ok, headers: received, redirected, type } = answer;
  return { data: content, status, statusText, ok, headers: received, redirected, type, url: answer.url, config };
}

function messageOf(content: unknown): string | undefined {
  return (content as { message?: string } | null)?.message;
}
