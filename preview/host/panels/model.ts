import { type DataTransformerConfig, type FieldConfigSource } from '@grafana/data';
import { type DataQuery, type DataSourceRef } from '@grafana/schema';
import { type LinkModel } from '../dashboard/model.ts';

/** A panel of a dashboard's JSON (schema v1), in the parts that the preview draws. */
export interface PanelModel {
  readonly id: number;
  readonly type: string;
  readonly title?: string;
  readonly description?: string;
  readonly transparent?: boolean;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: DataSourceRef;
  readonly targets?: readonly DataQuery[];
  readonly interval?: string;
  /** A range of its own, up to now, such as 84d. */
  readonly timeFrom?: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly fieldConfig?: Partial<FieldConfigSource>;
  /** Beside the title. */
  readonly links?: readonly LinkModel[];
  readonly transformations?: readonly DataTransformerConfig[];
  /** Of a row that is folded up. */
  readonly panels?: readonly PanelModel[];
}
