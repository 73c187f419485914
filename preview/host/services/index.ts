import { EventBusSrv, type InterpolateFunction } from '@grafana/data';
import {
  setAppEvents,
  setBackendSrv,
  setDataSourceSrv,
  setEchoSrv,
  setTemplateSrv,
  FakeEchoSrv,
} from '@grafana/runtime';
import { PreviewBackendSrv } from './backendSrv.ts';
import { PreviewDataSourceSrv } from './dataSourceSrv.ts';
import { PreviewTemplateSrv } from './templateSrv.ts';

export const templateSrv = new PreviewTemplateSrv();

/** What panels replace variables with. */
export const replaceVariables: InterpolateFunction = (text, scopedVars, format) =>
  templateSrv.replace(text, scopedVars, format);

/** Gives @grafana/runtime the services that plugins ask it for. */
export function setServices(): void {
  setBackendSrv(new PreviewBackendSrv());
  setDataSourceSrv(new PreviewDataSourceSrv());
  setTemplateSrv(templateSrv);
  setAppEvents(new EventBusSrv());
  setEchoSrv(new FakeEchoSrv());
}
