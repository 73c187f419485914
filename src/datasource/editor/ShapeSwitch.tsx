import { type ReactElement } from 'react';
import { InlineField, RadioButtonGroup } from '@grafana/ui';
import { type Shape } from '@stats-portal/query';
import { inShape } from '../query.ts';
import { type ClauseProps } from './clause.ts';
import { shapeObstacle } from './obstacles.ts';
import { words } from './words.ts';

const shapes = Object.keys(words.shape.choices) as Shape[];

/** What the answer looks like. A shape that is not possible yet says what it needs. */
export function ShapeSwitch({ id, query, onChange }: ClauseProps): ReactElement {
  const obstacles = new Map(shapes.map((shape) => [shape, shapeObstacle(query, shape)]));
  return (
    <InlineField label={words.shape.label} tooltip={words.shape.tooltip}>
      <RadioButtonGroup
        id={`${id}-shape`}
        aria-label={words.shape.label}
        value={query.shape}
        options={shapes.map((value) => {
          const { label, description } = words.shape.choices[value];
          return { value, label, description: obstacles.get(value) ?? description };
        })}
        disabledOptions={shapes.filter((shape) => shape !== query.shape && obstacles.get(shape) !== null)}
        onChange={(shape) => onChange(inShape(query, shape))}
      />
    </InlineField>
  );
}
