import {
  standardTransformers,
  standardTransformersRegistry,
  transformDataFrame,
  type DataFrame,
  type DataTransformerConfig,
} from '@grafana/data';
import { type Observable } from 'rxjs';

/** Some of Grafana's stand there twice, under an older name too. */
const transformers = new Map(Object.values(standardTransformers).map((one) => [one.id, one]));

standardTransformersRegistry.setInit(() =>
  [...transformers.values()].map((transformation) => ({
    id: transformation.id,
    name: transformation.name,
    transformation,
    editor: () => null,
    imageDark: '',
    imageLight: '',
  }))
);

/** The frames after the panel's transformations, which are Grafana's own. */
export function transformed(
  frames: readonly DataFrame[],
  transformations: readonly DataTransformerConfig[] = []
): Observable<DataFrame[]> {
  return transformDataFrame([...transformations], [...frames]);
}
