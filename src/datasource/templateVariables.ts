import type { ScopedVars } from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';
import type { Variables, VariableValues } from './interpolate.ts';
import type { Variable } from './query.ts';

const all = '$__all';

/**
 * Grafana's template variables as lists of values. "All" is recognised before Grafana makes thousands of values of it.
 * A panel that is repeated has its own value in the scoped variables, which go first.
 */
export function templateVariables(templates: TemplateSrv, scopedVars: ScopedVars | undefined): Variables {
  return (name) => {
    if (isAll(name, templates, scopedVars)) {
      return 'all';
    }
    return valuesOf(name, templates, scopedVars);
  };
}

/** The dashboard's variables, with their `$`. */
export function variableNames(templates: TemplateSrv): Variable[] {
  return templates
    .getVariables()
    .filter(({ type }) => type !== 'adhoc' && type !== 'datasource')
    .map(({ name }): Variable => `$${name}`);
}

function isAll(name: string, templates: TemplateSrv, scopedVars: ScopedVars | undefined): boolean {
  const [bare = name] = name.split('.');
  if (scopedVars?.[bare] !== undefined) {
    return false;
  }
  // Dashboards keep "All" in the URL, whatever values it stands for; but not of variables that are kept out of it.
  return allInUrl.test(templates.replace(`\${${bare}:queryparam}`, scopedVars)) || isCurrentlyAll(bare, templates);
}

const allInUrl = /^var-[^=&]+=(\$|%24)__all$/;

function isCurrentlyAll(name: string, templates: TemplateSrv): boolean {
  const variable = templates.getVariables().find((known) => known.name === name);
  const value: unknown =
    variable && 'current' in variable && variable.current && 'value' in variable.current
      ? variable.current.value
      : undefined;
  return [value].flat().includes(all);
}

function valuesOf(name: string, templates: TemplateSrv, scopedVars: ScopedVars | undefined): VariableValues {
  let values: VariableValues;
  templates.replace(`\${${name}}`, scopedVars, (value: unknown) => {
    const list: unknown[] = Array.isArray(value) ? value : [value];
    values = list.includes(all)
      ? 'all'
      : list.filter((one) => one !== null && one !== undefined && one !== '').map(String);
    return '';
  });
  return values;
}
