import { type DataQuery, type DataSourceRef } from '@grafana/schema';
import { type PanelModel } from '../panels/model.ts';

/** A template variable of a dashboard's JSON, in the parts that the preview reads. */
export interface VariableModel {
  readonly name: string;
  readonly label?: string | null;
  readonly type: string;
  /** 2: not shown. */
  readonly hide?: number;
  readonly multi?: boolean;
  readonly includeAll?: boolean;
  readonly allValue?: string | null;
  readonly datasource?: DataSourceRef;
  /** What it asks, a plugin's id, or a list of values, as its type has it. */
  readonly query?: unknown;
  readonly current?: { readonly value?: string | string[] };
}

/** Something to draw through all curves: rows with `time` and `text`. */
export interface AnnotationModel {
  readonly name: string;
  readonly enable?: boolean;
  readonly iconColor?: string;
  readonly datasource?: DataSourceRef;
  readonly target?: DataQuery;
}

/** A link above the panels, or beside a panel's title. */
export interface LinkModel {
  readonly title: string;
  readonly type: string;
  readonly url?: string | null;
  readonly tags?: readonly string[];
  readonly keepTime?: boolean;
  readonly includeVars?: boolean;
}

/** A dashboard's JSON, schema v1. */
export interface DashboardModel {
  readonly title: string;
  readonly uid?: string | null;
  readonly description?: string;
  readonly time?: { readonly from: string; readonly to: string };
  readonly panels?: readonly PanelModel[];
  readonly templating?: { readonly list?: readonly VariableModel[] };
  readonly links?: readonly LinkModel[];
  readonly annotations?: { readonly list?: readonly AnnotationModel[] };
}
